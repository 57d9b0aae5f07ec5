package io.rxpath.kit;

/** A value of a host file that cannot be used, with its place in the file. */
final class HostFault extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String place;

    /** A fault at {@code place}, such as {@code nic.ring} or {@code listen[1].port}. */
    HostFault(String place, String message) {
        super(message);
        this.place = place;
    }

    HostFault(String place, String message, IllegalArgumentException cause) {
        super(message, cause);
        this.place = place;
    }

    String place() {
        return place;
    }
}
