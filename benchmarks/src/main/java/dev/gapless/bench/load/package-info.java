/// What the benches do on the wire: [SendLoad] posts and times acknowledgements, [ReaderLoad] receives and times deliveries.
/// Each runs on the thread of its [dev.gapless.bench.socket.LoadLoop].
@NullMarked
package dev.gapless.bench.load;

import org.jspecify.annotations.NullMarked;
