/// Shows that the checkers see what they are there for: [dev.gapless.scenarios.mutate.MutationRuns] starts one stack, plants one bug after another in it
/// ([dev.gapless.protocol.planted.PlantedBug]), runs one small scenario each time, and says which checker caught which.
@NullMarked
package dev.gapless.scenarios.mutate;

import org.jspecify.annotations.NullMarked;
