package io.rxpath.tcp.core.sock;

/**
 * States of a TCP connection with the kernel's numbers.
 *
 * <p>Kernel: include/net/tcp_states.h; the names are those ss(8) prints.
 */
public enum TcpState {
    /** Data flows both ways. */
    ESTABLISHED(1, "ESTAB"),
    /** We sent SYN. */
    SYN_SENT(2, "SYN-SENT"),
    /** Final ACK of the handshake arrived, the socket is being set up. */
    SYN_RECV(3, "SYN-RECV"),
    /** We sent FIN, it is not acknowledged. */
    FIN_WAIT1(4, "FIN-WAIT-1"),
    /** Our FIN is acknowledged, the peer's has not come. */
    FIN_WAIT2(5, "FIN-WAIT-2"),
    /** Both FINs are through; waits for old segments to die. */
    TIME_WAIT(6, "TIME-WAIT"),
    /** Nothing. */
    CLOSE(7, "UNCONN"),
    /** The peer sent FIN, we did not. */
    CLOSE_WAIT(8, "CLOSE-WAIT"),
    /** As CLOSE_WAIT, and our FIN is out. */
    LAST_ACK(9, "LAST-ACK"),
    /** Waits for connections. */
    LISTEN(10, "LISTEN"),
    /** Both sent FIN, ours is not acknowledged. */
    CLOSING(11, "CLOSING");

    private static final TcpState[] BY_NUMBER = new TcpState[12];

    static {
        for (TcpState state : values()) {
            BY_NUMBER[state.number] = state;
        }
    }

    private final int number;
    private final String ssName;

    TcpState(int number, String ssName) {
        this.number = number;
        this.ssName = ssName;
    }

    /** The kernel's number (tcpi_state). */
    public int number() {
        return number;
    }

    /** As ss(8) prints it. */
    public String ssName() {
        return ssName;
    }

    /** The state with this number. */
    public static TcpState of(int number) {
        TcpState state = number > 0 && number < BY_NUMBER.length ? BY_NUMBER[number] : null;
        if (state == null) {
            throw new IllegalArgumentException("no TCP state has the number " + number);
        }
        return state;
    }

    /** SYN_SENT or SYN_RECV: the handshake is not through. */
    public boolean inHandshake() {
        return this == SYN_SENT || this == SYN_RECV;
    }

    /** tcp_need_reset(): giving the connection up takes a RST. */
    public boolean needReset() {
        return switch (this) {
            case ESTABLISHED, CLOSE_WAIT, FIN_WAIT1, FIN_WAIT2, SYN_RECV -> true;
            default -> false;
        };
    }

    /** The state ss(8) prints so. */
    public static TcpState ofSsName(String name) {
        for (TcpState state : values()) {
            if (state.ssName.equals(name)) {
                return state;
            }
        }
        throw new IllegalArgumentException("no TCP state is called '" + name + "'");
    }

    /** True if RFC 9293 and the kernel know a way from this state to {@code next}. */
    public boolean mayBecome(TcpState next) {
        return next == CLOSE
                || switch (this) {
                    case SYN_SENT -> next == SYN_RECV || next == ESTABLISHED;
                    case SYN_RECV -> next == ESTABLISHED || next == FIN_WAIT1;
                    case ESTABLISHED -> next == FIN_WAIT1 || next == CLOSE_WAIT;
                    case FIN_WAIT1 -> next == FIN_WAIT2 || next == CLOSING;
                    case FIN_WAIT2 -> next == TIME_WAIT;
                    case CLOSING -> next == TIME_WAIT;
                    case CLOSE_WAIT -> next == LAST_ACK;
                    default -> false;
                };
    }
}
