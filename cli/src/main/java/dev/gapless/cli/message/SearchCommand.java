package dev.gapless.cli.message;

import dev.gapless.cli.CliFailure;
import dev.gapless.cli.ExitCode;
import dev.gapless.cli.Session;
import dev.gapless.cli.output.Table;
import dev.gapless.cli.workspace.ChannelNames;
import dev.gapless.cli.workspace.Device;
import dev.gapless.cli.workspace.Workspace;
import dev.gapless.client.Listing;
import dev.gapless.client.SearchQuery;
import dev.gapless.client.local.LocalSearch;
import dev.gapless.client.local.LocalStore;
import dev.gapless.client.local.SqliteLocalStore;
import dev.gapless.client.store.StoreException;
import dev.gapless.protocol.api.SearchAnswer;
import dev.gapless.protocol.api.SearchHit;
import dev.gapless.protocol.codec.Limits;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.UserId;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "search",
        description = {
            "Find messages that hold all the words, in the channels that you are in.",
            "",
            "Searches on the server; --local, in what chat keeps on this machine, which works off line too."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  gapless search deploy failed",
            "  gapless search --in '#ci' --from lin red",
            "  gapless search --local hello -o jsonl"
        })
final class SearchCommand implements Runnable {
    /// Pages read for one search: a page may be empty and still not be the last.
    private static final int MAX_PAGES = 50;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");

    private final Session session;

    @Parameters(paramLabel = "WORD", arity = "1..*", description = "Words, all of which a message must hold.")
    private List<String> words = List.of();

    @Option(names = "--in", paramLabel = "CHANNEL", description = "Only there.")
    private @Nullable String channel;

    @Option(names = "--from", paramLabel = "HANDLE", description = "Only messages of this person.")
    private @Nullable String from;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "50",
            description = "Messages at most (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Option(names = "--local", description = "Search what this machine keeps.")
    private boolean local;

    SearchCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        if (limit < 1 || limit > Limits.LIST_MAX) {
            throw CliFailure.usage("--limit: " + limit + " (expected: 1 to " + Limits.LIST_MAX + ")", "correct it");
        }
        if (local) {
            searchHere();
            return;
        }
        Workspace workspace = Workspace.open(session);
        Optional<ChannelId> where = Optional.ofNullable(channel).map(name -> workspace.channel(name).id());
        Optional<UserId> who = Optional.ofNullable(from).map(name -> workspace.person(name).id());
        SearchQuery query = new SearchQuery(String.join(" ", words), where, who);
        List<SearchHit> hits = new ArrayList<>();
        Listing page = Listing.first().limit(limit);
        for (int i = 0; i < MAX_PAGES && hits.size() < limit; i++) {
            SearchAnswer answer = workspace.api().search(query, page);
            hits.addAll(answer.hits().subList(0, Math.min(answer.hits().size(), limit - hits.size())));
            if (answer.next().isEmpty()) {
                break;
            }
            page = page.after(answer.next().get());
        }
        ChannelNames names = new ChannelNames(workspace);
        session.results().many(hits, () -> {
            Table table = table();
            hits.forEach(hit -> table.row(
                    names.label(hit.channel()),
                    hit.seq(),
                    time(Instant.ofEpochMilli(hit.atMs())),
                    workspace.handle(hit.actor()),
                    hit.text()));
            return table;
        });
        tellNone(hits.isEmpty());
    }

    private void searchHere() {
        try (LocalStore store = SqliteLocalStore.open(Device.localFile(session, session.context()))) {
            Map<ChannelId, String> channels = new HashMap<>();
            store.channels().forEach(view -> channels.put(view.id(), view.name().map(name -> "#" + name).orElse("")));
            Map<UserId, String> people = new HashMap<>();
            store.people().forEach(user -> people.put(user.id(), user.handle()));
            List<SearchHit> hits = LocalSearch.find(store, String.join(" ", words), Limits.LIST_MAX).stream()
                    .filter(hit -> channel == null || names(channel, channels, hit.channel()))
                    .filter(hit -> from == null || bare(from).equals(people.get(hit.message().actor())))
                    .limit(limit)
                    .map(hit -> new SearchHit(
                            hit.channel(),
                            hit.message().seq(),
                            hit.message().actor(),
                            hit.message().at().toEpochMilli(),
                            hit.message().text()))
                    .toList();
            session.results().many(hits, () -> {
                Table table = table();
                hits.forEach(hit -> table.row(
                        Optional.ofNullable(channels.get(hit.channel()))
                                .filter(label -> !label.isEmpty())
                                .orElse(hit.channel().text()),
                        hit.seq(),
                        time(Instant.ofEpochMilli(hit.atMs())),
                        people.getOrDefault(hit.actor(), hit.actor().text()),
                        hit.text()));
                return table;
            });
            tellNone(hits.isEmpty());
        } catch (StoreException e) {
            throw new CliFailure(
                    ExitCode.FAILED,
                    "no-local-store",
                    String.valueOf(e.getMessage()),
                    "close the chat of this context, or search without --local");
        }
    }

    private void tellNone(boolean none) {
        if (none) {
            session.notice("nothing found");
        }
    }

    private static boolean names(String typed, Map<ChannelId, String> labels, ChannelId id) {
        String label = labels.getOrDefault(id, "");
        return id.text().equals(typed) || label.equals(typed) || label.equals("#" + typed);
    }

    private static String bare(String handle) {
        return handle.startsWith("@") ? handle.substring(1) : handle;
    }

    private static Table table() {
        return Table.of("CHANNEL", ">SEQ", "AT", "WHO", "TEXT");
    }

    private String time(Instant at) {
        return TIME.format(at.atZone(session.world().clock().getZone()));
    }
}
