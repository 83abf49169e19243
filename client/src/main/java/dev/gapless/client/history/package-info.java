/// Reading whole logs with proof: [dev.gapless.client.history.HistoryReader] walks a channel page by page and accepts no page
/// that does not prove its completeness; [dev.gapless.client.history.HistoryVerifier] checks that a log is dense and gives its
/// digest. Called by `history`, `replay`, `history verify` and by the checkers of scenarios.
@NullMarked
package dev.gapless.client.history;

import org.jspecify.annotations.NullMarked;
