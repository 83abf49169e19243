/// `gapless demo`: the product's promise, kept in front of one's eyes in a minute. [dev.gapless.cli.demo.DemoCommand] tells the
/// story, a `DemoServer` is killed in it, `DemoDevice`s are the people, and `DemoProof` compares what was promised with what is.
@NullMarked
package dev.gapless.cli.demo;

import org.jspecify.annotations.NullMarked;
