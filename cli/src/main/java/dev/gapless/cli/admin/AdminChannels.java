package dev.gapless.cli.admin;

import dev.gapless.cli.Session;
import dev.gapless.cli.output.SafeText;
import dev.gapless.cli.output.Table;
import dev.gapless.client.AdminClient;
import dev.gapless.client.Listing;
import dev.gapless.protocol.api.ChannelDetail;
import dev.gapless.protocol.api.ChannelDetails;
import dev.gapless.protocol.api.MemberList;
import dev.gapless.protocol.api.MemberView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What the commands about channels do for an admin or operator instead of for a member: the same words with `--workspace`, or in a
/// context that has an admin address. Written by picocli.
public final class AdminChannels {
    private static final int MAX_ROWS = 10_000;

    @Option(
            names = "--workspace",
            paramLabel = "SLUG",
            description = "As an admin or operator of this workspace, not as a member.")
    private @Nullable String workspace;

    /// True if an admin is asking.
    public boolean asked(Session session) {
        return workspace != null || session.context().admin().isPresent();
    }

    /// Shows all channels, or follows them.
    public void list(Session session, Watch watch) {
        AdminClient admin = admin(session);
        if (watch.on()) {
            watch.follow(
                    session, () -> look(session, admin), row -> row.id().text(),
                    row -> row.name().map(name -> "#" + name).orElse("-") + "  " + row.kind() + "  " + row.state()
                            + "  "
                            + row.members() + "  " + row.head() + "  " + rules(row));
            return;
        }
        List<ChannelDetail> channels = look(session, admin);
        if (channels.size() >= MAX_ROWS) {
            session.notice("only the first " + channels.size() + " are shown");
        }
        session.results().many(channels, () -> {
            Table table = Table.of("CHANNEL", "KIND", ">MEMBERS", ">HEAD", "RULES", "ID");
            channels.forEach(row -> table.row(
                    row.name().map(name -> "#" + name).orElse("-"),
                    row.kind() + (row.state().equals("active") ? "" : ", " + row.state()),
                    row.members(),
                    row.head(),
                    rules(row),
                    row.id()));
            return table;
        });
    }

    private List<ChannelDetail> look(Session session, AdminClient admin) {
        List<ChannelDetail> channels = new ArrayList<>();
        Listing page = Listing.first();
        while (true) {
            ChannelDetails list = admin.channels(slug(session), page);
            channels.addAll(list.channels());
            if (list.next().isEmpty() || channels.size() >= MAX_ROWS) {
                return channels;
            }
            page = page.after(list.next().get());
        }
    }

    /// Shows the members of a channel.
    ///
    /// @param limit members at most
    public void members(Session session, String channel, int limit) {
        AdminClient admin = admin(session);
        List<MemberView> members = new ArrayList<>();
        Listing page = Listing.first();
        while (true) {
            MemberList list = admin.members(slug(session), bare(channel), page);
            members.addAll(list.members().subList(0, Math.min(list.members().size(), limit - members.size())));
            if (list.next().isEmpty() || members.size() >= limit) {
                break;
            }
            page = page.after(list.next().get());
        }
        session.results().many(members, () -> {
            Table table = Table.of("ID", "ROLE", ">SINCE");
            members.forEach(member -> table.row(member.user(), member.role(), "seq " + member.joinedSeq()));
            return table;
        });
    }

    /// Ends posts.
    public void archive(Session session, String channel, WriteOptions options) {
        options.moderate(session, "archive " + channel);
        show(session, channel, admin(session).archiveChannel(slug(session), bare(channel), options.terms(session)));
    }

    /// Ends that.
    public void unarchive(Session session, String channel, WriteOptions options) {
        show(session, channel, admin(session).unarchiveChannel(slug(session), bare(channel), options.terms(session)));
    }

    private static void show(Session session, String channel, ChannelDetail detail) {
        session.results().one(detail, () -> List.of(SafeText.line(channel) + "  " + detail.state()));
    }

    private static AdminClient admin(Session session) {
        return AdminCommands.admin(session, session.operatorContext());
    }

    private String slug(Session session) {
        return WorkspaceOption.slug(session, Optional.ofNullable(workspace));
    }

    static String bare(String channel) {
        return channel.startsWith("#") ? channel.substring(1) : channel;
    }

    /// The rules in a line, `-` if there are none.
    static String rules(ChannelDetail channel) {
        List<String> rules = new ArrayList<>();
        if (!channel.channelClass().equals("normal")) {
            rules.add(channel.channelClass());
        }
        if (!channel.posters().equals("everybody")) {
            rules.add("posters " + channel.posters());
        }
        if (!channel.broadcasters().equals("everybody")) {
            rules.add("broadcasters " + channel.broadcasters());
        }
        if (channel.memberLimit() > 0) {
            rules.add("at most " + channel.memberLimit() + " members");
        }
        if (channel.slowMs() > 0) {
            rules.add("slow "
                    + Duration.ofMillis(channel.slowMs()).toString().substring(2).toLowerCase(java.util.Locale.ROOT));
        }
        return rules.isEmpty() ? "-" : String.join(", ", rules);
    }
}
