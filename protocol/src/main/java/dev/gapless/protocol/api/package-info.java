/// Bodies of the HTTP API, shared by client and server. JSON names are the record components in snake case; ids are their
/// text form; see [dev.gapless.protocol.codec.ApiCodec] and docs/reference/openapi.yaml.
@NullMarked
package dev.gapless.protocol.api;

import org.jspecify.annotations.NullMarked;
