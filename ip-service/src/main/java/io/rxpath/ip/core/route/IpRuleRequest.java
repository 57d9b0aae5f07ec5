package io.rxpath.ip.core.route;

import io.rxpath.skb.Cidr;
import org.jspecify.annotations.Nullable;

/** The words behind {@code ip rule add} and {@code del} (iproute2 ip/iprule.c iprule_modify()). */
final class IpRuleRequest {
    private static final int DEVICE_NAME_LENGTH = 15;

    private final IpWords words;
    private final boolean delete;

    /** The rule's number, -1 if none was given. */
    long priority = -1;

    @Nullable
    FibRuleAction action;

    int table = -1;
    int target;
    boolean invert;

    @Nullable
    Cidr from;

    @Nullable
    Cidr to;

    @Nullable
    String iif;

    @Nullable
    String oif;

    int tos;
    int mark;
    int markMask;
    boolean markSaid;
    int ipproto;
    int sport;
    int dport;
    int suppressPrefix = -1;
    int protocol = -1;

    /** Reads all words. */
    IpRuleRequest(IpWords words, boolean delete) {
        this.words = words;
        this.delete = delete;
        if (!words.more()) {
            throw new IpTextException("\"ip rule " + (delete ? "del" : "add") + "\" requires arguments.");
        }
        while (words.more()) {
            word(words.next());
        }
    }

    private void word(String word) {
        switch (word) {
            case "not" -> invert = true;
            case "from" -> from = network(true);
            case "to" -> to = network(false);
            case "pref", "preference", "order", "priority" -> {
                int number = words.number(0xffff_ffffL, "preference value is invalid");
                priority = Integer.toUnsignedLong(number);
            }
            case "tos", "dsfield" -> tos = tos(words.next());
            case "fwmark" -> fwmark(words.next());
            case "protocol", "proto" -> protocol = protocolId(words.next());
            case "table", "lookup" -> table(words.next());
            case "suppress_prefixlength", "sup_pl" ->
                suppressPrefix = words.number(Integer.MAX_VALUE, "suppress_prefixlength value is invalid");
            case "iif", "dev" -> iif = device(words.next(), "\"iif\"/\"dev\" not a valid ifname");
            case "oif" -> oif = device(words.next(), "\"oif\" not a valid ifname");
            case "ipproto" -> ipproto = protocol(words.next());
            case "sport" -> sport = ports(words.next(), "sport");
            case "dport" -> dport = ports(words.next(), "dport");
            case "suppress_ifgroup", "sup_group", "realms", "tun_id", "l3mdev", "uidrange", "nat", "map-to" ->
                throw IpTextException.unsupported(word);
            case "type" -> type(words.next());
            default -> type(word);
        }
    }

    private void type(String word) {
        switch (word) {
            case "unicast" -> action = FibRuleAction.TO_TABLE;
            case "blackhole" -> action = FibRuleAction.BLACKHOLE;
            case "unreachable" -> action = FibRuleAction.UNREACHABLE;
            case "prohibit" -> action = FibRuleAction.PROHIBIT;
            case "nop" -> action = FibRuleAction.NOP;
            case "goto" -> {
                action = FibRuleAction.GOTO;
                target = words.number(0xffff_ffffL, "invalid target");
            }
            case "local", "broadcast", "anycast", "multicast", "throw", "xresolve" ->
                throw IpTextException.unsupported(word);
            default -> throw IpTextException.wrong(word, "Failed to parse rule type");
        }
    }

    private @Nullable Cidr network(boolean source) {
        IpWords.Family wanted = words.family();
        Cidr network = words.prefix();
        if (network.prefix() == 0) {
            return null;
        }
        if (wanted == IpWords.Family.ANY && !network.address().isV4()) {
            // Without -6 the request is one about IPv4, and the kernel finds the address too long.
            throw new RtnetlinkException(Errno.EINVAL, source ? "Invalid source address" : "Invalid dst address");
        }
        return network;
    }

