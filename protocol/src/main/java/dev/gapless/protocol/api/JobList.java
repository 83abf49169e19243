package dev.gapless.protocol.api;

import java.util.List;
import java.util.Optional;

/// A page of jobs, newest first.
public record JobList(List<JobView> jobs, Optional<String> next) {
    public JobList {
        jobs = List.copyOf(jobs);
    }
}
