package dev.gapless.devstack.seed;

import java.nio.file.Path;
import java.util.List;

/// What is there to begin with. The command line makes its contexts from it.
///
/// @param workspace slug of the workspace
/// @param people in the order of their making; the bot is one of them
/// @param operatorToken file with the operator's token
public record Seeded(String workspace, List<Person> people, Path operatorToken) {
    public Seeded {
        people = List.copyOf(people);
    }

    /// One person or bot.
    ///
    /// @param handle such as `ada`
    /// @param tokenFile file with the token, readable by its owner only
    public record Person(String handle, Path tokenFile) {}
}
