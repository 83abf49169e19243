/// The promises under kill -9: a crew of senders ([dev.gapless.devstack.crash.Crew]), a device that follows all the time
/// ([dev.gapless.devstack.crash.Witness]), and the proof at the end ([dev.gapless.devstack.crash.LogProof]).
@NullMarked
package dev.gapless.devstack.crash;

import org.jspecify.annotations.NullMarked;
