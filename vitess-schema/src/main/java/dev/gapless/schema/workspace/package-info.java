/// Tenants and their access tokens: rows by workspace.
@NullMarked
package dev.gapless.schema.workspace;

import org.jspecify.annotations.NullMarked;
