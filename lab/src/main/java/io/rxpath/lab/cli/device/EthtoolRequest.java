package io.rxpath.lab.cli.device;

import io.rxpath.lab.run.Change;
import java.util.List;

/** What an ethtool command line asks for. */
public sealed interface EthtoolRequest {
    /**
     * To look at something.
     *
     * @param page letter of ethtool's option: S, g, k, l, x, n, c or a
     */
    record Show(char page) implements EthtoolRequest {}

    /**
     * To set something.
     *
     * @param changes settings, not empty
     */
    record Set(List<Change> changes) implements EthtoolRequest {}

    /**
     * To add a steering rule.
     *
     * @param location where, 0..1023; -1 for the last free place
     * @param rule the rule without its place
     */
    record AddRule(int location, String rule) implements EthtoolRequest {}

    /**
     * To take a steering rule away.
     *
     * @param location where, 0..1023
     */
    record DeleteRule(int location) implements EthtoolRequest {}
}
