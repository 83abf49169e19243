package dev.gapless.server.trace;

import dev.gapless.protocol.api.TraceMarks;
import dev.gapless.protocol.api.TraceMarks.Mark;
import dev.gapless.protocol.api.TraceMarks.Missing;
import dev.gapless.protocol.api.TraceStage;
import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.id.GatewayId;
import dev.gapless.protocol.trace.SameMoment;
import dev.gapless.protocol.trace.StageRing;
import dev.gapless.protocol.trace.TraceQuestion;
import dev.gapless.server.http.Answer;
import dev.gapless.server.http.ApiRequest;
import dev.gapless.server.http.InternalSecret;
import dev.gapless.server.http.Route;
import dev.gapless.server.tail.ChannelTails;
import dev.gapless.server.tail.TailTrace;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/// Tells the control plane what this gateway remembers of an event. Whoever does not know the secret of internal ports is told that there
/// is no such endpoint. Any thread.
public final class TraceEndpoint {
    private final GatewayId gateway;
    private final InternalSecret secret;
    private final SendTraces sends;
    private final ChannelTails tails;
    private final Clock clock;
    private final LongSupplier nanos;
    private final Instant started;

    /// @param secret what the control plane has to know
    /// @param nanos the nanoseconds that all times are told in
    public TraceEndpoint(
            GatewayId gateway, InternalSecret secret, SendTraces sends, ChannelTails tails, Clock clock,
            LongSupplier nanos) {
        this.gateway = gateway;
        this.secret = secret;
        this.sends = sends;
        this.tails = tails;
        this.clock = clock;
        this.nanos = nanos;
        this.started = clock.instant();
    }

    /// Not part of the HTTP API: for the control plane.
    public List<Route> routes() {
        return List.of(new Route(
                "GET", TraceQuestion.PATH, Route.Guard.OPEN, Set.of("workspace", "channel", "seq"), this::answer));
    }

    private Answer answer(ApiRequest request) {
        secret.require(request, TraceQuestion.PATH);
        TraceQuestion question;
        try {
            question = TraceQuestion.of(
                    request.query().text("workspace").orElse(""), request.query().text("channel").orElse(""),
                    request.query().text("seq").orElse(""));
        } catch (IllegalArgumentException e) {
            throw new GaplessException(ErrorCode.INVALID_FIELD, String.valueOf(e.getMessage()));
        }
        return Answer.ok(marks(question));
    }

    private TraceMarks marks(TraceQuestion question) {
        SameMoment now = SameMoment.of(clock, nanos);
        List<Mark> marks = new ArrayList<>();
        List<Missing> missing = new ArrayList<>();
        long seq = question.seq().value();
        sends.find(question.channel(), seq).ifPresentOrElse(
                known -> sent(known, now, marks, missing),
                () -> missing.add(missing(
                        TraceStage.COMMITTED,
                        "not committed here since its start, or pushed out by later ones of about "
                                + StageRing.EVENTS)));
        TailTrace trace = tails.trace(question.channel(), seq);
        switch (trace) {
            case TailTrace.Unknown(String why) -> missing.add(missing(TraceStage.WRITTEN, why));
            case TailTrace.Known known -> heard(known, now, marks, missing);
        }
        return new TraceMarks("gateway " + gateway.slot(), started.toEpochMilli(), marks, missing);
    }

    private static void sent(SendTraces.Known known, SameMoment now, List<Mark> marks, List<Missing> missing) {
        if (known.received() == 0) {
            missing.add(missing(TraceStage.RECEIVED, "an act of the server, not a message from a device"));
        } else {
            marks.add(mark(TraceStage.RECEIVED, now, known.received()));
        }
        marks.add(mark(TraceStage.QUEUED, now, known.queued()));
        marks.add(mark(TraceStage.TAKEN, now, known.taken()));
        marks.add(mark(TraceStage.COMMITTED, now, known.committed()));
        if (known.published() == 0) {
            missing.add(missing(
                    TraceStage.PUBLISHED, "the broker has not told that it has it; the relay sees to it if need be"));
        } else {
            marks.add(mark(TraceStage.PUBLISHED, now, known.published()));
        }
    }

    private static void heard(TailTrace.Known known, SameMoment now, List<Mark> marks, List<Missing> missing) {
        marks.add(new Mark(
                TraceStage.HEARD.text(), now.usAt(known.heardNanos()), Optional.empty(), Optional.of(known.how())));
        if (known.sockets() == 0) {
            missing.add(missing(TraceStage.WRITTEN, "written to no socket, for nobody here was behind it"));
            return;
        }
        Optional<Long> sockets = Optional.of((long) known.sockets());
        marks.add(new Mark(TraceStage.WRITTEN.text(), now.usAt(known.firstNanos()), sockets, Optional.empty()));
        if (known.sockets() > 1) {
            marks.add(new Mark(TraceStage.WRITTEN_LAST.text(), now.usAt(known.lastNanos()), sockets, Optional.empty()));
        }
    }

    private static Mark mark(TraceStage stage, SameMoment now, long then) {
        return new Mark(stage.text(), now.usAt(then), Optional.empty(), Optional.empty());
    }

    private static Missing missing(TraceStage stage, String why) {
        return new Missing(stage.text(), why);
    }

}
