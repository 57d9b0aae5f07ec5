package io.rxpath.ip.core.route;

/**
 * How far a destination is away: the higher, the nearer (kernel include/uapi/linux/rtnetlink.h enum rt_scope_t). A gateway
 * must be nearer than what is reached by it.
 */
public final class RouteScope {
    /** Anywhere. */
    public static final int UNIVERSE = 0;
    /** Within this site. */
    public static final int SITE = 200;
    /** On a link of this host. */
    public static final int LINK = 253;
    /** This host itself. */
    public static final int HOST = 254;
    /** Nothing is there. */
    public static final int NOWHERE = 255;

    private RouteScope() {}

    /** The word {@code ip} uses, a number for scopes without one. */
    public static String word(int scope) {
        return switch (scope) {
            case UNIVERSE -> "global";
            case SITE -> "site";
            case LINK -> "link";
            case HOST -> "host";
            case NOWHERE -> "nowhere";
            default -> Integer.toString(scope);
        };
    }

    /** The scope of that word or number, or -1. */
    public static int ofWord(String word) {
        return switch (word) {
            case "global", "universe" -> UNIVERSE;
            case "site" -> SITE;
            case "link" -> LINK;
            case "host" -> HOST;
            case "nowhere" -> NOWHERE;
            default -> RouteWords.number(word, 255);
        };
    }
}
