package dev.gapless.control.act;

/// A write that somebody asks for, whatever it is about.
///
/// @param actor who asks
/// @param action what, such as `workspace.suspend`
/// @param requestId of the request
/// @param terms that came with it
public record Write(Actor actor, String action, String requestId, Terms terms) {}
