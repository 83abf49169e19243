package dev.gapless.cli.output;

/// Escapes in JSON text what JSON allows to stand bare but a terminal would act on: DEL, C1 controls and bidirectional
/// controls. They occur within strings only, so the value stays the same.
final class SafeJson {
    private SafeJson() {}

    static String escape(String json) {
        int i = 0;
        while (i < json.length() && !mustEscape(json.charAt(i))) {
            i++;
        }
        if (i == json.length()) {
            return json;
        }
        StringBuilder safe = new StringBuilder(json.length() + 32).append(json, 0, i);
        for (; i < json.length(); i++) {
            char c = json.charAt(i);
            if (mustEscape(c)) {
                safe.append(String.format("\\u%04x", (int) c));
            } else {
                safe.append(c);
            }
        }
        return safe.toString();
    }

    private static boolean mustEscape(char c) {
        return (c >= 0x7f && c <= 0x9f)
                || c == 0x061c
                || c == 0x200e
                || c == 0x200f
                || (c >= 0x2028 && c <= 0x202e)
                || (c >= 0x2066 && c <= 0x2069)
                || (c >= 0xfff9 && c <= 0xfffb)
                || c == 0xfeff;
    }
}
