package dev.gapless.cli.doctor;

import java.util.Optional;

/// What a check found.
///
/// @param check its name
/// @param result ok, failed or skipped
/// @param detail what was seen
/// @param fix what to do, if it failed
record Finding(String check, Result result, String detail, Optional<String> fix) {
    /// How a check ended.
    enum Result {
        OK,
        FAILED,
        /// Could not be looked at, because an earlier check failed or there is nothing to look at.
        SKIPPED
    }

    static Finding ok(String check, String detail) {
        return new Finding(check, Result.OK, detail, Optional.empty());
    }

    static Finding failed(String check, String detail, String fix) {
        return new Finding(check, Result.FAILED, detail, Optional.of(fix));
    }

    static Finding skipped(String check, String detail) {
        return new Finding(check, Result.SKIPPED, detail, Optional.empty());
    }

    boolean failed() {
        return result == Result.FAILED;
    }
}
