/// Commands about single messages: change them, react to them, pin them, answer them in threads, find them.
@NullMarked
package dev.gapless.cli.message;

import org.jspecify.annotations.NullMarked;
