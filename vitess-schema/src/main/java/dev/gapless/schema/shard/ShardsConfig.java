package dev.gapless.schema.shard;

import dev.gapless.protocol.config.ConfigKey;
import dev.gapless.protocol.config.PropertiesFile;
import dev.gapless.protocol.config.Settings;
import dev.gapless.schema.keyspace.KeyRange;
import dev.gapless.schema.keyspace.ShardName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Where the databases are.
///
/// @param mode plain or vtgate
/// @param names of the shards, in key order, covering all keyspace ids without overlap
/// @param urls JDBC URLs, one per name; in vtgate mode one for all
/// @param globalUrl JDBC URL of the unsharded keyspace
/// @param user login
/// @param password login; never shown
/// @param poolSize connections per shard and kind (reads, transactions), 1 to 200
/// @param connectTimeout how long a dead shard makes a caller wait
/// @param socketTimeout how long a silent shard makes a caller wait
/// @param driver further properties of every connection, such as for TLS
/// @param crashPoints where a crash test says at which transaction to stop; empty otherwise
public record ShardsConfig(
        Mode mode,
        List<ShardName> names,
        List<String> urls,
        String globalUrl,
        String user,
        String password,
        int poolSize,
        Duration connectTimeout,
        Duration socketTimeout,
        Map<String, String> driver,
        Optional<Path> crashPoints) {
    /// How shards are reached.
    public enum Mode {
        /// A MySQL or MariaDB database per shard; the application routes.
        PLAIN,
        /// One address of Vitess; vtgate routes.
        VTGATE
    }

    public static final ConfigKey<Mode> MODE = new ConfigKey<>(
            "shards.mode", "plain", "`plain`: a database per shard; `vtgate`: one Vitess address", ShardsConfig::mode);
    public static final ConfigKey<List<String>> NAMES =
            ConfigKey.list("shards.names", "-80,80-", "Key ranges of the shards, in order, covering all keyspace ids");
    public static final ConfigKey<List<String>> URLS = ConfigKey.list(
            "shards.urls", "",
            "JDBC URLs (`jdbc:mysql://host:port/database`), one per name in the same order; one for vtgate");
    public static final ConfigKey<String> GLOBAL_URL =
            ConfigKey.text("shards.global-url", "", "JDBC URL of the unsharded database");
    public static final ConfigKey<String> USER = ConfigKey.text("shards.user", "gapless", "Login of the databases");
    public static final ConfigKey<String> PASSWORD =
            ConfigKey.text("shards.password", "", "Password of the login; better in a file");
    public static final ConfigKey<String> PASSWORD_FILE =
            ConfigKey.text("shards.password-file", "", "File that holds the password; wins over `shards.password`");
    public static final ConfigKey<Integer> POOL_SIZE = ConfigKey.number(
            "shards.pool-size", 12, 1, 200, "Connections per shard, for reading and for transactions each");
    public static final ConfigKey<Duration> CONNECT_TIMEOUT = ConfigKey.duration(
            "shards.connect-timeout", "1s",
            "How long to wait for a connection before a shard counts as dead (250ms or more)");
    public static final ConfigKey<Duration> SOCKET_TIMEOUT = ConfigKey.duration(
            "shards.socket-timeout", "15s",
            "How long to wait for an answer; behind vtgate more than its buffering, say 45s");
    public static final ConfigKey<String> CRASH_POINTS = ConfigKey.text(
            "shards.crash-points",
            "",
            "For crash tests only, empty otherwise: directory in which a file ends the process at the transaction it is named after");

    /// What every connection runs with unless its URL says otherwise: client-side prepared statements, session state that is
    /// known here and not asked for, and no session variables, which would cost a reserved connection behind vtgate.
    private static final Map<String, String> DRIVER_OPTIONS = Map.ofEntries(
            Map.entry("useServerPrepStmts", "false"),
            Map.entry("cachePrepStmts", "true"),
            Map.entry("prepStmtCacheSize", "250"),
            Map.entry("prepStmtCacheSqlLimit", "16384"),
            Map.entry("useLocalSessionState", "true"),
            Map.entry("elideSetAutoCommits", "true"),
            Map.entry("cacheServerConfiguration", "true"),
            Map.entry("maintainTimeStats", "false"),
            Map.entry("tinyInt1isBit", "false"),
            Map.entry("connectionTimeZone", "UTC"),
            Map.entry("characterEncoding", "UTF-8"),
            Map.entry("allowMultiQueries", "false"),
            Map.entry("autoReconnect", "false"),
            Map.entry("tcpKeepAlive", "true"));
    private static final Duration MIN_CONNECT_TIMEOUT = Duration.ofMillis(250);

    public ShardsConfig {
        names = List.copyOf(names);
        urls = List.copyOf(urls);
        driver = Map.copyOf(driver);
        checkCovering(names);
        int wanted = mode == Mode.VTGATE ? 1 : names.size();
        if (urls.size() != wanted) {
            throw new IllegalArgumentException(
                    URLS.name() + ": " + urls.size() + " URLs (expected: " + wanted + ", one per shard)");
        }
        if (globalUrl.isEmpty()) {
            throw new IllegalArgumentException(GLOBAL_URL.name() + ": absent (expected: a JDBC URL)");
        }
        if (connectTimeout.compareTo(MIN_CONNECT_TIMEOUT) < 0) {
            throw new IllegalArgumentException(
                    CONNECT_TIMEOUT.name() + ": " + connectTimeout.toMillis() + "ms (expected: 250ms or more)");
        }
    }

    /// Without further properties.
    public ShardsConfig(
            Mode mode,
            List<ShardName> names,
            List<String> urls,
            String globalUrl,
            String user,
            String password,
            int poolSize,
            Duration connectTimeout,
            Duration socketTimeout) {
        this(mode, names, urls, globalUrl, user, password, poolSize, connectTimeout, socketTimeout, Map.of(),
                Optional.empty());
    }

    /// All keys of this feature.
    public static List<ConfigKey<?>> keys() {
        return List.of(
                MODE, NAMES, URLS, GLOBAL_URL, USER, PASSWORD, PASSWORD_FILE, POOL_SIZE, CONNECT_TIMEOUT,
                SOCKET_TIMEOUT, PropertiesFile.SHARDS, CRASH_POINTS);
    }

    /// Reads the settings, and the password file.
    ///
    /// @throws IllegalArgumentException naming the setting that is wrong
    public static ShardsConfig from(Settings settings) {
        return new ShardsConfig(
                settings.get(MODE),
                settings.get(NAMES).stream().map(ShardName::new).toList(),
                settings.get(URLS),
                settings.get(GLOBAL_URL),
                settings.get(USER),
                password(settings),
                settings.get(POOL_SIZE),
                settings.get(CONNECT_TIMEOUT),
                settings.get(SOCKET_TIMEOUT),
                PropertiesFile.read(settings, PropertiesFile.SHARDS),
                Optional.of(settings.get(CRASH_POINTS)).filter(path -> !path.isEmpty()).map(Path::of));
    }

    /// URL of the shard with this number.
    String url(int shard) {
        return urls.get(mode == Mode.VTGATE ? 0 : shard);
    }

    /// The URL with what it does not say itself.
    String withDriverOptions(String url) {
        StringBuilder full = new StringBuilder(url);
        append(full, "connectTimeout", Long.toString(connectTimeout.toMillis()));
        append(full, "socketTimeout", Long.toString(socketTimeout.toMillis()));
        DRIVER_OPTIONS.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(option -> append(full, option.getKey(), option.getValue()));
        return full.toString();
    }

    private static void append(StringBuilder url, String option, String value) {
        boolean first = url.indexOf("?") < 0;
        if (first || (url.indexOf("?" + option + "=") < 0 && url.indexOf("&" + option + "=") < 0)) {
            url.append(first ? '?' : '&').append(option).append('=').append(value);
        }
    }

    private static Mode mode(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "plain" -> Mode.PLAIN;
            case "vtgate" -> Mode.VTGATE;
            default -> throw new IllegalArgumentException(text + " (expected: plain or vtgate)");
        };
    }

    private static String password(Settings settings) {
        String file = settings.get(PASSWORD_FILE);
        if (file.isEmpty()) {
            return settings.get(PASSWORD);
        }
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(PASSWORD_FILE.name() + ": " + file + " (expected: a readable file)", e);
        }
    }

    private static void checkCovering(List<ShardName> names) {
        long reached = 0;
        for (int i = 0; i < names.size(); i++) {
            KeyRange range = names.get(i).range();
            boolean last = i == names.size() - 1;
            if (range.start() != reached || (range.end() == 0) != last) {
                throw new IllegalArgumentException(
                        NAMES.name() + ": " + names + " (expected: ranges in order that cover all, such as -80,80-)");
            }
            reached = range.end();
        }
        if (names.isEmpty()) {
            throw new IllegalArgumentException(NAMES.name() + ": none (expected: at least one range, such as -)");
        }
    }

    /// Without the password.
    @Override
    public String toString() {
        return "ShardsConfig[" + mode + ", " + names + ", " + urls + ", " + globalUrl + ", user=" + user + "]";
    }
}
