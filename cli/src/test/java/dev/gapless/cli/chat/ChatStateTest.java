package dev.gapless.cli.chat;

import static dev.gapless.cli.chat.ChatFixture.GENERAL;
import static dev.gapless.cli.chat.ChatFixture.RANDOM;
import static dev.gapless.cli.chat.ChatFixture.outgoing;
import static dev.gapless.cli.chat.ChatFixture.said;
import static dev.gapless.cli.chat.ChatFixture.state;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gapless.protocol.id.Seq;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ChatStateTest {
    private static final LinkState LIVE = new LinkState.Live();

    @Test
    void showsEachSeqOnce() {
        ChatState.Step first = state(LIVE).after(new ChatEvent.Arrived(GENERAL, said(48_212, "lin", "a")));
        ChatState.Step again = first.state().after(new ChatEvent.Arrived(GENERAL, said(48_212, "lin", "a")));
        assertEquals(1, first.entries().size());
        assertEquals(List.of(), again.entries());
    }

    @Test
    void movesAnOwnMessageIntoTheTranscriptWhicheverComesFirst() {
        Outgoing hello = outgoing("hello", new Outgoing.Fate.Pending());
        ChatEvent acked = new ChatEvent.FateKnown(hello.key(), new Outgoing.Fate.Acked(new Seq(48_212)));
        ChatEvent arrived = new ChatEvent.Arrived(GENERAL, said(48_212, "ada", "hello"));
        ChatState typed = state(LIVE).after(new ChatEvent.Typed(hello)).state();
        assertEquals(List.of(), typed.after(acked).state().after(arrived).state().outgoing());
        assertEquals(List.of(), typed.after(arrived).state().after(acked).state().outgoing());
        assertEquals(1, typed.after(acked).state().outgoing().size());
    }

    @Test
    void keepsWhatComesElsewhereUntilItIsOpened() {
        ChatState.Step missed = state(LIVE).after(new ChatEvent.Arrived(RANDOM, said(8, "lin", "psst")));
        assertEquals(List.of(), missed.entries());
        ChatState.Step opened = missed.state().after(new ChatEvent.SwitchedTo(RANDOM));
        assertEquals(List.of(said(8, "lin", "psst")), opened.entries());
        assertEquals(0, opened.state().room(RANDOM).orElseThrow().unseenCount());
        assertEquals(Optional.of(RANDOM), opened.state().current());
    }

    @Test
    void boundsWhatItKeepsOfOtherChannels() {
        ChatState state = state(LIVE);
        for (int i = 0; i < Room.UNSEEN_KEPT + 50; i++) {
            state = state.after(new ChatEvent.Arrived(RANDOM, said(8 + i, "lin", "x"))).state();
        }
        assertEquals(Room.UNSEEN_KEPT, state.room(RANDOM).orElseThrow().unseen().size());
        assertEquals(Room.UNSEEN_KEPT + 50, state.room(RANDOM).orElseThrow().unseenCount());
    }

    @Test
    void amendsWhatIsOnScreenAndWhatWaits() {
        ChatState state = state(LIVE)
                .after(new ChatEvent.Arrived(GENERAL, said(48_212, "lin", "helo"))).state()
                .after(new ChatEvent.Arrived(RANDOM, said(8, "lin", "psst"))).state();
        ChatState.Step here = state.after(new ChatEvent.Amended(GENERAL, said(48_212, "lin", "hello")));
        assertEquals(List.of(said(48_212, "lin", "hello")), here.amended());
        assertEquals(List.of(), here.entries());
        ChatState.Step there = state.after(new ChatEvent.Amended(RANDOM, said(8, "lin", "pssst")));
        assertEquals(List.of(), there.amended());
        assertEquals(
                List.of(said(8, "lin", "pssst")),
                there.state().after(new ChatEvent.SwitchedTo(RANDOM)).entries());
    }

    @Test
    void showsThreadsOnlyWhereTheyAreOpen() {
        Entry reply = new Entry(
                48_212, ChatFixture.AT, "lin", false, new Entry.What.Said("yes", Optional.of(7L), true, Marks.NONE));
        ChatState.Step hidden = state(LIVE).after(new ChatEvent.Arrived(GENERAL, reply));
        assertEquals(List.of(), hidden.entries());
        assertEquals(48_212, hidden.state().room(GENERAL).orElseThrow().seq());
        ChatState inside = state(LIVE).after(new ChatEvent.ThreadOpened(GENERAL, Optional.of(7L))).state();
        assertEquals(List.of(reply), inside.after(new ChatEvent.Arrived(GENERAL, reply)).entries());
    }

    @Test
    void goesToAnotherChannelWhenOneIsClosed() {
        ChatState closed = state(LIVE).after(new ChatEvent.Closed(GENERAL)).state();
        assertEquals(Optional.of(RANDOM), closed.current());
        assertEquals(Optional.empty(), closed.after(new ChatEvent.Closed(RANDOM)).state().current());
    }
}
