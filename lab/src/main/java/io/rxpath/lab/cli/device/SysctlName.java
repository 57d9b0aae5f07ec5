package io.rxpath.lab.cli.device;

import io.rxpath.kit.Sysctls;
import io.rxpath.lab.run.LabException;
import java.util.Locale;

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

    /**
     * The key of a setting that can be changed while everything runs.
     *
     * @throws LabException if the host file alone sets it
     */
    public static String key(String name) {
        if (!Sysctls.live(name)) {
            throw LabException.badInput("sysctl: " + name + ": "
                    + Sysctls.owner(name).name().toLowerCase(Locale.ROOT)
                    + "-service reads it only at its start: set it in the host file; at run time can be set "
                    + String.join(", ", Sysctls.liveNames()));
        }
        return "sysctl/" + name;
    }

    /** The file of a setting. */
    public static String path(String name) {
        return "/proc/sys/" + name.replace('.', '/');
    }
}
