package io.rxpath.lab.packetdrill.script;

import io.rxpath.skb.TcpHeader;

/**
 * Flags of a segment as scripts write them: S F R P . U E W A, {@code -} for none, a digit for AccECN's counter.
 *
 * @param bits bits as in TcpHeader: FIN 1, SYN 2, RST 4, PSH 8, ACK 16, URG 32, ECE 64, CWR 128, AE 256
 * @param ace true if the counter was given: ECE, CWR and AE are one number
 */
public record TcpFlags(int bits, boolean ace) {
    /** The flag AccECN adds; the others are TcpHeader's. */
    public static final int AE = TcpHeader.AE;

    private static final String LETTERS = "FSRP.UEWA";

    /** The nine letters; {@code -} if there is none. */
    public static String text(int bits) {
        StringBuilder text = new StringBuilder();
        for (int letter : new int[] {1, 0, 2, 3, 4, 5, 6, 7, 8}) {
            if ((bits & 1 << letter) != 0) {
                text.append(LETTERS.charAt(letter));
            }
        }
        return text.isEmpty() ? "-" : text.toString();
    }

    /** The bit of a letter, 0 for one that is no flag. */
    public static int bit(char letter) {
        int at = LETTERS.indexOf(letter);
        return at < 0 ? 0 : 1 << at;
    }

    /** True if {@code bit} is set. */
    public boolean has(int bit) {
        return (bits & bit) != 0;
    }

    /** AccECN's counter of these flags: AE, CWR, ECE. */
    public static int aceOf(int bits) {
        return (bits & AE) >> 6 | (bits & TcpHeader.CWR) >> 6 | (bits & TcpHeader.ECE) >> 6;
    }

    /** The flags AE, CWR and ECE of the counter. */
    public static int ofAce(int ace) {
        return (ace & 4) << 6 | (ace & 2) << 6 | (ace & 1) << 6;
    }

    @Override
    public String toString() {
        return text(bits);
    }
}
