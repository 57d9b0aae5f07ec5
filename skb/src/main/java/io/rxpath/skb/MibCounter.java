package io.rxpath.skb;

/** The name of a counter as the kernel prints it. Implemented by enums only, whose ordinals index {@link Counters}. */
public interface MibCounter {
    /** The group, for the SNMP counters the first word of their line in /proc/net/snmp or /proc/net/netstat. */
    String group();

    /** The name within the group, spelled as the kernel does. */
    String kernelName();

    /** Position in the enum. */
    int ordinal();

    /** Group and name joined by a dot: "TcpExt.TCPOFOQueue". */
    default String fullName() {
        return group() + '.' + kernelName();
    }
}
