package dev.gapless.cli.admin;

import dev.gapless.cli.CliFailure;
import dev.gapless.cli.Session;
import dev.gapless.cli.output.SafeText;
import dev.gapless.cli.talk.Keys;
import dev.gapless.client.AdminTerms;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options of every command that changes something as an operator or admin.
public final class WriteOptions {
    @Option(names = "--dry-run", description = "Say what would happen, and do nothing.")
    private boolean dryRun;

    @Option(names = "--reason", paramLabel = "TEXT",
            description = "Why, for the record; acts that take something need it.")
    private @Nullable String reason;

    @Option(
            names = "--resource-version",
            paramLabel = "N",
            description = "Refuse if it was changed since it had this version.")
    private @Nullable Long resourceVersion;

    @Option(
            names = "--idempotency-key",
            paramLabel = "KEY",
            description = "Name of this act; the same one again does nothing twice (default: a random one).")
    private @Nullable String key;

    @Option(names = {"-y", "--yes"}, description = "Do not ask.")
    private boolean yes;

    @Option(names = "--confirm", paramLabel = "NAME",
            description = "Confirm a severe act by naming what it is done to.")
    private @Nullable String confirm;

    /// What goes with the request.
    AdminTerms terms(Session session) {
        return new AdminTerms(
                Keys.of(session, key), Optional.ofNullable(reason), Optional.ofNullable(resourceVersion), dryRun);
    }

    boolean dryRun() {
        return dryRun;
    }

    /// Before an act that must be explained.
    void needReason(String act) {
        requireReason(act);
    }

    /// Before an act that takes something from people: needs a reason, and `--yes` or a yes.
    ///
    /// @param act such as `suspend acme`
    void moderate(Session session, String act) {
        requireReason(act);
        if (dryRun || yes) {
            return;
        }
        if (!session.mayAsk()) {
            throw CliFailure.usage(act + ": not confirmed (expected: --yes)", "add --yes");
        }
        session.notice(SafeText.line(act) + "? Type y to go on:");
        if (!answer(session).equalsIgnoreCase("y")) {
            throw CliFailure.usage(act + ": not confirmed (expected: y)", "nothing was done");
        }
    }

    /// Before an act that is hard to undo: needs a reason, and the name of what it is done to.
    void severe(Session session, String act, String name) {
        requireReason(act);
        if (dryRun || name.equals(confirm)) {
            return;
        }
        if (confirm != null || !session.mayAsk()) {
            throw CliFailure.usage(
                    act + ": not confirmed (expected: --confirm=" + name + ")", "add --confirm=" + name);
        }
        session.notice(SafeText.line(act) + ". Type " + SafeText.line(name) + " to go on:");
        if (!answer(session).equals(name)) {
            throw CliFailure.usage(act + ": not confirmed (expected: " + name + ")", "nothing was done");
        }
    }

    private void requireReason(String act) {
        if (reason == null || reason.isBlank()) {
            throw CliFailure.usage(act + ": no reason (expected: --reason TEXT)", "say why, for the record");
        }
    }

    private static String answer(Session session) {
        try {
            BufferedReader reader =
                    new BufferedReader(new InputStreamReader(session.world().in(), StandardCharsets.UTF_8));
            String line = reader.readLine();
            return line == null ? "" : line.strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
