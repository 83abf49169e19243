/// `gapless bench`: end-to-end measurements of a real stack, each against a floor or a bound, reported with the machine's size.
///
/// Entry: [BenchCommand]. A bench starts a stack of its own ([BenchStack]) in a process of its own, so that server memory and
/// load memory are apart, fills it through the public API, and drives it with the load client of
/// [dev.gapless.bench.socket]. Results are [BenchReport]s.
@NullMarked
package dev.gapless.bench;

import org.jspecify.annotations.NullMarked;
