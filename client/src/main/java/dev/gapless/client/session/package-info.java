/// The protocol of one device, without I/O, threads or clock: [dev.gapless.client.session.DeviceSession] turns inputs (a frame
/// came, a socket closed, a timer fired, a page was read, the application asks for something) into effects (connect, send a
/// frame, set a timer, read a page, deliver an event).
///
/// `ChatClient` drives one session with real sockets; tests and scenarios drive thousands with simulated ones. The states and
/// rules are drawn in docs/internals/client.md.
@NullMarked
package dev.gapless.client.session;

import org.jspecify.annotations.NullMarked;
