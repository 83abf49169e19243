package dev.gapless.cli.scenario;

import dev.gapless.cli.Session;
import dev.gapless.scenarios.report.PlanText;
import dev.gapless.scenarios.run.Schedule;
import dev.gapless.scenarios.run.Seed;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "plan",
        description = "Say what a run would do: seed, people, load, faults on a timeline, and the arithmetic. Nothing is started.",
        footerHeading = "%nExamples:%n",
        footer = {"  gapless scenario plan mid-fanout-gateway-kill --seed 7"})
final class PlanCommand implements Runnable {
    private final Session session;

    @Parameters(paramLabel = "SCENARIO", description = "A file, or the name of a built-in scenario.")
    @SuppressWarnings("NullAway.Init") // required, so picocli sets it before run
    private String name;

    @Option(names = "--seed", paramLabel = "N", description = "Instead of the file's seed.")
    private Optional<Long> seed = Optional.empty();

    @Option(names = "--set", paramLabel = "PATH=VALUE", description = "Change a value; may be given several times.")
    private List<String> settings = List.of();

    PlanCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        var file = ScenarioSource.read(session, name, settings);
        long value = seed.orElseGet(
                () -> file.scenario().run().seed().orElseGet(() -> session.world().random().nextLong(1L << 40)));
        PlanText.lines(Schedule.draw(file.scenario(), new Seed(value))).forEach(session.world().out()::line);
    }
}
