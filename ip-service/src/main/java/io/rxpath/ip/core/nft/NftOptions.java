package io.rxpath.ip.core.nft;

/** Options of the command line that say how a listing is to look. */
final class NftOptions {
    private NftOptions() {}

    /** Notes the option; false if the word is none. */
    static boolean apply(NftPrinter out, String word) {
        switch (word) {
            case "-a", "--handle" -> out.handles = true;
            case "-s", "--stateless" -> out.stateless = true;
            case "-n", "--numeric" -> {
                out.numericProtocol = true;
                out.numericPriority = true;
                out.numericSymbol = true;
                out.numericTime = true;
            }
            case "-y", "--numeric-priority" -> out.numericPriority = true;
            case "-p", "--numeric-protocol" -> out.numericProtocol = true;
            default -> {
                if (word.length() > 1 && word.charAt(0) == '-' && Character.isLetter(word.charAt(1))) {
                    throw new NftException("option '" + word + "' is not supported, expected -a, -s, -n, -y or -p");
                }
                return false;
            }
        }
        return true;
    }
}
