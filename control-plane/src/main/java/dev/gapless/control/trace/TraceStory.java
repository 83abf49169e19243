package dev.gapless.control.trace;

import dev.gapless.protocol.api.TraceMarks;
import dev.gapless.protocol.api.TraceMarks.Mark;
import dev.gapless.protocol.api.TraceStage;
import dev.gapless.protocol.api.TraceView;
import dev.gapless.protocol.api.TraceView.Missing;
import dev.gapless.protocol.api.TraceView.Stage;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.Seq;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Puts together what the processes tell of an event: which stage caused which, what is missing and why.
///
/// Within a process times differ by what its monotonic clock says; across processes by their wall clocks. Where a stage seems to come
/// before its cause by more than [#CLOCKS_AGREE_US], the clocks differ, and the view says so.
final class TraceStory {
    static final long CLOCKS_AGREE_US = 1_000;

    private static final Set<TraceStage> BEFORE_THE_LOG =
            Set.of(TraceStage.RECEIVED, TraceStage.QUEUED, TraceStage.TAKEN, TraceStage.COMMITTED,
                    TraceStage.PUBLISHED);
    private static final String NO_LONGER = "pushed out by later events, or the process that had it has ended";
    private static final String BEGAN_LATER = "the process that had it has ended: those that run began later";

    private final About about;
    private final List<Told> told;
    private final List<Passed> passed = new ArrayList<>();
    private final List<Missing> missing = new ArrayList<>();

    /// Which event.
    record About(ChannelId channel, Seq seq, String kind, Instant at) {}

    /// A stage with what caused it.
    private record Passed(TraceStage stage, String process, Mark mark, Optional<Passed> cause) {
        Optional<Long> took() {
            return cause.map(before -> mark.atUs() - before.mark().atUs());
        }
    }

    private TraceStory(About about, List<Told> told) {
        this.about = about;
        this.told = told;
    }

    static TraceView tell(About about, List<Told> told) {
        TraceStory story = new TraceStory(about, told);
        Optional<Passed> committed = story.beforeTheLog();
        Optional<Passed> sent = story.fannedOut(committed);
        story.toReaders(committed, sent);
        return story.view();
    }

    private Optional<Passed> beforeTheLog() {
        for (Told each : of(Told.Role.GATEWAY)) {
            Map<TraceStage, Mark> marks = marks(each);
            if (marks.containsKey(TraceStage.COMMITTED)) {
                return beforeTheLog(each.marks().orElseThrow(), marks);
            }
        }
        String why = why(Told.Role.GATEWAY, "no gateway answers");
        BEFORE_THE_LOG.stream().sorted().forEach(stage -> missing.add(new Missing(stage.text(), "gateways", why)));
        return Optional.empty();
    }

    private Optional<Passed> beforeTheLog(TraceMarks gateway, Map<TraceStage, Mark> marks) {
        Optional<Passed> before = Optional.empty();
        Optional<Passed> committed = Optional.empty();
        for (TraceStage stage : BEFORE_THE_LOG.stream().sorted().toList()) {
            Mark mark = marks.get(stage);
            if (mark != null) {
                before = Optional.of(pass(stage, gateway.process(), mark, before));
                if (stage == TraceStage.COMMITTED) {
                    committed = before;
                }
            }
        }
        gateway.missing().stream()
                .filter(gap -> TraceStage.find(gap.stage()).filter(BEFORE_THE_LOG::contains).isPresent())
                .forEach(gap -> missing.add(new Missing(gap.stage(), gateway.process(), gap.why())));
        return committed;
    }

    private Optional<Passed> fannedOut(Optional<Passed> committed) {
        Optional<Passed> first = Optional.empty();
        for (Told each : of(Told.Role.FANOUT)) {
            Mark mark = marks(each).get(TraceStage.FANNED_OUT);
            if (mark != null) {
                Passed sent = pass(TraceStage.FANNED_OUT, each.process(), mark, committed);
                first = first.or(() -> Optional.of(sent));
            } else if (each.marks().isEmpty()) {
                missing.add(new Missing(TraceStage.FANNED_OUT.text(), each.process(), each.why()));
            }
        }
        if (first.isEmpty() && of(Told.Role.FANOUT).stream().anyMatch(each -> each.marks().isPresent())) {
            missing.add(new Missing(
                    TraceStage.FANNED_OUT.text(), "fan-out", why(Told.Role.FANOUT, "no fan-out answers")));
        } else if (of(Told.Role.FANOUT).isEmpty()) {
            missing.add(new Missing(
                    TraceStage.FANNED_OUT.text(), "fan-out", "none is known here (control.heat-urls)"));
        }
        return first;
    }

