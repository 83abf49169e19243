/// Who may do what in the admin API, and what it is recorded as when it was refused.
@NullMarked
package dev.gapless.control.access;

import org.jspecify.annotations.NullMarked;
