/// The HTTP door: routes, strict reading of requests, problem documents.
///
/// A feature exports [Route]s; [HttpDoor] puts them on Helidon's router, and is the one place where a failure becomes an
/// answer ([FailureTranslator]). Features never see Helidon's types.
@NullMarked
package dev.gapless.server.http;

import org.jspecify.annotations.NullMarked;
