package dev.gapless.cli.talk;

import dev.gapless.cli.CliFailure;
import dev.gapless.client.session.StartAt;
import dev.gapless.protocol.id.Position;

/// Where a tail begins: the value of `--from`.
sealed interface TailStart {
    /// With what comes from now on.
    record Now() implements TailStart {}

    /// At a seq.
    record At(long seq) implements TailStart {}

    /// Where this person's last tail from the cursor ended.
    record Cursor() implements TailStart {}

    static TailStart parse(String text) {
        return switch (text) {
            case "now", "end" -> new Now();
            case "begin" -> new At(1);
            case "cursor" -> new Cursor();
            default -> new At(seq(text.startsWith("seq:") ? text.substring("seq:".length()) : text));
        };
    }

    /// For the client; a cursor is looked up by the device itself.
    default StartAt startAt() {
        return this instanceof At(long seq) ? new StartAt.After(new Position(seq - 1)) : new StartAt.Now();
    }

    private static long seq(String text) {
        try {
            long seq = Long.parseLong(text);
            if (seq >= 1) {
                return seq;
            }
        } catch (NumberFormatException e) {
            throw bad(text);
        }
        throw bad(text);
    }

    private static CliFailure bad(String text) {
        return CliFailure.usage("--from: " + text + " (expected: seq:N, begin, now or cursor)", "gapless tail --help");
    }
}
