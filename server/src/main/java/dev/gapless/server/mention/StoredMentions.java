package dev.gapless.server.mention;

import dev.gapless.protocol.codec.Limits;
import dev.gapless.protocol.event.Mention;
import dev.gapless.protocol.event.MentionTarget;
import dev.gapless.protocol.id.UserId;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.schema.name.NameKind;
import dev.gapless.schema.name.UniqueName;
import dev.gapless.schema.name.UniqueNameTable;
import dev.gapless.schema.shard.Shards;
import dev.gapless.server.posting.ShardFailures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Looks handles up in the workspace's names, and remembers them for a while. Any thread may call.
///
/// What follows the `@` may end with a dot or a dash that is not part of the handle, so shorter words are tried too.
public final class StoredMentions implements Mentions {
    private static final int CACHED = 100_000;
    private static final long KNOWN_NANOS = Duration.ofMinutes(1).toNanos();
    /// A handle that is made now is found soon.
    private static final long UNKNOWN_NANOS = Duration.ofSeconds(5).toNanos();

    private final Shards shards;
    private final LongSupplier nanoTime;
    /// Guarded by itself; the oldest goes first.
    private final Map<Handle, Known> cache = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Handle, Known> eldest) {
            return size() > CACHED;
        }
    };

    public StoredMentions(Shards shards, LongSupplier nanoTime) {
        this.shards = shards;
        this.nanoTime = nanoTime;
    }

    private record Handle(WorkspaceId workspace, String name) {}

    private record Known(Optional<UserId> user, long untilNanos) {}

    @Override
    public List<Mention> in(WorkspaceId workspace, String text) {
        List<MentionScan.Candidate> candidates = MentionScan.of(text, Limits.MAX_MENTIONS);
        if (candidates.isEmpty()) {
            return List.of();
        }
        Set<Handle> wanted = new LinkedHashSet<>();
        for (MentionScan.Candidate candidate : candidates) {
            words(candidate.word()).forEach(word -> {
                if (MentionTarget.Audience.find(word).isEmpty()) {
                    wanted.add(new Handle(workspace, word));
                }
            });
        }
        Map<Handle, Optional<UserId>> users = users(workspace, wanted);
        List<Mention> mentions = new ArrayList<>();
        for (MentionScan.Candidate candidate : candidates) {
            Mention mention = mention(candidate, workspace, users);
            if (mention != null) {
                mentions.add(mention);
            }
        }
        return mentions;
    }

    private static @Nullable Mention mention(
            MentionScan.Candidate candidate, WorkspaceId workspace, Map<Handle, Optional<UserId>> users) {
        for (String word : words(candidate.word())) {
            int end = candidate.end(word.length());
            Optional<MentionTarget.Audience> everyone = MentionTarget.Audience.find(word);
            if (everyone.isPresent()) {
                return new Mention(candidate.from(), end, new MentionTarget.Everyone(everyone.get()));
            }
            Optional<UserId> user = users.getOrDefault(new Handle(workspace, word), Optional.empty());
            if (user.isPresent()) {
                return new Mention(candidate.from(), end, new MentionTarget.User(user.get()));
            }
        }
        return null;
    }

    /// The word, and the word without what punctuation may stand at its end; longest first.
    private static List<String> words(String word) {
        int end = word.length();
        while (end > 0 && (word.charAt(end - 1) == '.' || word.charAt(end - 1) == '-')) {
            end--;
        }
        if (end == 0 || end == word.length()) {
            return List.of(word);
        }
        return List.of(word, word.substring(0, end));
    }

    private Map<Handle, Optional<UserId>> users(WorkspaceId workspace, Set<Handle> wanted) {
        Map<Handle, Optional<UserId>> users = new HashMap<>();
        List<Handle> missing = new ArrayList<>();
        long now = nanoTime.getAsLong();
        synchronized (cache) {
            for (Handle handle : wanted) {
                Known known = cache.get(handle);
                if (known != null && known.untilNanos() - now > 0) {
                    users.put(handle, known.user());
                } else {
                    missing.add(handle);
                }
            }
        }
        if (!missing.isEmpty()) {
            Map<Handle, Optional<UserId>> found = ShardFailures.refusing(() -> lookUp(workspace, missing));
            users.putAll(found);
            synchronized (cache) {
                found.forEach((handle, user) -> {
                    cache.remove(handle);
                    cache.put(handle, new Known(user, now + (user.isPresent() ? KNOWN_NANOS : UNKNOWN_NANOS)));
                });
            }
        }
        return users;
    }

    private Map<Handle, Optional<UserId>> lookUp(WorkspaceId workspace, List<Handle> handles) {
        return shards.forWorkspace(workspace).read("mention.handles", db -> {
            Map<Handle, Optional<UserId>> found = new HashMap<>();
            for (Handle handle : handles) {
                found.put(
                        handle,
                        UniqueNameTable.find(db, workspace, NameKind.HANDLE, handle.name())
                                .filter(UniqueName::confirmed)
                                .map(name -> new UserId(name.owner())));
            }
            return found;
        });
    }
}
