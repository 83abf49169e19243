package dev.gapless.cli.chat;

import dev.gapless.client.ReadPolicy;

/// When what is on screen counts as read.
sealed interface Reading {
    /// As a policy says.
    record By(ReadPolicy policy) implements Reading {}

    /// Never: this chat only looks.
    record Never() implements Reading {}

    /// True if what the person asks for may be marked.
    default boolean allowed() {
        return this instanceof By;
    }

    /// True if what is on screen is read when the person does something.
    default boolean whenActive() {
        return this instanceof By(ReadPolicy policy) && policy != ReadPolicy.EXPLICIT;
    }

    /// True if what comes on screen is read by that alone.
    default boolean whenShown() {
        return this instanceof By(ReadPolicy policy) && policy == ReadPolicy.VISIBLE;
    }
}
