/// Identifiers and positions: typed values that replace bare longs and strings everywhere above the codec and JDBC.
///
/// Ids are 63-bit, time-sorted and made by the application ([IdGenerator]); people see them as a prefix letter and
/// 13 characters of Crockford base 32 ([IdText]). [Seq] numbers an event of a channel, [Position] is "the last one applied".
@NullMarked
package dev.gapless.protocol.id;

import org.jspecify.annotations.NullMarked;
