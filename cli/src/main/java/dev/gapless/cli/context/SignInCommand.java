package dev.gapless.cli.context;

import dev.gapless.cli.CliFailure;
import dev.gapless.cli.Session;
import dev.gapless.cli.issuer.Browser;
import dev.gapless.cli.issuer.BrowserFlow;
import dev.gapless.cli.issuer.DeviceFlow;
import dev.gapless.cli.issuer.IdToken;
import dev.gapless.cli.issuer.Issuer;
import dev.gapless.cli.output.SafeText;
import dev.gapless.cli.talk.Keys;
import dev.gapless.client.AdminClient;
import dev.gapless.client.AdminTerms;
import dev.gapless.client.ApiException;
import dev.gapless.client.Endpoint;
import dev.gapless.client.HttpOptions;
import dev.gapless.protocol.api.CreatedToken;
import dev.gapless.protocol.api.SignIn;
import dev.gapless.protocol.error.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "sign-in",
        description = {
            "Sign in at your organisation's OpenID Connect issuer, and keep it as a context.",
            "",
            "Opens your browser, and waits until you are through; with --device, the browser may be on another machine. The context holds an"
                    + " access token that ends by itself; sign in again then. The issuer is the one that the control plane names."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  gapless sign-in work --admin https://admin.example.com --server https://chat.example.com --workspace acme",
            "  gapless sign-in work-admin --admin https://admin.example.com --workspace acme --scope admin --device",
            "  get-id-token | gapless sign-in work --admin https://admin.example.com --server https://chat.example.com \\",
            "      --workspace acme --id-token-file -"
        })
final class SignInCommand implements Runnable {
    private static final int MAX_TOKEN_BYTES = 64 * 1024;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Session session;

    @Parameters(paramLabel = "NAME", description = "Name of the context.")
    @SuppressWarnings("NullAway.Init") // required, so picocli sets it before run
    private String name;

    @Option(names = "--admin", paramLabel = "URL", required = true, description = "Base URL of the control plane.")
    @SuppressWarnings("NullAway.Init") // required, so picocli sets it before run
    private String admin;

    @Option(names = "--server", paramLabel = "URL", description = "Base URL of a gateway; may be given several times.")
    private List<String> servers = List.of();

    @Option(names = "--workspace", paramLabel = "SLUG", required = true, description = "The workspace.")
    @SuppressWarnings("NullAway.Init") // required, so picocli sets it before run
    private String workspace;

    @Option(
            names = "--id-token-file",
            paramLabel = "FILE",
            description = "File with an ID token that you have already, or - for standard input.")
    private @Nullable String idTokenFile;

    @Option(names = "--device", description = "Show a code to type into a browser on any machine.")
    private boolean device;

    @Option(names = "--no-browser", description = "Only show the address, for you to open on this machine.")
    private boolean noBrowser;

    @Option(
            names = "--scope",
            paramLabel = "SCOPE",
            defaultValue = "user",
            description = "user to talk, admin to administer, auditor to read the record (default: user).")
    @SuppressWarnings("NullAway.Init") // has a default
    private String scope;

    @Option(
            names = "--cacert",
            paramLabel = "FILE",
            description = "PEM file of the authority behind the servers' certificates (default: those that Java knows).")
    private @Nullable Path authority;

    @Option(
            names = "--issuer-cacert",
            paramLabel = "FILE",
            description = "PEM file of the authority behind the issuer's certificate (default: those that Java knows).")
    private @Nullable Path issuerAuthority;

    SignInCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        boolean talks = scope.equals("user");
        ContextAddCommand.checkUrl(admin);
        servers.forEach(ContextAddCommand::checkUrl);
        if (!ContextStore.validName(name)) {
            throw CliFailure.usage(
                    "context name: " + name + " (expected: letters, digits, '.', '_' or '-')", "choose another name");
        }
        if (device && idTokenFile != null) {
            throw CliFailure.usage("sign-in: --device and --id-token-file (expected: one of them)", "leave one out");
        }
        if (talks && servers.isEmpty()) {
            throw CliFailure.usage("sign-in: no address (expected: --server, to talk)", "add one, or --scope admin");
        }
        Context bare = new Context(
                name,
                servers,
                talks ? Optional.empty() : Optional.of(admin),
                Optional.of(workspace),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        Context context = authority == null ? bare : bare.believing(authority);
        AdminClient control =
                AdminClient.withoutToken(Endpoint.of(admin), context.http(session.world().random()));
        IdToken idToken =
                idTokenFile == null ? fromIssuer(control, bare) : new IdToken(given(idTokenFile), Optional.empty());
        CreatedToken made = signIn(
                control, new SignIn(idToken.text(), workspace, Optional.of(List.of(scope)), idToken.nonce()));
        Path file = session.contexts().saveToken(name, made.token());
        Context signedIn = new Context(
                name,
                servers,
                bare.admin(),
                bare.workspace(),
                Optional.of(made.user().handle()),
                Optional.of(file.toString()),
                Optional.empty(),
                Optional.empty(),
                context.authority());
        session.contexts().save(signedIn);
        session.results().one(made.detail(), () -> List.of("signed in as " + SafeText.line("@" + made.user().handle())
                + made.detail().expiresMs().map(ms -> " until " + Instant.ofEpochMilli(ms)).orElse("")));
        session.notice("next: gapless doctor --as " + name);
    }

    private CreatedToken signIn(AdminClient control, SignIn request) {
        try {
            return control.signIn(request, AdminTerms.of(Keys.of(session, null)));
        } catch (ApiException e) {
            if (e.is(ErrorCode.UNAUTHENTICATED)) {
                throw CliFailure.of(ErrorCode.UNAUTHENTICATED, e.text())
                        .withNext("sign in as somebody of the workspace, or ask who administers it");
            }
            throw e;
        }
    }

    private IdToken fromIssuer(AdminClient control, Context bare) {
        RandomGenerator random = session.world().random();
        HttpOptions options = (issuerAuthority == null ? bare : bare.believing(issuerAuthority)).http(random);
        Issuer issuer = Issuer.find(control.signInOffer(), options.http());
        if (device) {
            return new DeviceFlow(issuer, options.sleeper()).ask((page, code) -> session.notice(
                    "open " + SafeText.line(page.toString()) + " anywhere and type " + SafeText.line(code)));
        }
        return new BrowserFlow(issuer, random, PATIENCE).ask(page -> {
            session.notice("sign in with your browser: " + page);
            if (!noBrowser) {
                Browser.open(session.world(), page);
            }
        });
    }

    private String given(String file) {
        try {
            byte[] text = file.equals("-")
                    ? session.world().in().readNBytes(MAX_TOKEN_BYTES)
                    : Files.readAllBytes(Path.of(file));
            return new String(text, StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw CliFailure.usage("--id-token-file: " + file + " (expected: a readable file, or -)", "name another");
        }
    }
}
