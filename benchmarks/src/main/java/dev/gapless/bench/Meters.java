package dev.gapless.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The gateways' own metrics, summed over all gateways and labels.
final class Meters {
    private final List<URI> servers;
    private final HttpClient http = HttpClient.newHttpClient();

    Meters(List<URI> servers) {
        this.servers = List.copyOf(servers);
    }

    /// Sum of a sample's values.
    ///
    /// @param sample name as `/metrics` shows it
    /// @param label text that its labels hold, empty for any
    double sum(String sample, String label) {
        Pattern line = Pattern.compile("(?m)^" + Pattern.quote(sample) + "(\\{[^}]*})? ([0-9.eE+-]+)");
        double total = 0;
        for (URI server : servers) {
            Matcher found = line.matcher(scrape(server));
            while (found.find()) {
                if (label.isEmpty() || String.valueOf(found.group(1)).contains(label)) {
                    total += Double.parseDouble(found.group(2));
                }
            }
        }
        return total;
    }

    /// Heap bytes in use now, garbage included.
    long heapUsed() {
        return (long) sum("jvm_memory_used_bytes", "area=\"heap\"");
    }

    private String scrape(URI server) {
        try {
            return http.send(
                    HttpRequest.newBuilder(server.resolve("/metrics")).build(),
                    HttpResponse.BodyHandlers.ofString()).body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }
}