    private void toReaders(Optional<Passed> committed, Optional<Passed> sent) {
        for (Told each : of(Told.Role.GATEWAY)) {
            if (each.marks().isEmpty()) {
                missing.add(new Missing(TraceStage.WRITTEN.text(), each.process(), each.why()));
                continue;
            }
            Map<TraceStage, Mark> marks = marks(each);
            Optional<Passed> before = Optional.empty();
            for (TraceStage stage : List.of(TraceStage.HEARD, TraceStage.WRITTEN, TraceStage.WRITTEN_LAST)) {
                Mark mark = marks.get(stage);
                if (mark != null) {
                    Optional<Passed> cause =
                            stage == TraceStage.HEARD ? heardFrom(each, mark, committed, sent) : before;
                    before = Optional.of(pass(stage, each.process(), mark, cause));
                }
            }
            each.marks().orElseThrow().missing().stream()
                    .filter(gap -> gap.stage().equals(TraceStage.WRITTEN.text()))
                    .forEach(gap -> missing.add(new Missing(gap.stage(), each.process(), gap.why())));
        }
    }

    private static Optional<Passed> heardFrom(
            Told gateway, Mark heard, Optional<Passed> committed, Optional<Passed> sent) {
        if (heard.how().equals(Optional.of(TraceMarks.FROM_LOG))) {
            return Optional.empty();
        }
        return committed.filter(by -> by.process().equals(gateway.process())).or(() -> sent);
    }

    private Passed pass(TraceStage stage, String process, Mark mark, Optional<Passed> cause) {
        Passed made = new Passed(stage, process, mark, cause);
        passed.add(made);
        return made;
    }

    private List<Told> of(Told.Role role) {
        return told.stream().filter(each -> each.role() == role).toList();
    }

    private static Map<TraceStage, Mark> marks(Told told) {
        Map<TraceStage, Mark> marks = new EnumMap<>(TraceStage.class);
        told.marks().ifPresent(answer -> answer.marks()
                .forEach(mark -> TraceStage.find(mark.stage()).ifPresent(stage -> marks.put(stage, mark))));
        return marks;
    }

    /// Why none of these has it.
    private String why(Told.Role role, String none) {
        List<TraceMarks> answers = of(role).stream().flatMap(each -> each.marks().stream()).toList();
        if (answers.isEmpty()) {
            return none;
        }
        boolean later = answers.stream().allMatch(answer -> answer.startedMs() > about.at().toEpochMilli());
        return later ? BEGAN_LATER : NO_LONGER;
    }

    private TraceView view() {
        boolean differ = passed.stream()
                .flatMap(stage -> stage.took().stream())
                .anyMatch(took -> took < -CLOCKS_AGREE_US);
        Comparator<Passed> byTime = Comparator.comparingLong(stage -> stage.mark().atUs());
        Comparator<Passed> byStage = Comparator.comparing(Passed::stage);
        List<Passed> sorted = passed.stream()
                .sorted(differ ? byStage.thenComparing(byTime) : byTime.thenComparing(byStage))
                .toList();
        long first = passed.stream().mapToLong(stage -> stage.mark().atUs()).min().orElse(0);
        return new TraceView(
                about.channel(), about.seq(), about.kind(), about.at().toEpochMilli(), differ,
                sorted.stream()
                        .map(stage -> new Stage(
                                stage.stage().text(), stage.process(), stage.mark().atUs(),
                                stage.mark().atUs() - first,
                                stage.took().map(took -> took < 0 && took >= -CLOCKS_AGREE_US ? 0L : took),
                                stage.mark().count(), stage.mark().how()))
                        .toList(),
                missing);
    }
}
