package io.rxpath.lab.packetdrill.eval;

import java.util.List;

/** Python's values: numbers with and without a point, truth values and text. */
final class Values {
    static final List<String> COMPARISONS = List.of("==", "!=", "<", "<=", ">", ">=");

    /** Binary operators, those that bind least first. */
    static final List<List<String>> LEVELS = List.of(
            List.of("|"),
            List.of("^"),
            List.of("&"),
            List.of("<<", ">>"),
            List.of("+", "-"),
            List.of("*", "/", "//", "%"));

    private Values() {}

    static boolean truth(Object value) {
        if (value instanceof Boolean truth) {
            return truth;
        }
        if (value instanceof Double number) {
            return number != 0;
        }
        return value instanceof String text ? !text.isEmpty() : (Long) value != 0;
    }

    static String text(Object value) {
        if (value instanceof Boolean truth) {
            return truth ? "True" : "False";
        }
        return value.toString();
    }

    static Object number(String text, int line) {
        try {
            if (text.startsWith("0x") || text.startsWith("0X")) {
                return Long.parseUnsignedLong(text.substring(2), 16);
            }
            return text.contains(".") || text.contains("e") ? (Object) Double.valueOf(text) : Long.valueOf(text);
        } catch (NumberFormatException e) {
            throw new CodeException(line, "'" + text + "' is no number: " + e.getMessage());
        }
    }

    static long integer(Object value, int line) {
        if (value instanceof Boolean truth) {
            return truth ? 1 : 0;
        }
        if (value instanceof Long number) {
            return number;
        }
        throw new CodeException(line, "TypeError: '" + text(value) + "' is no whole number");
    }

    private static double real(Object value, int line) {
        return value instanceof Double number ? number : integer(value, line);
    }

    static boolean compare(String sign, Object left, Object right, int line) {
        if (left instanceof String || right instanceof String) {
            boolean same = left.equals(right);
            if (sign.equals("==") || sign.equals("!=")) {
                return same == sign.equals("==");
            }
            throw new CodeException(line, "TypeError: '" + sign + "' of text is not supported");
        }
        int order = left instanceof Double || right instanceof Double
                ? Double.compare(real(left, line), real(right, line))
                : Long.compare(integer(left, line), integer(right, line));
        return switch (sign) {
            case "==" -> order == 0;
            case "!=" -> order != 0;
            case "<" -> order < 0;
            case "<=" -> order <= 0;
            case ">" -> order > 0;
            default -> order >= 0;
        };
    }

    static Object arithmetic(String sign, Object left, Object right, int line) {
        if (sign.equals("%") && left instanceof String format) {
            return formatted(format, right, line);
        }
        if (sign.equals("/") || left instanceof Double || right instanceof Double) {
            return real(sign, real(left, line), real(right, line), line);
        }
        long a = integer(left, line);
        long b = integer(right, line);
        if (b == 0 && (sign.equals("//") || sign.equals("%"))) {
            throw new CodeException(line, "ZeroDivisionError");
        }
        return switch (sign) {
            case "|" -> a | b;
            case "^" -> a ^ b;
            case "&" -> a & b;
            case "<<" -> a << b;
            case ">>" -> a >> b;
            case "+" -> a + b;
            case "-" -> a - b;
            case "*" -> a * b;
            case "//" -> Math.floorDiv(a, b);
            default -> Math.floorMod(a, b);
        };
    }

    /** One value in the place of one %d, %s or %i. */
    private static String formatted(String format, Object value, int line) {
        int at = format.indexOf('%');
        if (at < 0 || at + 1 == format.length() || format.indexOf('%', at + 1) >= 0) {
            throw new CodeException(line, "'" + format + "', expected one %d or %s for one value");
        }
        String text = switch (format.charAt(at + 1)) {
            case 'd', 'i' -> Long.toString(integer(value, line));
            case 's' -> text(value);
            default -> throw new CodeException(line, "'" + format + "', expected %d or %s");
        };
        return format.substring(0, at) + text + format.substring(at + 2);
    }

    private static Object real(String sign, double a, double b, int line) {
        return switch (sign) {
            case "+" -> a + b;
            case "-" -> a - b;
            case "*" -> a * b;
            case "/" -> {
                if (b == 0) {
                    throw new CodeException(line, "ZeroDivisionError");
                }
                yield a / b;
            }
            default -> throw new CodeException(line, "TypeError: '" + sign + "' needs whole numbers");
        };
    }
}
