package dev.gapless.cli.output;

import dev.gapless.protocol.codec.ApiCodec;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Writes JSON as YAML 1.2 in block style. Texts that a reader could take for something else are quoted as JSON quotes them, which
/// YAML understands.
final class YamlText {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z_/][A-Za-z0-9_./@-]*");
    private static final Pattern WORD_WITH_MEANING = Pattern.compile("(?i)true|false|null|yes|no|on|off|y|n");

    private YamlText() {}

    /// @param json one value, made safe
    static List<String> lines(String json) {
        Object value = ApiCodec.read(json.getBytes(StandardCharsets.UTF_8), Object.class);
        List<String> lines = new ArrayList<>();
        write(value, "", "", lines);
        return lines;
    }

    /// @param first what stands before the first line
    /// @param indent what stands before the others
    private static void write(Object value, String first, String indent, List<String> lines) {
        switch (value) {
            case Map<?, ?> map when !map.isEmpty() -> {
                String before = first;
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    member(entry.getKey().toString(), entry.getValue(), before, indent, lines);
                    before = indent;
                }
            }
            case Collection<?> list when !list.isEmpty() -> {
                String before = first;
                for (Object item : list) {
                    write(item, before + "- ", indent + "  ", lines);
                    before = indent;
                }
            }
            default -> lines.add(first + scalar(value));
        }
    }

    private static void member(String name, Object value, String first, String indent, List<String> lines) {
        boolean nested = value instanceof Map<?, ?> map && !map.isEmpty()
                || value instanceof Collection<?> list && !list.isEmpty();
        if (nested) {
            lines.add(first + scalar(name) + ":");
            write(value, indent + "  ", indent + "  ", lines);
        } else {
            lines.add(first + scalar(name) + ": " + scalar(value));
        }
    }

    private static String scalar(Object value) {
        if (value instanceof String text && PLAIN.matcher(text).matches()
                && !WORD_WITH_MEANING.matcher(text).matches()) {
            return text;
        }
        return SafeJson.escape(ApiCodec.text(value));
    }
}
