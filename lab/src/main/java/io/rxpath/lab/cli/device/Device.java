package io.rxpath.lab.cli.device;

import io.rxpath.lab.run.LabException;

/** The one network device of the simulated host. */
public final class Device {
    /** Its name. */
    public static final String NAME = "eth0";

    private Device() {}

    /** Refuses any other device. */
    static void check(String command, String name) {
        if (!name.equals(NAME)) {
            throw LabException.badInput(command + ": no device '" + name + "'; there is " + NAME);
        }
    }
}
