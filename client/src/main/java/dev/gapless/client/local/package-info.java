/// What a device with a screen keeps between runs, so that it shows something at once and works off line:
/// [dev.gapless.client.local.LocalStore] holds positions, recent events, drafts, unsettled sends, read positions and names.
///
/// In memory or in one SQLite file per context; one contract test runs against both. Deleted texts are erased here too.
@NullMarked
package dev.gapless.client.local;

import org.jspecify.annotations.NullMarked;
