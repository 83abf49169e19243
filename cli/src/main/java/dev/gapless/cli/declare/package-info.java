/// What should be, in files: [dev.gapless.cli.declare.Declarations] reads them, a [dev.gapless.cli.declare.Kind] knows how one kind of thing is
/// found and written, [dev.gapless.cli.declare.Step] is what one declaration would change. `get -o yaml` writes what `apply -f` reads.
@NullMarked
package dev.gapless.cli.declare;

import org.jspecify.annotations.NullMarked;
