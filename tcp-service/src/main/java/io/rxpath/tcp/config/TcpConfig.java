package io.rxpath.tcp.config;

import io.rxpath.kit.Sysctls;
import io.rxpath.skb.Layer;
import io.rxpath.tcp.core.TcpSettings;
import java.util.Map;

/** The settings of this layer by the keys of the config topic, which are those of sysctl. */
public final class TcpConfig {
    /** How the keys begin. */
    static final String SYSCTL = "sysctl/";

    private TcpConfig() {}

    /** True for keys that change something here. */
    public static boolean obeys(String key) {
        return key.startsWith(SYSCTL) && Sysctls.owner(key.substring(SYSCTL.length())) == Layer.TCP;
    }

    /**
     * The settings after several changes, in the map's order.
     *
     * @throws IllegalArgumentException naming the first that is refused
     */
    public static TcpSettings all(TcpSettings base, Map<String, String> changes) {
        TcpSettings settings = base;
        for (Map.Entry<String, String> change : changes.entrySet()) {
            settings = settings.withSysctl(change.getKey().substring(SYSCTL.length()), change.getValue());
        }
        return settings;
    }
}
