package io.rxpath.lab.cli.device;

import io.rxpath.kit.Sysctls;
import io.rxpath.lab.run.LabException;

/** A sysctl as a person names it. */
public final class SysctlName {
    private SysctlName() {}

    /**
     * The name with dots: both forms that sysctl(8) takes, and the path below /proc/sys.
     *
     * @throws LabException if no layer has such a setting
     */
    public static String of(String text) {
        String name = text.replaceFirst("^/proc/sys/", "").replace('/', '.');
        try {
            Sysctls.owner(name);
        } catch (IllegalArgumentException e) {
            throw LabException.badInput(String.valueOf(e.getMessage()));
        }
        return name;
    }

    /** The setting's key on the config topic. */
    public static String key(String name) {
        return "sysctl/" + name;
    }

    /** The file of a setting. */
    public static String path(String name) {
        return "/proc/sys/" + name.replace('.', '/');
    }
}
