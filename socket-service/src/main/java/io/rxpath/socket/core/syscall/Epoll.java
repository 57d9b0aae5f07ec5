package io.rxpath.socket.core.syscall;

/**
 * struct epoll_event.
 *
 * @param events those that hold, or are asked for: of {@link Poll} and the flags here
 * @param data what the process gave
 */
public record Epoll(int events, long data) {
    public static final int CTL_ADD = 1;
    public static final int CTL_DEL = 2;
    public static final int CTL_MOD = 3;

    public static final int EXCLUSIVE = 1 << 28;
    public static final int WAKEUP = 1 << 29;
    public static final int ONESHOT = 1 << 30;
    public static final int ET = 1 << 31;
}
