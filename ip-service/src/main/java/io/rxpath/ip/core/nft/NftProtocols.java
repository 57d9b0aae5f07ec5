package io.rxpath.ip.core.nft;

import io.rxpath.skb.EthernetHeader;
import io.rxpath.skb.IpProtocol;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a rule knows of the packet's protocols so far. A match on a header needs to know that the packet has it: if nothing in
 * the rule says so, a match that does is put in.
 */
final class NftProtocols {
    private static final int UNKNOWN = -1;
    private static final int NFPROTO_IPV4 = 2;
    private static final int NFPROTO_IPV6 = 10;

    private final NftTable.Family family;

    /** The rule's statements; missing matches are added here. */
    final List<NftStmt> statements = new ArrayList<>();

    private int network;
    private int transport = UNKNOWN;
    private boolean transportSet;
    private long icmpType = UNKNOWN;

    /** An explicit match that a match on the header makes superfluous in a listing. */
    private @Nullable NftStmt sayingTransport;

    /** The same by the field of an IP header, which in a table of both families only a TCP option makes superfluous. */
    private @Nullable NftStmt sayingHeader;

    /** {@code meta protocol}: in a table of one family whatever follows makes it superfluous, in others a reject. */
    private @Nullable NftMatch sayingEther;

    private @Nullable NftStmt sayingNetwork;
    private @Nullable NftStmt sayingIcmpType;

    NftProtocols(NftTable.Family family) {
        this.family = family;
        this.network = switch (family) {
            case IP -> NftField.IP;
            case IP6 -> NftField.IP6;
            case INET -> UNKNOWN;
        };
    }

    NftTable.Family family() {
        return family;
    }

    /** {@link NftField#IP}, {@link NftField#IP6} or -1. */
    int network() {
        return network;
    }

    /** The transport protocol, -1 if the rule does not fix one. */
    int transport() {
        return transport;
    }

    /** True if the rule says that the packet has one or one of several transport protocols. */
    boolean transportKnown() {
        return transport != UNKNOWN || transportSet;
    }

    /** A match on the header of this IP version follows. */
    void needNetwork(int version, NftToken token) {
        if (network == UNKNOWN) {
            addImplied(isVersion(version));
            network = version;
        } else if (network != version) {
            throw token.error("conflicting protocols specified: " + name(network) + " vs. " + name(version));
        } else if (sayingNetwork != null) {
            sayingNetwork.implied = true;
        }
        sayingNetwork = null;
    }

    /** A match on the header of this transport protocol follows. */
    void needTransport(int protocol, NftToken token) {
        if (transport == UNKNOWN && !transportSet) {
            if (family == NftTable.Family.INET && network == UNKNOWN) {
                if (protocol == IpProtocol.ICMP) {
                    needNetwork(NftField.IP, token);
                } else if (protocol == IpProtocol.ICMPV6) {
                    needNetwork(NftField.IP6, token);
                }
            }
            addImplied(isTransport(protocol));
            transport = protocol;
        } else if (transport != protocol) {
            String known = transportSet ? "several" : String.valueOf(name(transport));
            throw token.error("conflicting protocols specified: " + known + " vs. " + name(protocol));
        } else if (sayingTransport != null) {
            sayingTransport.implied = true;
        }
        sayingTransport = null;
    }

    /** Takes the match on the transport protocol out of the listing, if there is one right before. */
    void transportSaid() {
        if (sayingTransport != null) {
            sayingTransport.implied = true;
            sayingTransport = null;
        }
    }

    /**
     * A reject with ICMP of this IP version follows. Unlike a match's, the match it needs stands at the rule's beginning: what is
     * counted or logged before the reject is rejected too. A listing shows it if there is more than matches between the two.
     */
    void rejectNeedsNetwork(int version, NftToken token) {
        if (network != UNKNOWN) {
            needNetwork(version, token);
            return;
        }
        addFirst(isVersion(version));
        network = version;
        if (sayingEther != null) {
            statements.get(0).implied = false;
            sayingEther.implied = true;
            sayingEther = null;
        }
    }

    /** A reject with a TCP reset follows; in a table of both families the match it needs is always listed. */
    void rejectNeedsTcp(NftToken token) {
        boolean listed = family == NftTable.Family.INET;
        if (transport == IpProtocol.TCP) {
            if (!listed) {
                transportSaid();
            }
        } else if (transportKnown()) {
            throw token.error("you cannot use tcp reset with this protocol");
        } else {
            NftMatch tcp = isTransport(IpProtocol.TCP);
            addFirst(tcp);
            tcp.implied &= !listed;
            transport = IpProtocol.TCP;
        }
    }

    private static NftMatch isVersion(int version) {
        int value = version == NftField.IP ? NFPROTO_IPV4 : NFPROTO_IPV6;
        return new NftMatch(new NftMeta(NftMeta.Key.NFPROTO), NftMatch.Kind.EQ, NftValue.of(value));
    }

    private static NftMatch isTransport(int protocol) {
        return new NftMatch(new NftMeta(NftMeta.Key.L4PROTO), NftMatch.Kind.EQ, NftValue.of(protocol));
    }

    private void addFirst(NftMatch match) {
        match.implied = statements.stream().allMatch(NftProtocols::isMatch);
        statements.add(0, match);
    }

