/// Names that are unique in a workspace: handles, channel names, and the one DM of a set of people.
@NullMarked
package dev.gapless.schema.name;

import org.jspecify.annotations.NullMarked;
