package io.rxpath.ip.core.conntrack;

/** Is told of connections that enter and leave the table; NAT keeps an index of its own. */
public interface ConntrackListener {
    /** The connection is in the table now. */
    void inserted(NfConn ct);

    /** The connection has left the table. */
    void removed(NfConn ct);
}
