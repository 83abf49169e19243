/// SQL statements as values: name, text, and what each may reach, use and touch.
@NullMarked
package dev.gapless.schema.statement;

import org.jspecify.annotations.NullMarked;
