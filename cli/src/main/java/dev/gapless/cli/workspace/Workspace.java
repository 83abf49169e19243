package dev.gapless.cli.workspace;

import dev.gapless.cli.CliFailure;
import dev.gapless.cli.ExitCode;
import dev.gapless.cli.Session;
import dev.gapless.cli.context.Context;
import dev.gapless.client.ApiClient;
import dev.gapless.client.ApiException;
import dev.gapless.client.ClientException;
import dev.gapless.client.Endpoint;
import dev.gapless.client.HttpOptions;
import dev.gapless.client.Token;
import dev.gapless.client.UserDirectory;
import dev.gapless.protocol.api.ChannelView;
import dev.gapless.protocol.api.UserView;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.UserId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/// A workspace, seen by one person: the API with the names that people type. Any thread may call; calls block.
///
/// @param context who
/// @param endpoint where
/// @param token the secret
/// @param api single questions
/// @param people names of users
public record Workspace(Context context, Endpoint endpoint, Token token, ApiClient api, UserDirectory people) {
    private static final Pattern CHANNEL_ID = Pattern.compile("C[0-9A-HJKMNP-TV-Z]{13}");

    /// The workspace of the session's context. Asks nothing yet.
    public static Workspace open(Session session) {
        return open(session, options -> options);
    }

    /// The same with other patience.
    public static Workspace open(Session session, UnaryOperator<HttpOptions> patience) {
        Context context = session.context();
        HttpOptions options = patience.apply(context.http(session.world().random()));
        Endpoint endpoint = new Endpoint(context.serverUris());
        Token token = token(context);
        ApiClient api = new ApiClient(endpoint, token, options);
        return new Workspace(context, endpoint, token, api, new UserDirectory(api, session.world().clock()));
    }

    private static Token token(Context context) {
        try {
            return Token.of(context.secret());
        } catch (IllegalArgumentException e) {
            throw new CliFailure(
                    ExitCode.AUTHENTICATION,
                    "no-token",
                    "context " + context.name() + ": " + e.getMessage(),
                    "gapless context add " + context.name() + " --token-file FILE");
        }
    }

    /// The channel that an argument names: `#name`, `name`, `@handle` (several with commas), or an id.
    ///
    /// @throws CliFailure `not-found` if the person can see none of this name
    public ChannelView channel(String argument) {
        if (argument.startsWith("@")) {
            return dm(Arrays.asList(argument.split(",")));
        }
        if (CHANNEL_ID.matcher(argument).matches()) {
            try {
                return api.channel(ChannelId.parse(argument));
            } catch (ApiException e) {
                throw ApiClient.notFound(e) ? noChannel(argument) : e;
            }
        }
        return api.channelNamed(argument).orElseThrow(() -> noChannel(argument));
    }

    /// The direct message with these people, `@handle` or `handle`, opened if there is none.
    public ChannelView dm(List<String> handles) {
        return api.openDm(handles.stream().map(handle -> person(handle).id()).toList());
    }

    /// The person of a handle.
    ///
    /// @throws CliFailure `not-found` if there is none
    public UserView person(String handle) {
        return people.named(handle.strip())
                .orElseThrow(() -> new CliFailure(
                        ExitCode.CONFLICT,
                        "not-found",
                        "person: " + handle + " (expected: a handle of this workspace)",
                        "gapless user list"));
    }

    /// The handle of a user, or the id if it cannot be found out. The operator is nobody's handle, which the brackets say.
    public String handle(UserId user) {
        if (user.equals(UserId.OPERATOR)) {
            return "(operator)";
        }
        try {
            return people.user(user).handle();
        } catch (ClientException e) {
            return user.text();
        }
    }

    /// What people call a channel: `#name`, or `@handle` of those it is with.
    ///
    /// @param self whose list it is shown in; left out of the names
    public String label(ChannelView channel, Optional<UserId> self) {
        return channel.name().map(name -> "#" + name).orElseGet(() -> {
            List<String> handles = channel.peers().stream()
                    .filter(peer -> self.filter(peer::equals).isEmpty())
                    .map(peer -> "@" + handle(peer))
                    .sorted()
                    .toList();
            return handles.isEmpty() ? channel.id().text() : String.join(",", handles);
        });
    }

    private static CliFailure noChannel(String argument) {
        return new CliFailure(
                ExitCode.CONFLICT,
                "not-found",
                "channel: " + argument + " (expected: one that you can see)",
                "gapless channel list, or gapless channel create NAME");
    }
}
