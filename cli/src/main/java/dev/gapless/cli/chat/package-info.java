/// The chat in the terminal. [dev.gapless.cli.chat.ChatState] is everything there is to show, immutable;
/// [dev.gapless.cli.chat.ChatEvent] is everything that can happen; views turn state and a width into lines, purely. Only the
/// shells own a terminal: one draws with JLine, the other reads and writes plain lines where there is no terminal to draw on.
@NullMarked
package dev.gapless.cli.chat;

import org.jspecify.annotations.NullMarked;
