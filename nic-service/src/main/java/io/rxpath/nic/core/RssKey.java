package io.rxpath.nic.core;

import io.rxpath.skb.Toeplitz;
import java.util.HexFormat;

/**
 * A Toeplitz key as a value.
 *
 * @param hex its 40 bytes as ethtool -x shows them: two digits each, with colons between
 */
public record RssKey(String hex) {
    /** The key of Microsoft's RSS verification suite. */
    public static final RssKey MICROSOFT = of(Toeplitz.microsoftKey());

    private static final HexFormat COLONS = HexFormat.ofDelimiter(":");

    /** Checks the length. */
    public RssKey {
        if (!hex.matches("([0-9a-f]{2}:)*[0-9a-f]{2}")) {
            throw new IllegalArgumentException("rssKey " + hex + ": expected 40 bytes such as 6d:5a:...");
        }
        int bytes = (hex.length() + 1) / 3;
        if (bytes != Toeplitz.KEY_LENGTH) {
            throw new IllegalArgumentException("rssKey has " + bytes + " bytes: expected " + Toeplitz.KEY_LENGTH);
        }
    }

    /** The key of these bytes. */
    public static RssKey of(byte[] key) {
        return new RssKey(HexFormat.ofDelimiter(":").formatHex(key));
    }

    /** Its 40 bytes. */
    public byte[] bytes() {
        return COLONS.parseHex(hex);
    }
}
