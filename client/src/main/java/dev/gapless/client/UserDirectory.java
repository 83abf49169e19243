package dev.gapless.client;

import dev.gapless.protocol.api.UserView;
import dev.gapless.protocol.id.UserId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Names of users, asked once and remembered for a while: the least recently used go first, and none is older than ten
/// minutes when asked for. Any thread may call; a name that is not remembered costs a request.
public final class UserDirectory {
    private static final int MAX_USERS = 10_000;
    private static final Duration MAX_AGE = Duration.ofMinutes(10);
    private static final float LOAD = 0.75f;

    private final ApiClient api;
    private final Clock clock;
    private final Map<UserId, Known> byId = new LinkedHashMap<>(16, LOAD, true);
    private final Map<String, UserId> byHandle = new LinkedHashMap<>();

    public UserDirectory(ApiClient api, Clock clock) {
        this.api = api;
        this.clock = clock;
    }

    private record Known(UserView user, Instant since) {}

    /// The user of an id.
    public UserView user(UserId id) {
        Optional<UserView> known = known(id);
        if (known.isPresent()) {
            return known.get();
        }
        UserView asked = api.user(id);
        remember(asked);
        return asked;
    }

    /// The user of a handle, with or without `@`.
    public Optional<UserView> named(String handle) {
        String bare = handle.startsWith("@") ? handle.substring(1) : handle;
        Optional<UserView> known = knownHandle(bare);
        if (known.isPresent()) {
            return known;
        }
        Optional<UserView> asked = api.userNamed(bare);
        asked.ifPresent(this::remember);
        return asked;
    }

    /// The user of an id, without asking the server.
    public synchronized Optional<UserView> known(UserId id) {
        Known known = byId.get(id);
        if (known == null) {
            return Optional.empty();
        }
        if (known.since().plus(MAX_AGE).isBefore(clock.instant())) {
            forget(id);
            return Optional.empty();
        }
        return Optional.of(known.user());
    }

    /// Remembers a user that came with another answer, a listing for example.
    public synchronized void remember(UserView user) {
        byId.put(user.id(), new Known(user, clock.instant()));
        byHandle.put(user.handle(), user.id());
        if (byId.size() > MAX_USERS) {
            forget(byId.keySet().iterator().next());
        }
    }

    private synchronized Optional<UserView> knownHandle(String handle) {
        UserId id = byHandle.get(handle);
        return id == null ? Optional.empty() : known(id);
    }

    private void forget(UserId id) {
        Known gone = byId.remove(id);
        if (gone != null) {
            byHandle.remove(gone.user().handle());
        }
    }
}
