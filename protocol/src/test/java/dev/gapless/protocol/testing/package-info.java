/// The OpenAPI documents, read, for tests that compare them with the code, or make requests from them.
package dev.gapless.protocol.testing;
