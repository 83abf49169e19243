/// How the control plane acts: who asks ([dev.gapless.control.act.Actor]), and one way to carry a write out
/// ([dev.gapless.control.act.Acts]): the change, its record and its remembered answer are one transaction.
@NullMarked
package dev.gapless.control.act;

import org.jspecify.annotations.NullMarked;
