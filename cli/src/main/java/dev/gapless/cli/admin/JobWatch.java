package dev.gapless.cli.admin;

import dev.gapless.cli.CliFailure;
import dev.gapless.cli.ExitCode;
import dev.gapless.cli.Session;
import dev.gapless.cli.output.SafeText;
import dev.gapless.client.AdminClient;
import dev.gapless.client.Listing;
import dev.gapless.protocol.api.JobList;
import dev.gapless.protocol.api.JobView;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// Waits for work that the control plane does after its request.
final class JobWatch {
    private static final long LOOK_EVERY_MS = 500;
    private static final int MAX_ROWS = 10_000;

    private JobWatch() {}

    /// Waits until a job is done, and tells on the way how far it is.
    ///
    /// @throws CliFailure if the job failed
    static JobView finished(Session session, AdminClient admin, String workspace, JobView begun) {
        CountDownLatch never = new CountDownLatch(1);
        JobView job = begun;
        String told = "";
        try {
            while (job.state().equals("open")) {
                String line = line(job);
                if (!line.equals(told)) {
                    session.notice(line);
                    told = line;
                }
                if (never.await(LOOK_EVERY_MS, TimeUnit.MILLISECONDS)) {
                    break;
                }
                job = admin.job(workspace, job.id());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (job.state().equals("failed")) {
            throw new CliFailure(
                    ExitCode.FAILED, "job-failed", job.kind() + " " + job.id() + ": " + job.failure().orElse("failed"),
                    "gapless job get " + job.id() + " --workspace " + workspace);
        }
        return job;
    }

    /// The jobs of a workspace, the newest first.
    static List<JobView> all(Session session, AdminClient admin, String workspace) {
        List<JobView> jobs = new ArrayList<>();
        Listing page = Listing.first();
        while (true) {
            JobList list = admin.jobs(workspace, page);
            jobs.addAll(list.jobs());
            if (list.next().isEmpty()) {
                return jobs;
            }
            if (jobs.size() >= MAX_ROWS) {
                session.notice("only the first " + jobs.size() + " are shown");
                return jobs;
            }
            page = page.after(list.next().get());
        }
    }

    static String line(JobView job) {
        return job.id() + "  " + job.kind() + "  " + job.state()
                + (job.state().equals("open") ? ", " + SafeText.line(job.phase()) : "")
                + job.counts().entrySet().stream()
                        .map(entry -> "  " + SafeText.line(entry.getKey()) + " " + entry.getValue())
                        .collect(Collectors.joining())
                + job.failure().map(why -> "  " + SafeText.line(why)).orElse("");
    }
}
