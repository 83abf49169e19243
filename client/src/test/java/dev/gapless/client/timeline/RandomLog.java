package dev.gapless.client.timeline;

import dev.gapless.protocol.event.Event;
import dev.gapless.protocol.event.EventBody;
import dev.gapless.protocol.event.Mention;
import dev.gapless.protocol.event.MentionTarget;
import dev.gapless.protocol.event.MemberRole;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.IdempotencyKey;
import dev.gapless.protocol.id.Ordinal;
import dev.gapless.protocol.id.Seq;
import dev.gapless.protocol.id.UserId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;

/// A log of random acts as a server keeps it: rows of messages hold their current text, rows of edits none. Each event can be
/// read as it stood at any later head.
final class RandomLog {
    static final ChannelId CHANNEL = new ChannelId(1);
    private static final List<String> EMOJI = List.of("👍", "🎉", "x");

    private final List<Act> acts = new ArrayList<>();
    private final List<Event> live = new ArrayList<>();

    /// An act as it was live.
    private record Act(EventBody body, UserId actor, long ordinal) {}

    RandomLog(Random random, int size) {
        long ordinal = 0;
        for (int i = 1; i <= size; i++) {
            EventBody body = act(random, i);
            ordinal += body.countable() ? 1 : 0;
            acts.add(new Act(body, new UserId(1 + random.nextInt(3)), ordinal));
            live.add(read(i, i));
        }
    }

    int size() {
        return acts.size();
    }

    /// Event `seq` as it was pushed.
    Event live(int seq) {
        return live.get(seq - 1);
    }

    /// Event `seq` as a page read it when the log ended at `head`.
    Event read(int seq, int head) {
        Act act = acts.get(seq - 1);
        EventBody body = switch (act.body()) {
            case EventBody.MessagePosted posted -> {
                long change = lastChange(seq, head);
                boolean gone = deletedAt(seq, head);
                yield new EventBody.MessagePosted(
                        gone ? "" : textAt(seq, head),
                        posted.key(),
                        posted.threadRoot(),
                        posted.alsoToChannel(),
                        change == 0 ? Optional.empty() : Optional.of(new Seq(change)),
                        gone,
                        gone ? List.of() : mentions(textAt(seq, head)));
            }
            case EventBody.MessageEdited edited when head == seq -> edited;
            case EventBody.MessageEdited edited -> {
                int target = (int) edited.target().value();
                boolean gone = deletedAt(target, head);
                yield new EventBody.MessageEdited(
                        edited.target(),
                        gone ? "" : textAt(target, head),
                        gone ? List.of() : mentions(textAt(target, head)),
                        Optional.of(new Seq(lastChange(target, head))),
                        gone);
            }
            default -> act.body();
        };
        return new Event(
                CHANNEL, new Seq(seq), new Ordinal(act.ordinal()), act.actor(), Instant.ofEpochMilli(seq), body);
    }

    private EventBody act(Random random, int seq) {
        List<Long> messages = LongStream.range(1, seq)
                .filter(other -> acts.get((int) other - 1).body() instanceof EventBody.MessagePosted)
                .filter(other -> !deletedAt((int) other, seq - 1))
                .boxed()
                .toList();
        int kind = random.nextInt(10);
        if (messages.isEmpty() || kind <= 1) {
            return EventBody.MessagePosted.of("m" + seq, new IdempotencyKey("k" + seq)).mentioning(mentions("m" + seq));
        }
        Seq target = new Seq(messages.get(random.nextInt(messages.size())));
        String emoji = EMOJI.get(random.nextInt(EMOJI.size()));
        return switch (kind) {
            case 2, 3 -> reply(random, seq, target);
            case 4, 5 -> EventBody.MessageEdited.of(target, "e" + seq, mentions("e" + seq));
            case 6 -> new EventBody.MessageDeleted(target);
            case 7 -> new EventBody.ReactionAdded(target, emoji);
            case 8 -> new EventBody.ReactionRemoved(target, emoji);
            default -> switch (random.nextInt(5)) {
                case 0 -> new EventBody.MessagePinned(target);
                case 1 -> new EventBody.MessageUnpinned(target);
                case 2 -> new EventBody.MemberJoined(new UserId(9), MemberRole.MEMBER);
                case 3 -> new EventBody.MemberLeft(new UserId(9));
                default -> new EventBody.ChannelChanged(Map.of("name", "n" + seq));
            };
        };
    }

    private EventBody reply(Random random, int seq, Seq target) {
        EventBody.MessagePosted root = (EventBody.MessagePosted) acts.get((int) target.value() - 1).body();
        EventBody.MessagePosted reply = EventBody.MessagePosted.reply(
                "r" + seq, new IdempotencyKey("k" + seq), root.threadRoot().orElse(target))
                .mentioning(mentions("r" + seq));
        return random.nextBoolean() ? reply.alsoInChannel() : reply;
    }

    private String textAt(int target, int head) {
        long change = LongStream.rangeClosed(target, head)
                .filter(seq -> acts.get((int) seq - 1).body() instanceof EventBody.MessageEdited edited
                        && edited.target().value() == target)
                .max()
                .orElse(0);
        return change > 0
                ? "e" + change
                : ((EventBody.MessagePosted) acts.get(target - 1).body()).text();
    }

    private long lastChange(int target, int head) {
        return LongStream.rangeClosed(target, head).filter(seq -> changes(seq, target)).max().orElse(0);
    }

    private boolean changes(long seq, int target) {
        return switch (acts.get((int) seq - 1).body()) {
            case EventBody.MessageEdited edited -> edited.target().value() == target;
            case EventBody.MessageDeleted deleted -> deleted.target().value() == target;
            default -> false;
        };
    }

    private boolean deletedAt(int target, int head) {
        return LongStream.rangeClosed(target, head)
                .anyMatch(seq -> acts.get((int) seq - 1).body() instanceof EventBody.MessageDeleted deleted
                        && deleted.target().value() == target);
    }

    private static List<Mention> mentions(String text) {
        return List.of(new Mention(0, text.length(), new MentionTarget.User(new UserId(text.length()))));
    }
}
