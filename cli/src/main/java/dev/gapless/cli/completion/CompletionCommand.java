package dev.gapless.cli.completion;

import dev.gapless.cli.Session;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `gapless completion`: the completion script of a shell, made from the commands.
@Command(
        name = "completion",
        description = "Print a completion script for bash or zsh.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  source <(gapless completion bash)                                   this shell",
            "  gapless completion zsh > ~/.zfunc/_gapless                          zsh, with ~/.zfunc in fpath",
            "  gapless completion bash > ~/.local/share/bash-completion/completions/gapless"
        })
public final class CompletionCommand implements Runnable {
    /// Shells that there is a script for. zsh runs the bash script through its own `bashcompinit`.
    enum Shell {
        BASH,
        ZSH
    }

    private final Session session;

    @Parameters(paramLabel = "SHELL", description = "bash or zsh.")
    @SuppressWarnings("NullAway.Init") // required, so picocli sets it before run
    private Shell shell;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before run
    private CommandSpec spec;

    public CompletionCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        String script = AutoComplete.bash("gapless", spec.root().commandLine());
        session.world().out().text(shell == Shell.ZSH ? "#compdef gapless\n" + script : script);
    }
}
