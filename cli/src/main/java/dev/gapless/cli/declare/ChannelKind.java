package dev.gapless.cli.declare;

import dev.gapless.cli.CliFailure;
import dev.gapless.cli.ExitCode;
import dev.gapless.client.AdminClient;
import dev.gapless.client.AdminTerms;
import dev.gapless.client.Listing;
import dev.gapless.protocol.api.ChannelDetail;
import dev.gapless.protocol.api.ChannelDetails;
import dev.gapless.protocol.api.SetChannel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Topic, class and rules. Channels themselves are made by the people of the workspace.
final class ChannelKind implements Kind {
    @Override
    public String name() {
        return "channel";
    }

    @Override
    public List<String> names() {
        return List.of("workspace", "name");
    }

    @Override
    public List<Field> fields() {
        return List.of(
                new Field("topic", Type.TEXT),
                new Field("channel_class", Type.TEXT),
                new Field("posters", Type.TEXT),
                new Field("broadcasters", Type.TEXT),
                new Field("member_limit", Type.NUMBER),
                new Field("slow_ms", Type.NUMBER));
    }

    @Override
    public Optional<Found> find(AdminClient admin, Declaration wanted) {
        String workspace = wanted.text("workspace");
        return Step.ifThere(() -> found(workspace, admin.channel(workspace, wanted.text("name"))));
    }

    @Override
    public List<Found> all(AdminClient admin, String workspace) {
        List<Found> all = new ArrayList<>();
        Listing page = Listing.first();
        while (true) {
            ChannelDetails list = admin.channels(workspace, page);
            list.channels().stream()
                    .filter(channel -> channel.name().isPresent())
                    .forEach(channel -> all.add(found(workspace, channel)));
            if (list.next().isEmpty() || all.size() >= MAX) {
                return all;
            }
            page = page.after(list.next().get());
        }
    }

    @Override
    public void create(AdminClient admin, Declaration wanted, AdminTerms terms) {
        throw new CliFailure(
                ExitCode.CONFLICT,
                "not-found",
                wanted.place() + ": " + wanted.label() + " is not there (expected: a channel that somebody has made)",
                "gapless channel create " + wanted.text("name") + ", as one of its people");
    }

    @Override
    public void change(AdminClient admin, Declaration wanted, Map<String, Object> fields, AdminTerms terms) {
        admin.setChannel(
                wanted.text("workspace"),
                wanted.text("name"),
                new SetChannel(
                        Step.text(fields, "topic"),
                        Step.text(fields, "channel_class"),
                        Step.text(fields, "posters"),
                        Step.text(fields, "broadcasters"),
                        Step.number(fields, "member_limit"),
                        Step.number(fields, "slow_ms")),
                terms);
    }

    private static Found found(String workspace, ChannelDetail view) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("workspace", workspace);
        fields.put("name", view.name().orElse(view.id().text()));
        fields.put("topic", view.topic().orElse(""));
        fields.put("channel_class", view.channelClass());
        fields.put("posters", view.posters());
        fields.put("broadcasters", view.broadcasters());
        fields.put("member_limit", (long) view.memberLimit());
        fields.put("slow_ms", view.slowMs());
        return new Found(fields, view.resourceVersion());
    }
}
