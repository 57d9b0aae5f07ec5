package io.rxpath.skb;

/**
 * The 4-tuple of a flow as this host sees it: remote is the peer, local is us, whichever way a packet goes.
 *
 * @param localHi first 64 bits of our address (IPv4 in its mapped form, see {@link IpAddress})
 * @param localLo last 64 bits of our address
 * @param remoteHi first 64 bits of the peer's address
 * @param remoteLo last 64 bits of the peer's address
 * @param localPort our port, 0..65535
 * @param remotePort the peer's port, 0..65535
 */
public record FlowKey(long localHi, long localLo, long remoteHi, long remoteLo, int localPort, int remotePort) {
    /** Bytes of the encoded form. */
    public static final int ENCODED_LENGTH = 36;

    /** The key of an IPv4 flow. */
    public static FlowKey v4(int local, int localPort, int remote, int remotePort) {
        return new FlowKey(0, IpAddress.v4(local).lo(), 0, IpAddress.v4(remote).lo(), localPort, remotePort);
    }

    /** True if both ends are IPv4. */
    public boolean isV4() {
        return IpAddress.isV4(localHi, localLo);
    }

    /** Our IPv4 address. */
    public int localV4() {
        return (int) localLo;
    }

    /** The peer's IPv4 address. */
    public int remoteV4() {
        return (int) remoteLo;
    }

    /** Our address. */
    public IpAddress local() {
        return new IpAddress(localHi, localLo);
    }

    /** The peer's address. */
    public IpAddress remote() {
        return new IpAddress(remoteHi, remoteLo);
    }

    /** Writes {@link #ENCODED_LENGTH} bytes at {@code off}. */
    public void encode(byte[] a, int off) {
        Bytes.put64(a, off, localHi);
        Bytes.put64(a, off + 8, localLo);
        Bytes.put64(a, off + 16, remoteHi);
        Bytes.put64(a, off + 24, remoteLo);
        Bytes.put16(a, off + 32, localPort);
        Bytes.put16(a, off + 34, remotePort);
    }

    /** Reads what {@link #encode} wrote. */
    public static FlowKey decode(byte[] a, int off) {
        return new FlowKey(
                Bytes.get64(a, off),
                Bytes.get64(a, off + 8),
                Bytes.get64(a, off + 16),
                Bytes.get64(a, off + 24),
                Bytes.get16(a, off + 32),
                Bytes.get16(a, off + 34));
    }

    @Override
    public int hashCode() {
        long h = localLo * 31 + remoteLo;
        h = h * 31 + (localHi ^ remoteHi);
        h = h * 0x9E3779B97F4A7C15L + ((long) localPort << 16 | remotePort);
        return (int) (h ^ h >>> 32);
    }

    /** {@code 10.9.0.2:80 <- 10.9.0.1:40000}. */
    @Override
    public String toString() {
        return end(local(), localPort) + " <- " + end(remote(), remotePort);
    }

    private static String end(IpAddress address, int port) {
        return address.isV4() ? address + ":" + port : "[" + address + "]:" + port;
    }
}
