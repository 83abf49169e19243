/// Facts about the whole project that no single module can check: which module may use which ([LayeringTest]) and what the
/// files of the source tree look like ([TidyTest]). Facts, no taste: each failure names the file, the line and what to do.
@NullMarked
package dev.gapless.checks;

import org.jspecify.annotations.NullMarked;
