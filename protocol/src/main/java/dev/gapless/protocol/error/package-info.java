/// Every error that a user of the wire can meet: one enum of codes, and the exception that carries one to the door.
@NullMarked
package dev.gapless.protocol.error;

import org.jspecify.annotations.NullMarked;
