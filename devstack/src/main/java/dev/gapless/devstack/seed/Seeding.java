package dev.gapless.devstack.seed;

import dev.gapless.devstack.DevStackException;
import dev.gapless.protocol.api.ChannelList;
import dev.gapless.protocol.api.ChannelView;
import dev.gapless.protocol.api.CreateChannel;
import dev.gapless.protocol.api.CreateUser;
import dev.gapless.protocol.api.CreateWorkspace;
import dev.gapless.protocol.api.CreatedUser;
import dev.gapless.protocol.api.UserList;
import dev.gapless.protocol.api.UserView;
import dev.gapless.protocol.api.WorkspaceList;
import dev.gapless.protocol.api.WorkspaceView;
import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.tls.Trust;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/// Makes the first workspace. Each step looks whether it was done, so a start that was killed in the middle is continued by the next; a
/// file says when all is done, and then nothing is asked any more.
///
/// @param server base URL of a gateway
/// @param admin base URL of the control plane
/// @param tokens directory of the token files, with `operator` in it
/// @param authority who vouches for their certificates, if they show any
/// @param writeSecret writes a file that only its owner can read
public record Seeding(
        URI server, URI admin, Path tokens, Optional<Path> authority, BiConsumer<Path, String> writeSecret) {
    public static final String OPERATOR = "operator";

    private static final String WORKSPACE = "demo";
    private static final String DONE = "seeded";
    private static final List<CreateUser> PEOPLE = List.of(
            new CreateUser("ada", "Ada Lovelace", "person", "owner"),
            new CreateUser("lin", "Lin Yutang", "person", "member"),
            new CreateUser("grace", "Grace Hopper", "person", "member"),
            new CreateUser("robo", "Robo", "bot", "member"));
    private static final List<CreateChannel> CHANNELS = List.of(
            new CreateChannel("general", "public", Optional.of("What everybody should see")),
            new CreateChannel("random", "public", Optional.of("Everything else")));

    /// What is seeded, without looking whether it is.
    public static Seeded expected(Path tokens) {
        return new Seeded(
                WORKSPACE,
                PEOPLE.stream().map(user -> new Seeded.Person(user.handle(), tokens.resolve(user.handle()))).toList(),
                tokens.resolve(OPERATOR));
    }

    /// Does what is left to do.
    ///
    /// @throws DevStackException if a door refuses
    public Seeded run() {
        if (!Files.exists(tokens.resolve(DONE))) {
            HttpClient.Builder client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1);
            authority.map(Trust::in).ifPresent(client::sslContext);
            try (HttpClient http = client.build()) {
                SeedApi operator = new SeedApi(http, admin, read(tokens.resolve(OPERATOR)));
                WorkspaceView workspace = workspace(operator);
                PEOPLE.forEach(user -> person(operator, workspace, user));
                CHANNELS.forEach(channel -> channel(http, channel));
            }
            writeSecret.accept(tokens.resolve(DONE), WORKSPACE + "\n");
        }
        return expected(tokens);
    }

    private static WorkspaceView workspace(SeedApi operator) {
        return operator.get("/admin/v1/workspaces?limit=100", WorkspaceList.class).workspaces().stream()
                .filter(workspace -> workspace.slug().equals(WORKSPACE))
                .findFirst()
                .orElseGet(() -> operator.post(
                        "/admin/v1/workspaces", new CreateWorkspace(WORKSPACE, "Demo"), WorkspaceView.class));
    }

    // A token is shown once: if the start was killed between the making and the writing, the person gets another.
    private void person(SeedApi operator, WorkspaceView workspace, CreateUser user) {
        Path file = tokens.resolve(user.handle());
        if (Files.exists(file)) {
            return;
        }
        String users = "/admin/v1/workspaces/" + workspace.id().text() + "/users";
        Optional<UserView> known = operator.get(users + "?limit=100", UserList.class).users().stream()
                .filter(view -> view.handle().equals(user.handle()))
                .findFirst();
        CreatedUser created = known.isPresent()
                ? operator.post(users + "/" + known.get().id().text() + "/tokens", CreatedUser.class)
                : operator.post(users, user, CreatedUser.class);
        writeSecret.accept(file, created.token() + "\n");
    }

    private void channel(HttpClient http, CreateChannel wanted) {
        List<SeedApi> people = PEOPLE.stream()
                .map(user -> new SeedApi(http, server, read(tokens.resolve(user.handle()))))
                .toList();
        SeedApi owner = people.getFirst();
        ChannelView channel = owner.get("/v1/channels?name=" + wanted.name(), ChannelList.class).channels().stream()
                .filter(view -> view.name().equals(Optional.of(wanted.name())))
                .findFirst()
                .orElseGet(() -> owner.post("/v1/channels", wanted, ChannelView.class));
        people.forEach(person -> person.postAllowing(
                "/v1/channels/" + channel.id().text() + "/members/me", Set.of(ErrorCode.ALREADY_A_MEMBER)));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be read", e);
        }
    }
}
