/// The admin API's door: routes, the operator's token, strict reading, problem documents.
///
/// A feature exports [AdminRoute]s; [AdminDoor] puts them on Helidon's router and is the one place where a failure becomes an
/// answer. Features never see Helidon's types.
@NullMarked
package dev.gapless.control.http;

import org.jspecify.annotations.NullMarked;
