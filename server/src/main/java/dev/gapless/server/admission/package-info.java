/// Who gets in when too many come at once: cold starts, resumes and live requests have budgets of their own, so that a storm of the
/// one does not starve the others.
@NullMarked
package dev.gapless.server.admission;

import org.jspecify.annotations.NullMarked;
