package dev.gapless.cli.chat;

import dev.gapless.cli.output.Line;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.IdempotencyKey;
import dev.gapless.protocol.id.Seq;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// States and entries that the tests of the chat share.
final class ChatFixture {
    static final ChannelId GENERAL = new ChannelId(1);
    static final ChannelId RANDOM = new ChannelId(2);
    static final Instant AT = Instant.parse("2026-11-22T09:41:07Z");

    private ChatFixture() {}

    static ChatState state(LinkState link, Outgoing... outgoing) {
        Map<ChannelId, Room> rooms = new LinkedHashMap<>();
        rooms.put(GENERAL, Room.at(GENERAL, "#general", 48_211));
        rooms.put(RANDOM, Room.at(RANDOM, "#random", 7));
        return ChatState.of(link, rooms, GENERAL, List.of(outgoing));
    }

    static Outgoing outgoing(String text, Outgoing.Fate fate) {
        return new Outgoing(new IdempotencyKey("k-" + text.hashCode()), GENERAL, text, fate);
    }

    static Entry said(long seq, String who, String text) {
        return new Entry(seq, AT, who, who.equals("ada"), new Entry.What.Said(text, Optional.empty()));
    }

    static Room.Hole hole(long from, long to) {
        return new Room.Hole(new Seq(from), new Seq(to));
    }

    static String text(List<Line> lines) {
        return String.join("\n", lines.stream().map(Line::text).toList());
    }
}
