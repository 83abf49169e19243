package dev.gapless.cli.context;

import dev.gapless.cli.CliFailure;
import dev.gapless.cli.ExitCode;
import dev.gapless.protocol.codec.ApiCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The contexts on disk: `contexts/<name>.json` with mode 0600, and `current` with the name used when none is given.
///
/// Files are replaced whole, so a reader never sees half of one.
public final class ContextStore {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9._-]{0,63}");
    private static final String SUFFIX = ".json";

    private final Path directory;
    private final Path currentFile;

    /// @param configDirectory the program's configuration directory; made when something is written
    public ContextStore(Path configDirectory) {
        this.directory = configDirectory.resolve("contexts");
        this.currentFile = configDirectory.resolve("current");
    }

    /// True if the text can be a context's name.
    public static boolean validName(String name) {
        return NAME.matcher(name).matches();
    }

    /// All contexts, by name. A file that is not a context fails the listing by name.
    public List<Context> list() {
        List<String> names = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            files.map(file -> String.valueOf(file.getFileName()))
                    .filter(file -> file.endsWith(SUFFIX))
                    .map(file -> file.substring(0, file.length() - SUFFIX.length()))
                    .filter(ContextStore::validName)
                    .sorted()
                    .forEach(names::add);
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return names.stream().map(name -> find(name).orElseThrow()).toList();
    }

    /// A context by name.
    public Optional<Context> find(String name) {
        if (!validName(name)) {
            return Optional.empty();
        }
        Path file = file(name);
        try {
            return Optional.of(ApiCodec.read(Files.readAllBytes(file), Context.class));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw unreadable(file, String.valueOf(e.getMessage()));
        } catch (IllegalArgumentException e) {
            throw unreadable(file, "not a context");
        }
    }

    /// Name of the context used when none is given.
    public Optional<String> current() {
        try {
            return Optional.of(Files.readString(currentFile).strip()).filter(ContextStore::validName);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /// Writes a context, replacing one of the same name.
    public void save(Context context) {
        if (!validName(context.name())) {
            throw CliFailure.usage(
                    "context name: " + context.name() + " (expected: letters, digits, '.', '_' or '-')",
                    "choose another name");
        }
        replace(file(context.name()), ApiCodec.write(context));
    }

    /// Makes a context the one used when none is given.
    public void use(String name) {
        replace(currentFile, (name + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /// Removes a context if it is there.
    public void remove(String name) {
        try {
            Files.deleteIfExists(file(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Keeps a token in a file of its own, readable by the owner only.
    ///
    /// @return the file
    public Path saveToken(String name, String token) {
        Path file = directory.resolve(name + ".token");
        replace(file, (token + "\n").getBytes(StandardCharsets.UTF_8));
        return file;
    }

    private Path file(String name) {
        return directory.resolve(name + SUFFIX);
    }

    private void replace(Path file, byte[] content) {
        try {
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Path fresh = Files.createTempFile(
                    directory,
                    ".new",
                    "",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.write(fresh, content);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new CliFailure(
                    ExitCode.FAILED,
                    "not-written",
                    file + ": cannot be written (" + e.getMessage() + ")",
                    "check the directory's permissions, or set XDG_CONFIG_HOME");
        }
    }

    private static CliFailure unreadable(Path file, String why) {
        return new CliFailure(
                ExitCode.FAILED,
                "bad-context",
                file + ": " + why + " (expected: a context written by `gapless context add` or `gapless up`)",
                "remove the file, then add the context again");
    }
}
