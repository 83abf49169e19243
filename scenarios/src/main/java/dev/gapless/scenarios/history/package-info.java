/// What happened in a run, as rows of fixed size: [dev.gapless.scenarios.history.HistoryWriter] appends while it happens,
/// [dev.gapless.scenarios.history.HistoryFile] reads it again, as often as somebody wants to judge it anew. What was seen while the run went on is
/// in `ops.bin`; the logs of the channels, read after everything had settled, are in `log.bin`; names are in `names.json`.
@NullMarked
package dev.gapless.scenarios.history;

import org.jspecify.annotations.NullMarked;
