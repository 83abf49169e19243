package dev.gapless.server.message;

import dev.gapless.protocol.api.EditMessage;
import dev.gapless.protocol.api.SendAnswer;
import dev.gapless.protocol.codec.Texts;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.event.ChannelClass;
import dev.gapless.protocol.event.EncodedEvent;
import dev.gapless.protocol.event.EventBody;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.IdGenerator;
import dev.gapless.protocol.id.IdempotencyKey;
import dev.gapless.protocol.id.Ordinal;
import dev.gapless.protocol.id.Seq;
import dev.gapless.schema.log.Append;
import dev.gapless.schema.log.AppendResult;
import dev.gapless.server.auth.Identity;
import dev.gapless.server.http.Answer;
import dev.gapless.server.http.ApiRequest;
import dev.gapless.server.http.Route;
import dev.gapless.server.mention.Mentions;
import dev.gapless.server.posting.AppendRefusals;
import dev.gapless.server.posting.Appending;
import dev.gapless.server.posting.IdempotencyHeader;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/// Edits, deletes, reacts to and pins messages. Each is an event of the same log, through the same lanes; whether it may be is
/// decided under the channel's lock. What is so already is answered as a duplicate, at the seq of the message. Any thread may
/// call; blocks.
final class MessageChanges {
    private static final String MESSAGE = "/v1/channels/{channel}/messages/{seq}";
    private static final String REACTION = MESSAGE + "/reactions/{emoji}";
    private static final String PIN = MESSAGE + "/pin";

    private final Appending appending;
    private final Mentions mentions;
    private final IdGenerator ids;
    private final Clock clock;

    MessageChanges(Appending appending, Mentions mentions, IdGenerator ids, Clock clock) {
        this.appending = appending;
        this.mentions = mentions;
        this.ids = ids;
        this.clock = clock;
    }

    List<Route> routes() {
        return List.of(
                Route.patch(MESSAGE, this::edit),
                Route.delete(MESSAGE, request -> change(request, new EventBody.MessageDeleted(request.seq()))),
                Route.put(
                        REACTION,
                        request -> change(request, new EventBody.ReactionAdded(request.seq(), emoji(request)))),
                Route.delete(
                        REACTION,
                        request -> change(request, new EventBody.ReactionRemoved(request.seq(), emoji(request)))),
                Route.put(PIN, request -> change(request, new EventBody.MessagePinned(request.seq()))),
                Route.delete(PIN, request -> change(request, new EventBody.MessageUnpinned(request.seq()))));
    }

    private Answer edit(ApiRequest request) {
        IdempotencyKey key = IdempotencyHeader.of(request);
        Seq target = request.seq();
        String text = Texts.checkMessage(request.body(EditMessage.class).text());
        EventBody body =
                EventBody.MessageEdited.of(target, text, mentions.in(request.caller().workspace(), text));
        return append(request, key, target, body);
    }

    private Answer change(ApiRequest request, EventBody body) {
        // Without the caller's key a fresh one: a commit whose answer is lost is told apart from another's doing, and tried again.
        IdempotencyKey key = IdempotencyHeader.find(request).orElseGet(() -> new IdempotencyKey("e" + ids.next()));
        return append(request, key, request.seq(), body);
    }

    private Answer append(ApiRequest request, IdempotencyKey key, Seq target, EventBody body) {
        Identity caller = request.caller();
        ChannelKey channel = new ChannelKey(caller.workspace(), request.channel());
        Instant now = Instant.ofEpochMilli(clock.millis());
        Append append = new Append(
                channel, caller.user(), java.util.Optional.of(key), body, now,
                caller.administers() ? Append.Requirement.MEMBER_WHO_ADMINISTERS : Append.Requirement.MEMBER);
        AppendResult result = appending.append(append);
        if (result instanceof AppendResult.Appended(EncodedEvent event, ChannelClass ignored)) {
            return answer(channel, event.seq(), event.ordinal(), event.at(), key, false);
        }
        if (result instanceof AppendResult.Duplicate(long seq, long ordinal, Instant at)) {
            return answer(channel, seq, ordinal, at, key, true);
        }
        throwIfRefused(append, result);
        return answer(channel, target.value(), 0, now, key, true);
    }

    private static void throwIfRefused(Append append, AppendResult result) {
        AppendRefusals.of(append, result).ifPresent(refusal -> {
            throw refusal;
        });
    }

    private static Answer answer(
            ChannelKey channel, long seq, long ordinal, Instant at, IdempotencyKey key, boolean duplicate) {
        return Answer.ok(new SendAnswer(
                channel.channel(), new Seq(seq), new Ordinal(ordinal), at.toEpochMilli(), key.value(), duplicate));
    }

    /// @throws GaplessException `invalid-field`
    private static String emoji(ApiRequest request) {
        return Texts.checkEmoji(request.path("emoji"));
    }
}
