package dev.gapless.control.job;

import dev.gapless.control.http.AdminAnswer;
import dev.gapless.control.http.AdminRoute;
import dev.gapless.control.http.AdminRoute.Guard;
import java.util.List;
import java.util.Set;

/// Jobs in the admin API.
public final class JobRoutes {
    private static final String JOBS = "/admin/v1/workspaces/{workspace}/jobs";

    private final Jobs jobs;

    public JobRoutes(Jobs jobs) {
        this.jobs = jobs;
    }

    public List<AdminRoute> routes() {
        return List.of(
                AdminRoute.get(
                        JOBS, Guard.ADMIN, Set.of("cursor", "limit"),
                        request -> AdminAnswer.ok(
                                jobs.page(request.workspace(), request.query("cursor"), request.limit()))),
                AdminRoute.get(
                        JOBS + "/{job}", Guard.ADMIN, Set.of(),
                        request -> AdminAnswer.ok(
                                Jobs.view(jobs.find(request.workspace(), request.path("job"))))));
    }
}
