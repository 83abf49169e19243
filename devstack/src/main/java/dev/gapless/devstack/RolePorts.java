package dev.gapless.devstack;

import dev.gapless.devstack.process.Ports;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The ports of gateways and control plane for one start.
///
/// A port that was asked for must be free. Without a wish a role comes back where it was, since contexts and bookmarks point
/// there; if another program took that port meanwhile, a person is told, and the choice is that of a first start.
///
/// @param gateways one per gateway
/// @param control of the control plane
record RolePorts(List<Integer> gateways, int control) {
    private static final String CONTROL = "control";
    private static final String REMEDY = "end the program that uses it, or choose another with ";

    RolePorts {
        gateways = List.copyOf(gateways);
    }

    /// Chooses.
    ///
    /// @param last ports of the last start on the directory by part, see [#byPart]
    /// @throws DevStackException if a port is in use that was asked for, or the default one of a first start
    static RolePorts choose(DevStackOptions options, Map<String, Integer> last, Ports free) {
        int first = one(options, options.httpPort(), gateway(1), last, DevStackOptions.DEFAULT_HTTP_PORT, free);
        int control = one(options, options.adminPort(), CONTROL, last, DevStackOptions.DEFAULT_ADMIN_PORT, free);
        List<Integer> gateways = new ArrayList<>(List.of(first));
        for (int number = 2; number <= options.gateways(); number++) {
            int next = gateways.getLast() + 1 == control ? control + 1 : gateways.getLast() + 1;
            gateways.add(switch (options.httpPort()) {
                case DevStackOptions.LAST_PORT -> free.freeOr(last.getOrDefault(gateway(number), next));
                case 0 -> free.free();
                default -> asked(gateway(number), next, "--port", free);
            });
        }
        return new RolePorts(gateways, control);
    }

    /// For the layout: what [#choose] wants to see at the next start.
    Map<String, Integer> byPart() {
        Map<String, Integer> ports = new TreeMap<>();
        for (int i = 0; i < gateways.size(); i++) {
            ports.put(gateway(i + 1), gateways.get(i));
        }
        ports.put(CONTROL, control);
        return ports;
    }

    private static int one(
            DevStackOptions options, int wanted, String part, Map<String, Integer> last, int standard, Ports free) {
        String option = part.equals(CONTROL) ? "--admin-port" : "--port";
        if (wanted == 0) {
            return free.free();
        }
        if (wanted != DevStackOptions.LAST_PORT) {
            return asked(part, wanted, option, free);
        }
        int before = last.getOrDefault(part, standard);
        if (before != standard) {
            if (free.take(before)) {
                return before;
            }
            options.progress()
                    .accept(part + ": another program has port " + before + ", where it was; taking " + standard);
        }
        return asked(part, standard, option, free);
    }

    private static int asked(String part, int port, String option, Ports free) {
        Ports.requireFree(part, port, REMEDY + option);
        free.take(port);
        return port;
    }

    private static String gateway(int number) {
        return "gateway-" + number;
    }
}
