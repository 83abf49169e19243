/// Child processes that do not outlive their parent: [dev.gapless.devstack.process.ChildProcess] starts, watches and stops one,
/// [dev.gapless.devstack.process.Leash] ends it when this JVM is gone, [dev.gapless.devstack.process.ChildJvm] starts another main class of the
/// same class path.
@NullMarked
package dev.gapless.devstack.process;

import org.jspecify.annotations.NullMarked;
