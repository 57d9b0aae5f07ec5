package io.rxpath.ip.kafka;

import io.rxpath.ip.core.Neighbour;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.MacAddress;

/** A neighbour on the config topic: key {@code neigh/ADDRESS}, or {@code neigh/ADDRESS%IFINDEX} if it is not on eth0,
 * value {@code MAC PORT}. */
public final class NeighbourSetting {
    /** What the keys begin with. */
    public static final String PREFIX = "neigh/";

    private NeighbourSetting() {}

    /** The key of a neighbour. */
    public static String key(Neighbour neighbour) {
        return PREFIX + neighbour.address() + (neighbour.ifindex() == Neighbour.ETH0 ? "" : "%" + neighbour.ifindex());
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
        String[] name = key.substring(PREFIX.length()).split("%", -1);
        if (name.length > 2 || (name.length == 2 && !name[1].matches("[0-9]{1,5}"))) {
            throw new IllegalArgumentException("'" + key + "' is not neigh/ADDRESS or neigh/ADDRESS%IFINDEX");
        }
        return new Neighbour(
                name.length == 2 ? Integer.parseInt(name[1]) : Neighbour.ETH0,
                IpAddress.parse(name[0]),
                MacAddress.parse(words[0]),
                Integer.parseInt(words[1]),
                false);
    }
}
