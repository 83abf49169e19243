package dev.gapless.protocol.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.ObjectMapper;

/// The shared JSON factory: strict about duplicate fields, bounded in depth and length. What lies beyond the first 65,536
/// code points, such as emoji, is written as four bytes of UTF-8, as people typed it, and not as twelve of escapes.
///
/// Its buffers are in one pool, not one set per thread as is Jackson's default: with a virtual thread per connection, each
/// would keep some 12 KB for ever. Reading and writing never block here, so the pool grows to about one set per core.
final class Json {
    static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
            .recyclerPool(JsonRecyclerPools.newConcurrentDequePool())
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(64)
                    .maxStringLength(1 << 20)
                    .maxNumberLength(40)
                    .build())
            .build();

    static final ObjectMapper TREES = new ObjectMapper(FACTORY);

    private Json() {}
}
