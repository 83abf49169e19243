/// Typed settings: each feature declares its keys once ([ConfigKey]) and reads them from [Settings]; an unknown key fails the
/// start. docs/reference/config.md is made from the declarations.
@NullMarked
package dev.gapless.protocol.config;

import org.jspecify.annotations.NullMarked;
