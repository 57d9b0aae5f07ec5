package io.rxpath.lab.cli;

import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Sizes in bytes: 1500, 500K, 2M, 1G (powers of ten). */
final class SizeConverter implements ITypeConverter<Long> {
    private static final long LARGEST = 1_000_000_000_000L;

    @Override
    public Long convert(String text) {
        String digits = text.toUpperCase(Locale.ROOT);
        long unit = 1;
        if (!digits.isEmpty()) {
            unit = switch (digits.charAt(digits.length() - 1)) {
                case 'K' -> 1_000;
                case 'M' -> 1_000_000;
                case 'G' -> 1_000_000_000;
                default -> 1;
            };
        }
        if (unit > 1) {
            digits = digits.substring(0, digits.length() - 1);
        }
        if (!digits.matches("[0-9]{1,12}") || Long.parseLong(digits) > LARGEST / unit) {
            throw new TypeConversionException("'" + text + "' is not a size: expected a form like 1500, 500K or 2M");
        }
        return Long.parseLong(digits) * unit;
    }
}
