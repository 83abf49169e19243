/// Single faults in a system that runs, outside of any scenario: [dev.gapless.scenarios.chaos.LiveFault] says what can be harmed,
/// [dev.gapless.scenarios.chaos.LeaseBook] knows what is in force. Every fault has an end that comes by itself.
@NullMarked
package dev.gapless.scenarios.chaos;

import org.jspecify.annotations.NullMarked;
