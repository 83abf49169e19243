/// Workspaces filled from exports. Whoever imports sends the lines of the files; each batch may come twice.
@NullMarked
package dev.gapless.control.imports;

import org.jspecify.annotations.NullMarked;
