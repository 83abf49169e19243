package dev.gapless.cli.admin;

import dev.gapless.cli.CliFailure;
import dev.gapless.cli.Session;
import dev.gapless.cli.output.SafeText;
import dev.gapless.protocol.api.PutRetention;
import dev.gapless.protocol.api.RetentionRuleView;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "set",
        description = "Set how long a workspace or a channel keeps its events; what is older goes with the next run.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  gapless retention set --keep 365d --workspace acme --reason policy-9 --yes",
            "  gapless retention set --keep 30d --channel '#random' --workspace acme --reason policy-9 --yes",
            "  gapless retention set --keep inherit --channel '#random' --workspace acme --reason policy-9 --yes"
        })
final class RetentionSetCommand extends WriteCommand {
    @Option(
            names = "--keep",
            paramLabel = "SPAN",
            required = true,
            description = "Such as 30d; forever; or, for a channel, inherit: as the workspace.")
    @SuppressWarnings("NullAway.Init") // required, so picocli sets it before run
    private String keep;

    @Option(names = "--channel", paramLabel = "CHANNEL", description = "A channel, instead of the workspace.")
    private @Nullable String channel;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli before run
    private WorkspaceOption workspace;

    RetentionSetCommand(Session session) {
        super(session);
    }

    @Override
    public void run() {
        String slug = workspace.slug(session);
        Optional<String> named = Optional.ofNullable(channel).map(AdminChannels::bare);
        options.moderate(session, "keep events of " + Optional.ofNullable(channel).orElse(slug) + ": " + keep);
        if (keep.equals("inherit")) {
            String given = named.orElseThrow(
                    () -> CliFailure.usage("--keep: inherit (expected: with --channel)", "name the channel"));
            show(admin().unsetRetention(slug, given, terms()));
            return;
        }
        Optional<Long> keepMs =
                keep.equals("forever") ? Optional.empty() : Optional.of(Spans.millis("--keep", keep));
        show(admin().setRetention(slug, named, new PutRetention(keepMs), terms()));
    }

    private void show(RetentionRuleView view) {
        show(view, () -> SafeText.line(Optional.ofNullable(channel).orElse("workspace")) + "  "
                + RetentionGetCommand.keep(view));
    }
}
