package io.rxpath.ip.core.route;

/** Errors of route lookups and of changes to the tables, with the text people know them by (kernel errno values). */
public enum Errno {
    /** No error. */
    NONE(0, "Success"),
    /** Nothing of that name or key exists. */
    ENOENT(2, "No such file or directory"),
    /** There is no such route or rule. */
    ESRCH(3, "No such process"),
    /** Look further: a route of type throw. */
    EAGAIN(11, "Resource temporarily unavailable"),
    /** Administratively prohibited. */
    EACCES(13, "Permission denied"),
    /** It is there already. */
    EEXIST(17, "File exists"),
    /** The packet came in by another device than its answer would leave by. */
    EXDEV(18, "Invalid cross-device link"),
    /** No device of that number or name. */
    ENODEV(19, "No such device"),
    /** The request makes no sense; also what a blackhole says to local senders. */
    EINVAL(22, "Invalid argument"),
    /** A number beyond its range. */
    ERANGE(34, "Numerical result out of range"),
    /** The rules of that family are not there. */
    EAFNOSUPPORT(97, "Address family not supported by protocol"),
    /** No device has that address. */
    EADDRNOTAVAIL(99, "Cannot assign requested address"),
    /** The device is down. */
    ENETDOWN(100, "Network is down"),
    /** No route. */
    ENETUNREACH(101, "Network is unreachable"),
    /** There is no room. */
    ENOBUFS(105, "No buffer space available"),
    /** A route says that nobody is there. */
    EHOSTUNREACH(113, "No route to host");

    private final int number;
    private final String text;

    Errno(int number, String text) {
        this.number = number;
        this.text = text;
    }

    /** The kernel's number, positive; 0 for {@link #NONE}. */
    public int number() {
        return number;
    }

    /** What strerror() says. */
    public String text() {
        return text;
    }
}