    private int tos(String word) {
        int value = RouteText.dsfieldOf(word);
        if (value < 0) {
            throw IpTextException.wrong(word, "TOS value is invalid");
        }
        if ((value & 3) != 0) {
            throw new RtnetlinkException(Errno.EINVAL, "Invalid dsfield (tos): ECN bits must be 0");
        }
        if (words.family() != IpWords.Family.INET6 && (value & ~0x1c) != 0) {
            throw new RtnetlinkException(Errno.EINVAL, "Invalid tos");
        }
        return value;
    }

    private void fwmark(String word) {
        int slash = word.indexOf('/');
        long value = RouteWords.unsigned(slash < 0 ? word : word.substring(0, slash));
        long mask = slash < 0 ? 0 : RouteWords.unsigned(word.substring(slash + 1));
        if (value < 0) {
            throw IpTextException.wrong(word, "fwmark value is invalid");
        }
        if (mask < 0) {
            throw IpTextException.wrong(word.substring(slash + 1), "fwmask value is invalid");
        }
        mark = (int) value;
        markMask = slash >= 0 ? (int) mask : mark != 0 ? -1 : 0;
        markSaid = true;
    }

    private static int protocolId(String word) {
        int id = RouteWords.protocolOf(word);
        if (id < 0) {
            throw IpTextException.wrong(word, "\"protocol\" value is invalid");
        }
        return id;
    }

    private void table(String word) {
        table = RouteWords.tableOf(word);
        if (table < 0) {
            throw IpTextException.wrong(word, "invalid table ID");
        }
        action = FibRuleAction.TO_TABLE;
    }

    private static String device(String word, String error) {
        if (word.isEmpty() || word.length() > DEVICE_NAME_LENGTH || word.indexOf('/') >= 0) {
            throw IpTextException.wrong(word, error);
        }
        return word;
    }

    static int protocol(String word) {
        int number = IpRuleText.protocolOf(word);
        if (number < 0) {
            throw IpTextException.wrong(word, "Invalid \"ipproto\" value");
        }
        return number;
    }

    private static int ports(String word, String what) {
        int dash = word.indexOf('-');
        int low = RouteWords.number(dash < 0 ? word : word.substring(0, dash), 0xffff);
        int high = dash < 0 ? low : RouteWords.number(word.substring(dash + 1), 0xffff);
        if (low < 0 || high < 0) {
            throw IpTextException.wrong(word, "invalid port range");
        }
        if (low == 0 || high < low || high == 0xffff) {
            throw new RtnetlinkException(Errno.EINVAL, "Invalid " + what + " range");
        }
        return low << 16 | high;
    }

    /** The rule to add, with this number if it asks for none. */
    FibRule rule(int freePriority, int freeTable) {
        FibRuleAction what = action == null ? FibRuleAction.TO_TABLE : action;
        int id = table < 0 ? RouteWords.TABLE_MAIN : table == 0 ? freeTable : table;
        return new FibRule(
                priority < 0 ? freePriority : (int) priority,
                what,
                what == FibRuleAction.TO_TABLE ? id : 0,
                target,
                invert,
                from,
                to,
                iif,
                oif,
                tos,
                mark,
                markMask,
                ipproto,
                sport,
                dport,
                suppressPrefix,
                protocol < 0 ? RouteWords.PROTO_BOOT : protocol);
    }

    /** Whether a rule has all that is asked for (kernel net/core/fib_rules.c rule_find()). */
    boolean fits(FibRule rule) {
        return (action == null || action == rule.action())
                && (table <= 0 || table == rule.table())
                && (priority <= 0 || (int) priority == rule.priority())
                && (iif == null || iif.equals(rule.iif()))
                && (oif == null || oif.equals(rule.oif()))
                && (!markSaid || mark == 0 || mark == rule.mark())
                && (markMask == 0 || markMask == rule.markMask())
                && (suppressPrefix < 0 || suppressPrefix == rule.suppressPrefix())
                && (ipproto == 0 || ipproto == rule.ipproto())
                && (sport == 0 || sport == rule.sport())
                && (dport == 0 || dport == rule.dport())
                && (from == null || from.equals(rule.from()))
                && (to == null || to.equals(rule.to()))
                && (tos == 0 || tos == rule.tos())
                && (protocol < 0 || !delete || protocol == rule.protocol());
    }
}
