package dev.gapless.cli.context;

import dev.gapless.cli.CliFailure;
import dev.gapless.cli.ExitCode;
import dev.gapless.client.HttpOptions;
import dev.gapless.protocol.tls.Trust;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLContext;

/// A person (or operator) at an installation.
///
/// @param name name of the context
/// @param servers base URLs of gateways; an operator's are for the contexts of the users that it makes
/// @param admin base URL of the control plane; makes this an operator's context
/// @param workspace slug of the workspace
/// @param handle who, in that workspace
/// @param tokenFile file that holds the token
/// @param token the token itself, when there is no file
/// @param labels what its owner said of it, such as `chaos-ok`: faults are allowed there
/// @param authority PEM file of those behind the servers' certificates, if they are not among those the JDK knows
public record Context(
        String name,
        List<String> servers,
        Optional<String> admin,
        Optional<String> workspace,
        Optional<String> handle,
        Optional<String> tokenFile,
        Optional<String> token,
        Optional<List<String>> labels,
        Optional<String> authority) {
    public Context {
        servers = List.copyOf(servers);
        labels = labels.map(List::copyOf);
    }

    /// A context without labels.
    public Context(
            String name,
            List<String> servers,
            Optional<String> admin,
            Optional<String> workspace,
            Optional<String> handle,
            Optional<String> tokenFile,
            Optional<String> token) {
        this(name, servers, admin, workspace, handle, tokenFile, token, Optional.empty(), Optional.empty());
    }

    /// Whether its owner gave it this label.
    public boolean labelled(String label) {
        return labels.orElse(List.of()).contains(label);
    }

    /// This context with one more label.
    Context withLabel(String label) {
        List<String> more = new ArrayList<>(labels.orElse(List.of()));
        if (!more.contains(label)) {
            more.add(label);
        }
        return new Context(name, servers, admin, workspace, handle, tokenFile, token, Optional.of(more), authority);
    }

    /// This context with other authorities behind the servers' certificates.
    ///
    /// @param file PEM
    public Context believing(Path file) {
        return new Context(
                name, servers, admin, workspace, handle, tokenFile, token, labels,
                Optional.of(file.toAbsolutePath().normalize().toString()));
    }

    /// How its servers are asked.
    ///
    /// @throws CliFailure `bad-authority` if the file of the authorities cannot be used
    public HttpOptions http(RandomGenerator random) {
        return trust().map(trust -> HttpOptions.trusting(trust, random)).orElseGet(() -> HttpOptions.standard(random));
    }

    /// Whom it believes; empty for whom the JDK believes.
    ///
    /// @throws CliFailure `bad-authority` if the file of the authorities cannot be used
    public Optional<SSLContext> trust() {
        try {
            return authority.map(file -> Trust.in(Path.of(file)));
        } catch (IllegalArgumentException e) {
            throw new CliFailure(
                    ExitCode.USAGE,
                    "bad-authority",
                    "context " + name + ": " + e.getMessage(),
                    "gapless context add " + name + " --cacert FILE");
        }
    }

    /// The token stays out of messages.
    @Override
    public String toString() {
        return "Context[" + name + "]";
    }

    /// True if the token is an operator's, which is nobody in any workspace.
    public boolean operator() {
        return admin.isPresent();
    }

    /// Base URLs of gateways.
    ///
    /// @throws CliFailure `no-server` if the context has none or is an operator's
    public List<URI> serverUris() {
        if (servers.isEmpty() || operator()) {
            throw new CliFailure(
                    ExitCode.USAGE,
                    "no-server",
                    "context " + name + ": not a person (expected: a context of somebody in a workspace)",
                    "gapless context list, then add --as NAME");
        }
        return servers.stream().map(URI::create).toList();
    }

    /// Base URL of the control plane.
    ///
    /// @throws CliFailure `no-admin` if the context has none
    public URI adminUri() {
        return URI.create(admin.orElseThrow(() -> new CliFailure(
                ExitCode.USAGE,
                "no-admin",
                "context " + name + ": no admin address (expected: an operator's context)",
                "use --as admin, or gapless context add NAME --admin URL --token-file FILE")));
    }

    /// The token, read from its file if it is in one.
    ///
    /// @throws CliFailure `no-token` if there is none or the file cannot be read
    public String secret() {
        if (token.isPresent()) {
            return token.get();
        }
        String file = tokenFile.orElseThrow(() -> noToken("none given"));
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (IOException e) {
            throw noToken(file + " cannot be read");
        }
    }

    private CliFailure noToken(String why) {
        return new CliFailure(
                ExitCode.AUTHENTICATION,
                "no-token",
                "context " + name + ": token " + why + " (expected: a readable token file)",
                "gapless context add " + name + " --token-file FILE");
    }
}
