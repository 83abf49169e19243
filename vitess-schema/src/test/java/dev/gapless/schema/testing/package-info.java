/// A MariaDB server for the integration tests of this module.
@NullMarked
package dev.gapless.schema.testing;

import org.jspecify.annotations.NullMarked;
