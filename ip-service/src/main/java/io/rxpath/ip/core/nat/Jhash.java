package io.rxpath.ip.core.nat;

/**
 * Bob Jenkins' lookup3 over 32-bit words (http://burtleburtle.net/bob/c/lookup3.c, in the public domain), which the kernel
 * chooses NAT addresses by (include/linux/jhash.h jhash2()).
 */
final class Jhash {
    private static final int INITVAL = 0xdeadbeef;

    private Jhash() {}

    static int hash(int[] words, int initval) {
        int start = INITVAL + (words.length << 2) + initval;
        int a = start;
        int b = start;
        int c = start;
        int at = 0;
        int left = words.length;
        while (left > 3) {
            a += words[at];
            b += words[at + 1];
            c += words[at + 2];
            a = (a - c) ^ Integer.rotateLeft(c, 4);
            c += b;
            b = (b - a) ^ Integer.rotateLeft(a, 6);
            a += c;
            c = (c - b) ^ Integer.rotateLeft(b, 8);
            b += a;
            a = (a - c) ^ Integer.rotateLeft(c, 16);
            c += b;
            b = (b - a) ^ Integer.rotateLeft(a, 19);
            a += c;
            c = (c - b) ^ Integer.rotateLeft(b, 4);
            b += a;
            at += 3;
            left -= 3;
        }
        if (left == 0) {
            return c;
        }
        c += left > 2 ? words[at + 2] : 0;
        b += left > 1 ? words[at + 1] : 0;
        a += words[at];
        c = (c ^ b) - Integer.rotateLeft(b, 14);
        a = (a ^ c) - Integer.rotateLeft(c, 11);
        b = (b ^ a) - Integer.rotateLeft(a, 25);
        c = (c ^ b) - Integer.rotateLeft(b, 16);
        a = (a ^ c) - Integer.rotateLeft(c, 4);
        b = (b ^ a) - Integer.rotateLeft(a, 14);
        return (c ^ b) - Integer.rotateLeft(b, 24);
    }
}
