package io.rxpath.ip.core.nft;

/** Collects the text of a listing, with the switches that say how it is to look. */
final class NftPrinter {
    final NftDevices devices;

    /** Handles of tables, chains and rules ({@code -a}). */
    boolean handles;

    /** No counters and the like ({@code -s}). */
    boolean stateless;

    /** Protocols as numbers ({@code -n}, {@code -p}). */
    boolean numericProtocol;

    /** Priorities as numbers ({@code -n}, {@code -y}). */
    boolean numericPriority;

    /** Symbols as numbers ({@code -n}). */
    boolean numericSymbol;

    /** Times in seconds ({@code -n}). */
    boolean numericTime;

    /** Time, epoch nanoseconds, for what is left of a timeout. */
    long now;

    private final StringBuilder out = new StringBuilder();

    NftPrinter(NftDevices devices) {
        this.devices = devices;
    }

    NftPrinter text(String text) {
        out.append(text);
        return this;
    }

    NftPrinter number(long number) {
        out.append(Long.toUnsignedString(number));
        return this;
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
