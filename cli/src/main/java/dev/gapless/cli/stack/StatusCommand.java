package dev.gapless.cli.stack;

import dev.gapless.cli.ExitCode;
import dev.gapless.cli.Session;
import dev.gapless.cli.output.Table;
import dev.gapless.devstack.StackState;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "status",
        description = "Show the server of this machine: roles, ports, processes, shards, health. Exit 0 if all is well, else 1.",
        footerHeading = "%nExamples:%n",
        footer = {"  gapless status", "  gapless status -o json | jq .healthy"})
final class StatusCommand implements Callable<Integer> {
    private final Session session;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli before call
    private DataDirectory data;

    StatusCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Path directory = data.path(session);
        StackStatus status = StackState.read(directory)
                .map(StackHealth::of)
                .orElseGet(() -> new StackStatus(directory.toString(), "down", Optional.empty(), false, List.of()));
        session.results().one(status, () -> lines(status));
        if (!status.healthy()) {
            String argument = data.argument(session);
            session.notice(
                    switch (status.state()) {
                        case "down" -> "next: gapless up --detach" + argument;
                        case "killed" -> "next: gapless down" + argument + " clears what it left; gapless up" + argument
                                + " goes on with the data";
                        default -> "next: read the log, or gapless down" + argument + " and up again";
                    });
        }
        return status.healthy() ? ExitCode.OK.number() : ExitCode.FAILED.number();
    }

    static List<String> lines(StackStatus status) {
        List<String> lines = new ArrayList<>();
        String pid = status.pid().map(id -> ", pid " + id).orElse("");
        lines.add(status.state() + pid + ", " + status.data());
        if (!status.parts().isEmpty()) {
            Table table = Table.of("PART", "ADDRESS", ">PID", "HEALTH");
            for (StackStatus.Part part : status.parts()) {
                table.row(
                        part.name(),
                        part.address(),
                        part.pid().map(Object::toString).orElse("-"),
                        (part.healthy() ? "ok" : "FAILS") + ", " + part.detail());
            }
            lines.addAll(table.lines());
        }
        return lines;
    }
}
