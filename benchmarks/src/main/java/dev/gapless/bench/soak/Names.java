package dev.gapless.bench.soak;

import dev.gapless.protocol.id.UserId;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Whom the run's texts name. Its texts are words with one blank between them, so a name is a word that begins with `@`.
final class Names {
    private final Map<String, UserId> users = new ConcurrentHashMap<>();

    void put(String handle, UserId user) {
        users.put("@" + handle, user);
    }

    Set<UserId> named(String text) {
        Set<UserId> found = new HashSet<>();
        for (String word : text.split(" ", -1)) {
            UserId user = users.get(word);
            if (user != null) {
                found.add(user);
            }
        }
        return found;
    }

    static boolean everyone(String text) {
        return text.contains("@channel") || text.contains("@here");
    }
}
