package dev.gapless.devstack.kafka;

/// One more way into the broker, for one user of it: an experiment puts a proxy in front.
///
/// @param user of letters, digits and `-`, such as `gateway-1` or `fanout`
/// @param port where the broker listens for it, on 127.0.0.1
/// @param advertised port by which the broker tells this user where it is: the proxy's
public record BrokerDoor(String user, int port, int advertised) {
    public BrokerDoor {
        if (!user.matches("[a-z0-9-]+")) {
            throw new IllegalArgumentException("user: " + user + " (expected: a-z, 0-9 and -)");
        }
    }

    /// Reads what [#toString] writes.
    static BrokerDoor parse(String text) {
        String[] parts = text.split(":", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException("door: " + text + " (expected: USER:PORT:ADVERTISED)");
        }
        return new BrokerDoor(parts[0], Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
    }

    /// What the user is given.
    public String bootstrap() {
        return "127.0.0.1:" + advertised;
    }

    String listener() {
        return user.toUpperCase(java.util.Locale.ROOT).replace('-', '_');
    }

    @Override
    public String toString() {
        return user + ":" + port + ":" + advertised;
    }
}
