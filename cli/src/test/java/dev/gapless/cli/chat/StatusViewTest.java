package dev.gapless.cli.chat;

import static dev.gapless.cli.chat.ChatFixture.hole;
import static dev.gapless.cli.chat.ChatFixture.outgoing;
import static dev.gapless.cli.chat.ChatFixture.said;
import static dev.gapless.cli.chat.ChatFixture.state;
import static dev.gapless.cli.chat.ChatFixture.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.cli.output.Width;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.Seq;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StatusViewTest {
    private static final LinkState LIVE = new LinkState.Live();

    @Test
    void showsThatItIsLive() {
        assertEquals("● live  #general  seq 48211", text(StatusView.lines(state(LIVE), 120)));
        assertEquals("● live  #general  seq 48211", text(StatusView.lines(state(LIVE), 40)));
        assertEquals("● live  #general", text(StatusView.lines(state(LIVE), 20)));
    }

    @Test
    void saysWhenItTriesAgain() {
        LinkState waiting = new LinkState.Waiting(Duration.ofMillis(2_400), 4);
        assertEquals(
                "◐ reconnecting in 3 s (try 4)  #general  seq 48211", text(StatusView.lines(state(waiting), 120)));
        assertEquals("◐ reconnecting in 3 s  #general", text(StatusView.lines(state(waiting), 40)));
    }

    @Test
    void countsWhatIsQueuedOffline() {
        ChatState state = state(
                new LinkState.Offline(),
                outgoing("one", new Outgoing.Fate.Queued()),
                outgoing("two", new Outgoing.Fate.Queued()));
        assertEquals(
                """
                ○ one
                ○ two
                ○ offline, 2 queued  #general  seq 48211""",
                text(StatusView.lines(state, 120)));
        assertEquals(
                """
                ○ one
                ○ two
                ○ offline, 2 queued  #general  seq 48211""",
                text(StatusView.lines(state, 40)));
    }

    @Test
    void showsTheFateOfOwnMessages() {
        ChatState state = state(
                LIVE,
                outgoing("a message of some length", new Outgoing.Fate.Pending()),
                outgoing("in\u001bdoubt 日本語", new Outgoing.Fate.Unknown()),
                outgoing("acked", new Outgoing.Fate.Acked(new Seq(48_212))),
                outgoing("four", new Outgoing.Fate.Pending()),
                outgoing("five", new Outgoing.Fate.Pending()));
        assertEquals(
                """
                … a message of some length
                ? in\\x1bdoubt 日本語  (in doubt, will be sent again)
                ✓ 48212  acked
                  and 2 more
                ● live  #general  seq 48211""",
                text(StatusView.lines(state, 120)));
        assertEquals(
                """
                … a message of some length
                ? in\\x1bdoubt 日本語
                ✓ 48212  acked
                  and 2 more
                ● live  #general  seq 48211""",
                text(StatusView.lines(state, 40)));
    }

    @Test
    void saysWhatToDoWithARefusedMessage() {
        ChatState state = state(LIVE, outgoing("no", new Outgoing.Fate.Refused("not-a-member", "channel")));
        assertEquals(
                """
                ✗ no  (not-a-member; /retry or /drop)
                ● live  #general  seq 48211""",
                text(StatusView.lines(state, 120)));
    }

    @Test
    void showsAHoleUntilItIsRepaired() {
        ChatState state =
                state(LIVE).after(new ChatEvent.HoleOpened(ChatFixture.GENERAL, hole(48_212, 48_248))).state();
        assertEquals(
                """
                ── 37 messages missing (48212–48248) · repairing… ──
                ● live  #general  seq 48211""",
                text(StatusView.lines(state, 120)));
        assertEquals(
                """
                ── 37 missing (48212–48248) … ──
                ● live  #general  seq 48211""",
                text(StatusView.lines(state, 40)));
        ChatState oneLeft = state;
        for (long seq = 48_212; seq < 48_248; seq++) {
            oneLeft = oneLeft.after(new ChatEvent.Arrived(ChatFixture.GENERAL, said(seq, "lin", "x"))).state();
        }
        assertEquals(
                """
                ── 1 message missing (48248) · repairing… ──
                ● live  #general  seq 48247""",
                text(StatusView.lines(oneLeft, 120)));
        ChatState whole = oneLeft.after(new ChatEvent.Arrived(ChatFixture.GENERAL, said(48_248, "lin", "x"))).state();
        assertEquals("● live  #general  seq 48248", text(StatusView.lines(whole, 120)));
    }

    @Test
    void countsWhatIsNewElsewhere() {
        ChatState state = state(LIVE);
        for (int seq = 8; seq < 11; seq++) {
            state = state.after(new ChatEvent.Arrived(ChatFixture.RANDOM, said(seq, "lin", "psst"))).state();
        }
        assertEquals("● live  #general  seq 48211  #random +3", text(StatusView.lines(state, 120)));
        assertEquals("● live  #general  seq 48211  #random +3", text(StatusView.lines(state, 40)));
        assertEquals("● live  #general  seq 48211", text(StatusView.lines(state, 38)));
    }

    @Test
    void countsAsTheServerDoes() {
        ChatState state = counted(state(LIVE));
        assertEquals(
                "● live  #general  seq 48211  #ops +12 @2  @lin +1  #random +3", text(StatusView.lines(state, 120)));
        assertEquals("● live  #general  seq 48211  #ops +12 @2", text(StatusView.lines(state, 40)));
    }

    @Test
    void listsChannelsToGoTo() {
        ChatState state = counted(state(LIVE)).after(new ChatEvent.ModeChanged(new Mode.Switching("", 1))).state();
        assertEquals(
                """
                  #ops +12 @2
                ▸ @lin +1
                  #random +3
                  #general
                  #日本語日本語日本語
                ● live  #general  seq 48211  #ops +12 @2""",
                text(StatusView.lines(state, 40)));
        ChatState narrowed = state.after(new ChatEvent.ModeChanged(new Mode.Switching("日本", 0))).state();
        assertEquals(
                """
                ▸ #日本語日本語日本…
                ● live  #general""",
                text(StatusView.lines(narrowed, 20)));
        ChatState none = state.after(new ChatEvent.ModeChanged(new Mode.Switching("zzz", 0))).state();
        assertEquals("  no such channel", StatusView.lines(none, 40).getFirst().text());
    }

    @Test
    void goesToMentionsFirst() {
        assertEquals("#ops", Switcher.next(counted(state(LIVE))).orElseThrow().badge().label());
        assertTrue(Switcher.next(state(LIVE)).isEmpty());
    }

    @Test
    void showsTheMessageThatIsChosen() {
        ChatState state = state(LIVE)
                .after(new ChatEvent.ModeChanged(new Mode.Selecting(said(48_200, "lin", "one\ntwo")))).state();
        assertEquals(
                """
                ▸ 48200  lin  one⏎two
                  r reply  t thread  e edit  d delete  + react  p pin  Esc back
                ● live  #general  seq 48211""",
                text(StatusView.lines(state, 120)));
        assertEquals(
                """
                ▸ 48200  lin  one⏎two
                  r reply e edit d del + react
                ● live  #general  seq 48211""",
                text(StatusView.lines(state, 40)));
    }

    @Test
    void saysThatAThreadIsOpen() {
        ChatState state = state(LIVE)
                .after(new ChatEvent.ThreadOpened(ChatFixture.GENERAL, java.util.Optional.of(7L))).state();
        assertEquals("● live  #general ↳ 7  seq 48211", text(StatusView.lines(state, 120)));
    }

    private static ChatState counted(ChatState state) {
        Map<ChannelId, Badge> badges = new LinkedHashMap<>();
        badges.put(ChatFixture.GENERAL, new Badge("#general", 0, 0));
        badges.put(ChatFixture.RANDOM, new Badge("#random", 3, 0));
        badges.put(new ChannelId(3), new Badge("#ops", 12, 2));
        badges.put(new ChannelId(4), new Badge("@lin", 1, 0));
        badges.put(new ChannelId(5), new Badge("#日本語日本語日本語", 0, 0));
        return state.after(new ChatEvent.Counted(badges)).state();
    }

    @Test
    void staysWithinAnyWidth() {
        ChatState state = state(
                new LinkState.Waiting(Duration.ofSeconds(30), 12),
                outgoing("日本語".repeat(30), new Outgoing.Fate.Unknown()));
        for (int width = 34; width < 140; width++) {
            for (var line : StatusView.lines(state, width)) {
                assertTrue(Width.of(line.text()) <= width, width + ": " + line.text());
            }
        }
    }
}
