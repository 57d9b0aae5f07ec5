package io.rxpath.nic.core;

import io.rxpath.nic.core.NtupleRule.Address;
import io.rxpath.nic.core.NtupleRule.Bits;
import io.rxpath.nic.core.NtupleRule.FlowType;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.MacAddress;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Locale;

/** Reads a steering rule word by word. */
final class NtupleParser {
    private static final long PORT = 0xffff;
    private static final long VID = 0xfff;
    private static final long MAC = 0xffff_ffff_ffffL;
    private static final int ACTION_MAX = 127;

    private final ArrayDeque<String> words;
    private FlowType type = FlowType.ETHER;
    private Address source = Address.ANY;
    private Address dest = Address.ANY;
    private Bits sourcePort = Bits.ANY;
    private Bits destPort = Bits.ANY;
    private Bits vlan = Bits.ANY;
    private Bits sourceMac = Bits.ANY;
    private Bits destMac = Bits.ANY;
    private int action = Integer.MIN_VALUE;

    NtupleParser(String text) {
        words = new ArrayDeque<>(Arrays.asList(text.strip().split("\\s+", -1)));
    }

    NtupleRule rule() {
        if (!"flow-type".equals(words.poll())) {
            throw new IllegalArgumentException(
                    "a rule begins with flow-type: ether, ip4, ip6, tcp4, udp4, tcp6 or udp6");
        }
        type = type(value("flow-type"));
        for (String word = words.poll(); word != null; word = words.poll()) {
            take(word);
        }
        if (action == Integer.MIN_VALUE) {
            throw new IllegalArgumentException("action is missing: expected the number of a queue, or -1 to drop");
        }
        return new NtupleRule(type, source, dest, sourcePort, destPort, vlan, sourceMac, destMac, action);
    }

    private static FlowType type(String word) {
        for (FlowType type : FlowType.values()) {
            if (type.name().toLowerCase(Locale.ROOT).equals(word)) {
                return type;
            }
        }
        throw new IllegalArgumentException(
                "flow-type " + word + ": expected ether, ip4, ip6, tcp4, udp4, tcp6 or udp6");
    }

    private void take(String word) {
        switch (word) {
            case "src-ip" -> source = address(word);
            case "dst-ip" -> dest = address(word);
            case "src-port" -> sourcePort = port(word);
            case "dst-port" -> destPort = port(word);
            case "vlan" -> vlan = bits(word, VID);
            case "src" -> sourceMac = mac(word);
            case "dst" -> destMac = mac(word);
            case "action" -> action = action(value(word));
            default ->
                throw new IllegalArgumentException("'" + word + "' is not known: expected src-ip, dst-ip, src-port,"
                        + " dst-port, vlan, src, dst or action");
        }
    }

    private String value(String word) {
        String value = words.poll();
        if (value == null) {
            throw new IllegalArgumentException(word + " has no value");
        }
        return value;
    }

    /** The mask behind a value, or nothing. */
    private String mask(String word) {
        if (!"m".equals(words.peek())) {
            return "";
        }
        words.remove();
        return value(word + " m");
    }

    private static int action(String text) {
        if (!text.matches("-1|[0-9]{1,3}") || Integer.parseInt(text) > ACTION_MAX) {
            throw new IllegalArgumentException("action " + text + ": expected a queue 0.." + ACTION_MAX + ", or -1");
        }
        return Integer.parseInt(text);
    }

    private Bits port(String word) {
        if (type == FlowType.ETHER || type == FlowType.IP4 || type == FlowType.IP6) {
            throw new IllegalArgumentException(word + " needs flow-type tcp4, udp4, tcp6 or udp6");
        }
        return bits(word, PORT);
    }

    private Bits bits(String word, long all) {
        long value = number(word, value(word), all);
        String mask = mask(word);
        return new Bits(value, all & ~(mask.isEmpty() ? 0 : number(word + " m", mask, all)));
    }

    private static long number(String word, String text, long max) {
        try {
            long n = Long.decode(text);
            if (n >= 0 && n <= max) {
                return n;
            }
        } catch (NumberFormatException e) {
            // falls through to the same message: the range says that a number is expected
        }
        throw new IllegalArgumentException(word + " " + text + ": expected 0.." + max);
    }

    private Bits mac(String word) {
        if (type != FlowType.ETHER) {
            throw new IllegalArgumentException(word + " needs flow-type ether");
        }
        long value = MacAddress.parse(value(word));
        String mask = mask(word);
        return new Bits(value, MAC & ~(mask.isEmpty() ? 0 : MacAddress.parse(mask)));
    }

    private Address address(String word) {
        boolean v4 = type == FlowType.IP4 || type == FlowType.TCP4 || type == FlowType.UDP4;
        if (type == FlowType.ETHER) {
            throw new IllegalArgumentException(word + " needs a flow-type of IPv4 or IPv6");
        }
        IpAddress value = ip(word, value(word), v4);
        String mask = mask(word);
        if (mask.isEmpty()) {
            return new Address(value, -1, -1);
        }
        IpAddress ignored = ip(word + " m", mask, v4);
        return v4
                ? new Address(value, -1, ~(ignored.lo() & 0xffff_ffffL))
                : new Address(value, ~ignored.hi(), ~ignored.lo());
    }

    private static IpAddress ip(String word, String text, boolean v4) {
        IpAddress address = IpAddress.parse(text);
        if (address.isV4() != v4) {
            throw new IllegalArgumentException(
                    word + " " + text + ": expected an address of " + (v4 ? "IPv4" : "IPv6"));
        }
        return address;
    }
}
