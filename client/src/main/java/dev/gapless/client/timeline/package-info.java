/// A channel as people see it: [dev.gapless.client.timeline.Timeline] folds the events of its log into messages with their
/// current text, reactions, pins and replies.
///
/// The fold does not depend on the order in which events come, nor on when each was read: a device that was live, one that was
/// away and one that is new see the same. `TimelinePropertyTest` is the proof.
@NullMarked
package dev.gapless.client.timeline;

import org.jspecify.annotations.NullMarked;
