package dev.gapless.devstack;

import java.nio.file.Path;

/// How to log in to the embedded databases of a data directory: for benches and for people who look at rows by hand.
///
/// @param user of all databases
/// @param password made when the directory was made
public record DatabaseLogin(String user, String password) {
    /// The login of a directory that a stack has been started on.
    ///
    /// @throws IllegalArgumentException if it is not one
    public static DatabaseLogin of(Path dataDirectory) {
        return Layout.read(dataDirectory)
                .map(layout -> new DatabaseLogin(Databases.USER, layout.password()))
                .orElseThrow(() -> new IllegalArgumentException(
                        dataDirectory + ": no stack was started here (expected: a data directory)"));
    }

    /// The password stays out of logs.
    @Override
    public String toString() {
        return "DatabaseLogin[user=" + user + "]";
    }
}
