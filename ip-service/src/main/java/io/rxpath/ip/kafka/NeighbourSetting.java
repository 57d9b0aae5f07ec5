package io.rxpath.ip.kafka;

import io.rxpath.ip.core.Neighbour;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.MacAddress;

/** A neighbour on the config topic: key {@code neigh/ADDRESS}, value {@code MAC PORT}. */
public final class NeighbourSetting {
    /** What the keys begin with. */
    public static final String PREFIX = "neigh/";

    private NeighbourSetting() {}

    /** The key of a neighbour. */
    public static String key(Neighbour neighbour) {
        return PREFIX + neighbour.address();
    }

    /** The value of a neighbour. */
    public static String value(Neighbour neighbour) {
        return MacAddress.format(neighbour.mac()) + " " + neighbour.port();
    }

    /**
     * Reads a setting.
     *
     * @throws IllegalArgumentException naming what is wrong
     */
    public static Neighbour parse(String key, String value) {
        String[] words = value.strip().split(" +", -1);
        if (words.length != 2 || !words[1].matches("[0-9]{1,5}")) {
            throw new IllegalArgumentException("'" + value + "' is not MAC PORT, such as 02:00:00:00:00:01 1");
        }
        return new Neighbour(
                IpAddress.parse(key.substring(PREFIX.length())),
                MacAddress.parse(words[0]),
                Integer.parseInt(words[1]),
                false);
    }
}
