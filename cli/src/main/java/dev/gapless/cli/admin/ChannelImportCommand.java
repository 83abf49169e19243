package dev.gapless.cli.admin;

import dev.gapless.cli.CliFailure;
import dev.gapless.cli.ExitCode;
import dev.gapless.cli.Session;
import dev.gapless.cli.output.SafeText;
import dev.gapless.cli.talk.Keys;
import dev.gapless.client.AdminClient;
import dev.gapless.client.AdminTerms;
import dev.gapless.client.ApiException;
import dev.gapless.protocol.api.ImportChannel;
import dev.gapless.protocol.api.ImportMessages;
import dev.gapless.protocol.api.ImportedMessages;
import dev.gapless.protocol.error.ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "import",
        description = {
            "Bring a channel in from somewhere else: messages at the times and by the people they were written at and by.",
            "",
            "FILE has a JSON object in each line, oldest first; id and reply_to may be left out:",
            "",
            "  {\"id\":\"m1\",\"user\":\"mia\",\"at\":\"2024-05-01T09:30:00Z\",\"text\":\"hello\"}",
            "  {\"id\":\"m2\",\"user\":\"lin\",\"at\":\"2024-05-01T09:31:00Z\",\"text\":\"hi\",\"reply_to\":\"m1\"}",
            "",
            "Who wrote must be users of the workspace. The whole file is checked before anything is sent. After an interruption the",
            "same command goes on: a message that is there is not there twice. Names in the texts call nobody."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  gapless channel import '#old-deals' deals.jsonl --workspace acme --reason 'they moved'",
            "  convert-export dump.zip | gapless channel import '#old-deals' - --workspace acme --reason 'they moved'",
            "  gapless channel import '#old-deals' deals.jsonl --workspace acme --reason 'they moved' --dry-run"
        })
final class ChannelImportCommand extends WriteCommand {
    /// Of the texts of one request: well below what a request may have.
    private static final int BATCH_BYTES = 40_000;
    private static final Duration TELL_EVERY = Duration.ofSeconds(1);

    @Parameters(index = "0", paramLabel = "CHANNEL", description = "#name or name; it is made if there is none.")
    @SuppressWarnings("NullAway.Init") // required, so picocli sets it before run
    private String channel;

    @Parameters(index = "1", paramLabel = "FILE", description = "JSON lines; - for standard input.")
    @SuppressWarnings("NullAway.Init") // required, so picocli sets it before run
    private String file;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli before run
    private WorkspaceOption workspace;

    @Option(names = "--kind", paramLabel = "KIND", defaultValue = "public",
            description = "public or private, if it is made (default: ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init") // has a default
    private String kind;

    @Option(names = "--topic", paramLabel = "TEXT", description = "Its topic, if it is made.")
    private @Nullable String topic;

    @Option(names = "--no-members", description = "Nobody joins (default: all who wrote, with nothing unread).")
    private boolean noMembers;

    ChannelImportCommand(Session session) {
        super(session);
    }

    /// What was done.
    ///
    /// @param channel name
    /// @param messages in the file
    /// @param taken of them, which were not there
    /// @param joined who are members from now on
    record Imported(String channel, long messages, long taken, long joined) {}

