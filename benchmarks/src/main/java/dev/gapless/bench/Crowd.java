package dev.gapless.bench;

import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.WorkspaceId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// Many people at once, written straight into the shard of their workspace: ids 1 to `count`, which no person made through the API has.
///
/// What is written is what the API would have written, but for the events: nothing was appended to any log for them.
final class Crowd {
    private static final int HANDLE = 1;
    private static final int SECRET_LENGTH = 43;

    private final Rows rows;
    private final WorkspaceId workspace;

    Crowd(BenchStack stack, WorkspaceId workspace) {
        this.rows = new Rows(stack);
        this.workspace = workspace;
    }

    /// Makes people, without tokens.
    void people(int count) {
        rows.write(
                workspace,
                "INSERT INTO chat_user (workspace_id, user_id, handle, display_name, kind, role, state, version,"
                        + " created_ms) VALUES (?, ?, ?, ?, 1, 3, 1, 1, 1)",
                count,
                (row, number) -> {
                    row.setLong(1, workspace.value());
                    row.setLong(2, number + 1L);
                    row.setString(3, "crowd" + number);
                    row.setString(4, "Crowd " + number);
                });
        rows.write(
                workspace,
                "INSERT INTO unique_name (workspace_id, kind, name, owner_id, state, listed, created_ms)"
                        + " VALUES (?, ?, ?, ?, 2, 1, 1)",
                count,
                (row, number) -> {
                    row.setLong(1, workspace.value());
                    row.setInt(2, HANDLE);
                    row.setBytes(3, ("crowd" + number).getBytes(StandardCharsets.UTF_8));
                    row.setLong(4, number + 1L);
                });
    }

    /// Makes a token for each of the first `count` people.
    List<String> tokens(int count) {
        List<String> tokens = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            String secret = HexFormat.of().formatHex(hash(workspace + " " + i)).substring(0, SECRET_LENGTH);
            tokens.add("gpl_" + workspace.text() + "_" + secret);
        }
        rows.write(
                workspace,
                "INSERT INTO access_token (workspace_id, token_hash, token_id, user_id, role, scopes, label, created_ms)"
                        + " VALUES (?, ?, ?, ?, 3, 'user', 'bench', 1)",
                count,
                (row, number) -> {
                    row.setLong(1, workspace.value());
                    row.setBytes(2, hash(tokens.get(number)));
                    row.setLong(3, number + 1L);
                    row.setLong(4, number + 1L);
                });
        return tokens;
    }

    /// Makes the first `count` people members of a channel.
    void join(String channel, int count) {
        rows.join(workspace, ChannelId.parse(channel).value(), count, number -> number + 1);
    }

    /// Makes some of the people members of a channel.
    ///
    /// @param people numbers, from 0
    void join(String channel, List<Integer> people) {
        rows.join(workspace, ChannelId.parse(channel).value(), people.size(), number -> people.get(number) + 1);
    }

    private static byte[] hash(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256: missing (expected: in every JDK)", e);
        }
    }
}
