/// A workspace as the commands see it: channels and people by the names that people type.
@NullMarked
package dev.gapless.cli.workspace;

import org.jspecify.annotations.NullMarked;
