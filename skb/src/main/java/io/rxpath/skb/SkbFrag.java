package io.rxpath.skb;

/**
 * A run of payload bytes outside an skb's linear part (kernel skb_frag_t). The bytes belong to somebody else's buffer
 * and must not change while the fragment lives.
 *
 * @param page the array that holds the bytes
 * @param offset index of the first byte
 * @param size number of bytes, at least 1
 */
public record SkbFrag(byte[] page, int offset, int size) {
    /** Checks that the run lies inside the page. */
    public SkbFrag {
        if (offset < 0 || size < 1 || size > page.length - offset) {
            throw new IllegalArgumentException(
                    "fragment [" + offset + ", +" + size + ") is outside its page of " + page.length + " bytes");
        }
    }
}
