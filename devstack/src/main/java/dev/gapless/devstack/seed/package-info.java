/// What a new stack starts with: one workspace with people and channels, made through the public HTTP doors like everything else
/// ([dev.gapless.devstack.seed.Seeding]), and the tokens to use it ([dev.gapless.devstack.seed.Seeded]).
@NullMarked
package dev.gapless.devstack.seed;

import org.jspecify.annotations.NullMarked;
