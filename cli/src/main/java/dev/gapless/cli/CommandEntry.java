package dev.gapless.cli;

import java.util.function.Supplier;

/// A command that is made only when it is asked for: making all of them is most of the time that a short one takes.
///
/// @param name as typed
/// @param make makes the annotated object, or the command line with its subcommands
public record CommandEntry(String name, Supplier<Object> make) {}
