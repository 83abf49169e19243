/// The lines of an export's files, and its manifest: JSON in UTF-8, one object per line, ids as text. Nothing of it says in which workspace it
/// was, but the manifest; there are no tokens in it. Docs: docs/reference/export.md.
@NullMarked
package dev.gapless.protocol.export;

import org.jspecify.annotations.NullMarked;
