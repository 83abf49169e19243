package dev.gapless.cli.talk;

import dev.gapless.cli.CliFailure;
import dev.gapless.cli.ExitCode;
import dev.gapless.cli.Session;
import dev.gapless.cli.output.SafeText;
import dev.gapless.cli.workspace.Workspace;
import dev.gapless.protocol.api.ChannelView;
import dev.gapless.protocol.api.SendAnswer;
import dev.gapless.protocol.codec.Texts;
import dev.gapless.protocol.config.ConfigKey;
import dev.gapless.protocol.id.IdempotencyKey;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "send",
        description = {
            "Send a message, and print its seq once it is in the log.",
            "",
            "It is tried again with the same key until it is acked or the time is up. The same --key is the same message,"
                    + " however often it is sent. Exit 8: the outcome is not known; send again with the printed key."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  gapless send '#general' 'hello'",
            "  gapless send @lin 'a word' --as ada",
            "  gapless send '#ci' 'build 17 is green' --key build-17 -o json",
            "  make test 2>&1 | tail -5 | gapless send '#ci' --code -",
            "  make 2>&1 | gapless send '#builds' --lines",
            "  gapless send '#builds' --lines --key build-17 < build.log   again after a crash: nothing is sent twice"
        })
final class SendCommand implements Callable<Integer> {
    private static final Duration ONE_TRY = Duration.ofSeconds(15);

    private final Session session;

    @Parameters(index = "0", paramLabel = "CHANNEL", description = "#name, name, @handle or id.")
    @SuppressWarnings("NullAway.Init") // required, so picocli sets it before call
    private String channel;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "TEXT",
            description = "The message; - or nothing reads standard input.")
    private @Nullable String text;

    @Option(names = "--key", paramLabel = "KEY",
            description = {
                "Name of this send, 1 to 64 characters (default: random). With --lines, of all of them, 1 to "
                        + LineSends.NAME_MAX + "."
            })
    private @Nullable String key;

    @Option(names = "--code", description = "Put the text between ``` lines.")
    private boolean code;

    @Option(names = "--lines", description = "Send each line of standard input as a message, in order.")
    private boolean lines;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "30s",
            description = "How long to try (default: ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init") // has a default
    private String timeout;

    SendCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws InterruptedException {
        Duration within = within();
        if (lines) {
            return sendLines(within);
        }
        String message = Texts.checkMessage(code ? "```\n" + text() + "\n```" : text());
        IdempotencyKey name = Keys.of(session, key);
        Workspace workspace = Workspace.open(
                session,
                options -> options.withTries(1)
                        .withTimeout(within.compareTo(ONE_TRY) < 0 ? within : ONE_TRY));
        PatientSend send = new PatientSend(workspace.api(), session, within);
        ChannelView target = send.ask(() -> workspace.channel(channel));
        SendAnswer answer = send.send(target.id(), message, name);
        session.results().one(answer, () -> List.of(line(answer)));
        return ExitCode.OK.number();
    }

    private String line(SendAnswer answer) {
        return "✓ " + answer.seq() + "  " + SafeText.line(channel) + "  key " + answer.key()
                + (answer.duplicate() ? "  (it was there already)" : "");
    }

    private int sendLines(Duration within) throws InterruptedException {
        if (text != null && !text.equals("-")) {
            throw CliFailure.usage("--lines: takes no TEXT", "gapless send CHANNEL --lines < FILE");
        }
        IdempotencyKey name = Keys.of(session, key);
        if (name.value().length() > LineSends.NAME_MAX) {
            throw CliFailure.usage(
                    "--key: " + name.value().length() + " characters (expected: at most " + LineSends.NAME_MAX
                            + " with --lines)",
                    "choose a shorter name");
        }
        Workspace workspace = Workspace.open(session);
        ChannelView target =
                new PatientSend(workspace.api(), session, within).ask(() -> workspace.channel(channel));
        LineSends.Outcome outcome =
                new LineSends(session, workspace, name, within).run(target.id(), session.world().in());
        session.results().one(outcome, () -> List.of(outcome.line()));
        if (outcome.unknown() > 0) {
            throw new CliFailure(
                    ExitCode.PENDING,
                    "outcome-unknown",
                    outcome.unknown() + " lines: not answered in " + timeout + " (expected: acks)",
                    "send the same lines again with --key " + name + "; what is in the log is not sent twice");
        }
        return outcome.refused() > 0 ? ExitCode.FAILED.number() : ExitCode.OK.number();
    }

    private String text() {
        return text == null || text.equals("-") ? MessageInput.read(session.world().in()) : text;
    }

    private Duration within() {
        try {
            return ConfigKey.parseDuration(timeout);
        } catch (IllegalArgumentException e) {
            throw CliFailure.usage("--timeout: " + e.getMessage(), "gapless send --help");
        }
    }
}
