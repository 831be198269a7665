package dev.weft.syntax;

/**
 * Names as messages show them: a module may be called anything (specification, section 5.2.4), also what a terminal
 * takes for a command, or what looks like another line of a log.
 */
public final class Names {

    private Names() {
    }

    /** A name in quotes, escaped. */
    public static String quoted(String name) {
        return '"' + escaped(name) + '"';
    }

    /** A name with quotes and what is no printable character escaped as in the text format. */
    public static String escaped(String name) {
        int plain = 0;
        while (plain < name.length() && isPlain(name.charAt(plain))) {
            plain++;
        }
        if (plain == name.length()) {
            return name;
        }
        StringBuilder text = new StringBuilder(name.substring(0, plain));
        name.substring(plain).codePoints().forEach(c -> {
            if (c == '"' || c == '\\') {
                text.append('\\').appendCodePoint(c);
            } else if (isHidden(c)) {
                text.append("\\u{").append(Integer.toHexString(c)).append('}');
            } else {
                text.appendCodePoint(c);
            }
        });
        return text.toString();
    }

    private static boolean isPlain(char c) {
        return c >= ' ' && c < 0x7F && c != '"' && c != '\\';
    }

    private static boolean isHidden(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> true;
            default -> false;
        };
    }
}
