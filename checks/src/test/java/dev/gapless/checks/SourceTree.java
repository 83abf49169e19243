package dev.gapless.checks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/// The project's own text files: everything below the root but build output, version control and editor folders.
///
/// @param root  the folder of the root pom.xml
/// @param files sorted by path
record SourceTree(Path root, List<SourceFile> files) {
    private static final Set<String> NOT_OURS =
            Set.of("target", ".git", ".idea", ".vscode", ".settings", ".claude", "runs");
    private static final Set<String> TEXT =
            Set.of("java", "md", "xml", "yaml", "yml", "json", "sql", "properties", "sh",
                    "txt", "html", "css", "js", "config", "gitignore", "jsonl", "graphql", "svg");
    private static final Set<String> TEXT_BY_NAME = Set.of("gapless", "run", "LICENSE", "NOTICE");

    SourceTree {
        files = List.copyOf(files);
    }

    /// Reads the tree that the running test belongs to.
    static SourceTree read() {
        Path root = projectRoot();
        return new SourceTree(root, filesBelow(root));
    }

    /// The folder of the root pom.xml, above the one that the tests run in.
    static Path projectRoot() {
        Path start = Path.of("").toAbsolutePath();
        for (Path folder = start; folder != null; folder = folder.getParent()) {
            if (Files.isRegularFile(folder.resolve("checks/pom.xml"))) {
                return folder;
            }
        }
        throw new IllegalStateException("no project root above " + start);
    }

    /// The Java sources that ship: `<module>/src/main/java`.
    List<SourceFile> mainJava() {
        return files.stream().filter(file -> file.isJava() && file.path().contains("/src/main/java/")).toList();
    }

    /// The Java sources of tests: `<module>/src/test/java`.
    List<SourceFile> testJava() {
        return files.stream().filter(file -> file.isJava() && file.path().contains("/src/test/java/")).toList();
    }

    List<SourceFile> markdown() {
        return files.stream().filter(file -> file.path().endsWith(".md")).toList();
    }

    private static List<SourceFile> filesBelow(Path root) {
        List<SourceFile> found = new ArrayList<>();
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    return NOT_OURS.contains(name(folder)) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    if (attributes.isRegularFile() && isText(name(file))) {
                        String path = root.relativize(file).toString().replace('\\', '/');
                        found.add(new SourceFile(path, Files.readString(file)));
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        found.sort(Comparator.comparing(SourceFile::path));
        return found;
    }

    private static boolean isText(String name) {
        return TEXT_BY_NAME.contains(name) || TEXT.contains(name.substring(name.lastIndexOf('.') + 1));
    }

    private static String name(Path path) {
        return String.valueOf(path.getFileName());
    }
}
