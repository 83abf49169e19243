/// Judges a history: one [dev.gapless.scenarios.checker.Checker] per promise, all fed in one pass over the rows by
/// [dev.gapless.scenarios.checker.Judge].
///
/// Memory is bounded by what the history is about, not by how long it is: 5 bytes per event of the channels' logs, 9 per send, one bit per
/// display, and at most [dev.gapless.scenarios.checker.Findings#KEPT] violations per promise. A million sends and ten million displays
/// take some 20 MB.
@NullMarked
package dev.gapless.scenarios.checker;

import org.jspecify.annotations.NullMarked;
