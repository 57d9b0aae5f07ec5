package io.rxpath.lab.cli.device;

import io.rxpath.lab.run.Change;
import java.util.List;

/** What an ip command line asks for. */
public sealed interface IpRequest {
    /**
     * To look at the device.
     *
     * @param stats how often -s was given
     */
    record ShowLink(int stats) implements IpRequest {}

    /** To look at the groups the card listens to. */
    record ShowGroups() implements IpRequest {}

    /**
     * To set something.
     *
     * @param changes settings, not empty
     */
    record Set(List<Change> changes) implements IpRequest {}
}
