package dev.gapless.schema.log;

/// Numbers of `event.state`.
final class EventState {
    static final int POSTED = 0;
    static final int EDITED = 1;
    static final int DELETED = 2;

    private EventState() {}
}
