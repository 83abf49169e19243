package dev.gapless.protocol.api;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import dev.gapless.protocol.id.ChannelId;
import java.util.List;
import java.util.Optional;

/// The conversations that changed, most relevant first, and how many more.
///
/// @param conversations those of this page
/// @param changedTotal how many changed in all, as far as they were examined
/// @param next give it as `cursor` for the next page; empty at the end
/// @param since give it as `since` next time, once all pages are read; empty in answers to bare positions
/// @param resync true if the `since` of the request could not be honoured: this is a fresh start, and what the device holds of
///     channels that are not in it may be old
/// @param examined memberships looked at for this page
/// @param left channels that the user has left since, on the first page; a device forgets them
public record SyncAnswer(
        List<Conversation> conversations,
        int changedTotal,
        Optional<String> next,
        Optional<String> since,
        boolean resync,
        int examined,
        @JsonSetter(nulls = Nulls.AS_EMPTY) List<ChannelId> left) {
    public SyncAnswer {
        conversations = List.copyOf(conversations);
        left = List.copyOf(left);
    }

    /// An answer to bare positions.
    public static SyncAnswer ofPositions(List<ChannelView> changed, int examined, Optional<String> next) {
        return new SyncAnswer(
                changed.stream().map(Conversation::of).toList(),
                changed.size(),
                next,
                Optional.empty(),
                false,
                examined,
                List.of());
    }

    /// The channels of the conversations.
    public List<ChannelView> changed() {
        return conversations.stream().map(Conversation::channel).toList();
    }

    /// How many of the memberships examined stand where the device stands.
    public int unchanged() {
        return examined - conversations.size();
    }
}
