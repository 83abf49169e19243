package dev.gapless.cli;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/// The version, from the manifest of the JAR.
final class Version implements IVersionProvider {
    static String text() {
        return "gapless "
                + Optional.ofNullable(Version.class.getPackage().getImplementationVersion()).orElse("0.1.0-SNAPSHOT");
    }

    @Override
    public String[] getVersion() { return new String[] {text()}; }
}
