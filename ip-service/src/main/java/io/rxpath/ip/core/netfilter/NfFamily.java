package io.rxpath.ip.core.netfilter;

/** Protocol family of a hook (kernel enum NFPROTO_*, those with hooks in the IP layer). */
public enum NfFamily {
    /** NFPROTO_IPV4. */
    IPV4,
    /** NFPROTO_IPV6. */
    IPV6
}