    @Override
    public void run() {
        options.needReason("import into " + channel);
        if (!file.equals("-")) {
            carryOut(Path.of(file));
            return;
        }
        try {
            Path spooled = Files.createTempFile("gapless-import", ".jsonl");
            try {
                Files.copy(session.world().in(), spooled, StandardCopyOption.REPLACE_EXISTING);
                carryOut(spooled);
            } finally {
                Files.deleteIfExists(spooled);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void carryOut(Path path) {
        ImportFile lines = ImportFile.check(path, session.world().clock().instant());
        String slug = workspace.slug(session);
        String name = AdminChannels.bare(channel);
        AdminClient admin = admin();
        lines.authors().forEach(author -> requireUser(admin, slug, author));
        AdminTerms terms = terms();
        if (missing(admin, slug, name)) {
            admin.importChannel(
                    slug,
                    new ImportChannel(name, kind, Optional.ofNullable(topic), lines.first().toEpochMilli()), terms);
        }
        if (options.dryRun()) {
            tell(new Imported(name, lines.messages(), lines.messages(), noMembers ? 0 : lines.authors().size()));
            return;
        }
        Sending sending = new Sending(admin, slug, name, terms, lines);
        lines.read(sending::add);
        sending.flush();
        if (!noMembers) {
            sending.join(List.copyOf(lines.authors()));
        }
        tell(new Imported(name, lines.messages(), sending.taken, sending.joined));
    }

    private void tell(Imported imported) {
        show(imported, () -> "#" + SafeText.line(imported.channel()) + "  " + imported.messages() + " messages, "
                + imported.taken() + " of them new; " + imported.joined() + " joined");
    }

    private static boolean missing(AdminClient admin, String slug, String name) {
        try {
            admin.channel(slug, name);
            return false;
        } catch (ApiException e) {
            // Of the workspace too, which the next request tells.
            if (e.is(ErrorCode.NOT_FOUND)) {
                return true;
            }
            throw e;
        }
    }

    private static void requireUser(AdminClient admin, String slug, String handle) {
        try {
            admin.userDetail(slug, handle);
        } catch (ApiException e) {
            if (e.is(ErrorCode.NOT_FOUND)) {
                throw new CliFailure(
                        ExitCode.CONFLICT, "not-found",
                        "user: " + SafeText.line(handle) + " in " + SafeText.line(slug)
                                + " (expected: all who wrote are users of it)",
                        "gapless user create " + SafeText.line(handle) + " --workspace " + SafeText.line(slug)
                                + "; nothing was sent");
            }
            throw e;
        }
    }

    /// Messages on their way, batch by batch.
    private final class Sending {
        private final AdminClient admin;
        private final String slug;
        private final String name;
        private final AdminTerms terms;
        private final ImportFile lines;
        private final Map<String, Long> roots = new HashMap<>();
        private final List<ImportFile.Message> batch = new ArrayList<>();
        private long bytes;
        private long sent;
        private long taken;
        private long joined;
        private Instant told;

        Sending(AdminClient admin, String slug, String name, AdminTerms terms, ImportFile lines) {
            this.admin = admin;
            this.slug = slug;
            this.name = name;
            this.terms = terms;
            this.lines = lines;
            this.told = session.world().clock().instant();
        }

        void add(ImportFile.Message message) {
            boolean unknownRoot =
                    message.replyTo().filter(root -> !roots.containsKey(root)).isPresent();
            if (unknownRoot || batch.size() == ImportMessages.MESSAGES_MAX
                    || bytes + message.text().length() * 3L > BATCH_BYTES) {
                flush();
            }
            batch.add(message);
            bytes += message.text().length() * 3L;
        }

        void flush() {
            if (batch.isEmpty()) {
                return;
            }
            ImportedMessages done = send(new ImportMessages(
                    batch.stream().map(message -> message.wire(message.replyTo().map(roots::get))).toList(),
                    Optional.empty()));
            for (int i = 0; i < batch.size(); i++) {
                String id = batch.get(i).id();
                if (lines.answered(id)) {
                    roots.put(id, done.seqs().get(i));
                }
            }
            sent += batch.size();
            batch.clear();
            bytes = 0;
            Instant now = session.world().clock().instant();
            if (Duration.between(told, now).compareTo(TELL_EVERY) >= 0) {
                told = now;
                session.notice(sent + " of " + lines.messages() + " messages");
            }
        }

        void join(List<String> people) {
            for (int from = 0; from < people.size(); from += ImportMessages.MEMBERS_MAX) {
                send(new ImportMessages(List.of(), Optional.of(
                        people.subList(from, Math.min(people.size(), from + ImportMessages.MEMBERS_MAX)))));
            }
        }

        private ImportedMessages send(ImportMessages some) {
            AdminTerms another =
                    new AdminTerms(Keys.of(session, null), terms.reason(), Optional.empty(), terms.dryRun());
            ImportedMessages done = admin.importMessages(slug, name, some, another);
            taken += done.taken();
            joined += done.joined();
            return done;
        }
    }
}
