package dev.gapless.cli.output;

import dev.gapless.protocol.codec.ApiCodec;
import dev.gapless.protocol.codec.EventCodec;
import dev.gapless.protocol.event.Event;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;

/// What a command found out, on its way to standard output in one of its forms. JSON has the names and values of the HTTP API;
/// an event is written exactly as on the wire. Characters that would steer a terminal are escaped as JSON escapes them.
///
/// @param out standard output
/// @param format the form asked for
public record Results(Sink out, OutputFormat format) {
    /// Shows one thing.
    ///
    /// @param value for JSON
    /// @param human lines for people, made safe by the caller
    public void one(Object value, Supplier<List<String>> human) {
        switch (format) {
            case TABLE, WIDE -> human.get().forEach(out::line);
            case JSON, JSONL -> out.line(json(value));
            case YAML -> YamlText.lines(json(value)).forEach(out::line);
        }
    }

    /// Shows a list: a table, unless there is nothing in it; one JSON array; or one line each.
    public void many(List<?> values, Supplier<Table> table) {
        switch (format) {
            case TABLE, WIDE -> {
                if (!values.isEmpty()) {
                    table.get().lines().forEach(out::line);
                }
            }
            case JSON -> out.line("[" + String.join(",\n ", values.stream().map(Results::json).toList()) + "]");
            case JSONL -> values.forEach(value -> out.line(json(value)));
            case YAML -> YamlText.lines("[" + String.join(",", values.stream().map(Results::json).toList()) + "]")
                    .forEach(out::line);
        }
    }

    /// JSON on one line.
    public static String json(Object value) {
        return SafeJson.escape(
                value instanceof Event event
                        ? new String(EventCodec.json(event), StandardCharsets.UTF_8)
                        : ApiCodec.text(value));
    }
}