    /** The Ethernet type all packets of the table have, -1 if there are two. */
    private int etherType() {
        return switch (family) {
            case IP -> EthernetHeader.TYPE_IPV4;
            case IP6 -> EthernetHeader.TYPE_IPV6;
            case INET -> UNKNOWN;
        };
    }

    /** As {@link #transportSaid()}, for a TCP option. */
    void optionSaid() {
        if (transport != IpProtocol.TCP) {
            return;
        }
        if (sayingHeader != null) {
            sayingHeader.implied = true;
            sayingHeader = null;
        }
        transportSaid();
    }

    void networkSaid() {
        if (sayingNetwork != null) {
            sayingNetwork.implied = true;
            sayingNetwork = null;
        }
    }

    /** A match on a field that only these types of ICMP messages have follows. */
    void needIcmpType(NftField field, NftTable table, NftToken token) {
        if (field.icmpTypes().length == 0) {
            return;
        }
        if (icmpType != UNKNOWN) {
            boolean fits = false;
            for (long type : field.icmpTypes()) {
                fits |= type == icmpType;
            }
            if (!fits) {
                throw token.error("incompatible icmp match: rule has " + icmpType + ", need " + field.icmpTypes()[0]);
            }
            if (field.icmpTypes().length == 1 && sayingIcmpType != null) {
                sayingIcmpType.implied = true;
            }
            return;
        }
        String header = field.text().substring(0, field.text().indexOf(' '));
        NftField typeField = NftField.find(header, "type");
        if (typeField == null) {
            throw new IllegalStateException(header + " has no type");
        }
        NftExpr type = new NftPayload(typeField);
        if (field.icmpTypes().length == 1) {
            addImplied(new NftMatch(type, NftMatch.Kind.EQ, NftValue.of(field.icmpTypes()[0])));
            icmpType = field.icmpTypes()[0];
            return;
        }
        if (lookedUpIcmpType) {
            return;
        }
        NftSet set = new NftSet("", table.nextHandle(), List.of(type.type), NftSet.Leads.NOWHERE, List.of());
        List<NftElement> elements = new ArrayList<>();
        for (long value : field.icmpTypes()) {
            NftKey key = NftKey.of(List.of(NftValue.of(value)));
            elements.add(new NftElement(key, key));
        }
        set.addAll(elements);
        statements.add(new NftLookup(type, set, false));
        lookedUpIcmpType = true;
    }

    private boolean lookedUpIcmpType;

    private void addImplied(NftStmt statement) {
        statement.implied = true;
        statements.add(statement);
    }

    /** Adds a statement of the text and notes what it says of protocols. */
    void add(NftStmt statement) {
        if (sayingEther != null && sayingEther.value.lo() == etherType()) {
            sayingEther.implied = true;
            sayingEther = null;
        }
        if (!isMatch(statement)) {
            sayingTransport = null;
            sayingNetwork = null;
            sayingIcmpType = null;
            sayingHeader = null;
            sayingEther = null;
        } else if (statement instanceof NftMatch equal && equal.fixes()) {
            note(equal);
        } else if (statement instanceof NftLookup lookup && !lookup.negated) {
            transportSet |= isProtocol(lookup.key);
            lookedUpIcmpType |= lookup.key instanceof NftPayload field && isIcmpType(field);
        }
        statements.add(statement);
    }

    private static boolean isMatch(NftStmt statement) {
        return statement instanceof NftMatch || statement instanceof NftLookup || statement instanceof NftVerdictMap;
    }

    private static boolean isIcmpType(NftPayload payload) {
        return payload.field.text().equals("icmp type") || payload.field.text().equals("icmpv6 type");
    }

    private static boolean isProtocol(NftExpr key) {
        return key instanceof NftMeta meta && meta.key == NftMeta.Key.L4PROTO
                || key instanceof NftPayload payload
                        && (payload.field.text().equals("ip protocol")
                                || payload.field.text().equals("ip6 nexthdr"));
    }

    private void note(NftMatch match) {
        long value = match.value.lo();
        if (match.left instanceof NftMeta meta) {
            if (meta.key == NftMeta.Key.NFPROTO && network == UNKNOWN) {
                network = value == NFPROTO_IPV4 ? NftField.IP : NftField.IP6;
                sayingNetwork = match;
            } else if (meta.key == NftMeta.Key.L4PROTO && transport == UNKNOWN) {
                transport = (int) value;
                sayingTransport = match;
            } else if (meta.key == NftMeta.Key.PROTOCOL) {
                sayingEther = match;
            }
        } else if (match.left instanceof NftPayload payload) {
            if (isProtocol(payload)) {
                transport = (int) value;
                boolean only = family != NftTable.Family.INET;
                sayingTransport = only ? match : null;
                sayingHeader = match;
            } else if (isIcmpType(payload)) {
                icmpType = value;
                sayingIcmpType = match;
            }
        }
    }

    static String name(int protocol) {
        return switch (protocol) {
            case NftField.IP -> "ip";
            case NftField.IP6 -> "ip6";
            default -> {
                for (var entry : NftSymbols.PROTOCOLS.entrySet()) {
                    if (entry.getValue() == protocol) {
                        yield entry.getKey();
                    }
                }
                yield String.valueOf(protocol);
            }
        };
    }
}
