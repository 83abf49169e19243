package dev.gapless.cli;

/// The entry point of the `gapless` command. Exit codes: 0 done, 2 not understood.
public final class GaplessCli {
    private GaplessCli() {}

    public static void main(String[] args) {
        if (args.length == 1 && args[0].equals("--version")) {
            System.out.println("gapless 0.1.0-SNAPSHOT");
            return;
        }
        System.err.println("usage: gapless --version");
        System.exit(2);
    }
}
