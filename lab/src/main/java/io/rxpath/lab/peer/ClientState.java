package io.rxpath.lab.peer;

/** States of a {@link ModelClient}: those of RFC 9293 as a client needs them; the last four are final. */
public enum ClientState {
    /** Before {@link ModelClient#connect}. */
    CLOSED,
    /** SYN sent. */
    SYN_SENT,
    /** Open. */
    ESTABLISHED,
    /** The peer has closed, we have not. */
    CLOSE_WAIT,
    /** We have closed; FIN not acknowledged. */
    FIN_WAIT_1,
    /** FIN acknowledged, the peer has not closed. */
    FIN_WAIT_2,
    /** Both FINs are out, ours is not acknowledged. */
    CLOSING,
    /** As CLOSING, but the peer closed first. */
    LAST_ACK,
    /** Done: both directions closed. Still answers repeated FINs. */
    TIME_WAIT,
    /** The peer has reset the connection. */
    RESET,
    /** This side has reset the connection. */
    ABORTED,
    /** Given up after too many time-outs. */
    TIMED_OUT;

    /** True between the handshake and the end. */
    public boolean isOpen() {
        return ordinal() >= ESTABLISHED.ordinal() && ordinal() <= TIME_WAIT.ordinal();
    }

    /** True when nothing more will happen: closed both ways, reset, aborted or given up. */
    public boolean isFinished() {
        return ordinal() >= TIME_WAIT.ordinal();
    }

    ClientState finReceived() {
        return switch (this) {
            case ESTABLISHED -> CLOSE_WAIT;
            case FIN_WAIT_1 -> CLOSING;
            case FIN_WAIT_2 -> TIME_WAIT;
            default -> this;
        };
    }

    ClientState finSent() {
        return switch (this) {
            case ESTABLISHED -> FIN_WAIT_1;
            case CLOSE_WAIT -> LAST_ACK;
            default -> this;
        };
    }

    ClientState finAcknowledged() {
        return switch (this) {
            case FIN_WAIT_1 -> FIN_WAIT_2;
            case CLOSING, LAST_ACK -> TIME_WAIT;
            default -> this;
        };
    }
}
