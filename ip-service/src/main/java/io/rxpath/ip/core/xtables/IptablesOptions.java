package io.rxpath.ip.core.xtables;

/** The options of iptables itself (iptables/nft-shared.c and xshared.c, their option tables). */
final class IptablesOptions {
    /** Long names of the options that are no match's or target's; those with ':' take an argument, '?' one that may be left out. */
    static final String[] GLOBAL = {
        "append:A",
        "delete:D",
        "check:C",
        "insert:I",
        "replace:R",
        "list?L",
        "list-rules?S",
        "flush?F",
        "zero?Z",
        "new-chain:N",
        "delete-chain?X",
        "rename-chain:E",
        "policy:P",
        "source:s",
        "destination:d",
        "src:s",
        "dst:d",
        "protocol:p",
        "in-interface:i",
        "jump:j",
        "table:t",
        "match:m",
        "numeric.n",
        "out-interface:o",
        "verbose.v",
        "wait?w",
        "wait-interval?W",
        "exact.x",
        "fragments.f",
        "line-numbers.0",
        "set-counters:c",
        "goto:g",
        "ipv4.4",
        "ipv6.6"
    };

    private IptablesOptions() {}
}
