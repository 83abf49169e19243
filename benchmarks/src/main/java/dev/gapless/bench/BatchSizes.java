package dev.gapless.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Mean number of sends per transaction between two looks at the gateways' metrics.
final class BatchSizes {
    private static final Pattern SAMPLE =
            Pattern.compile("(?m)^posting_batch_(sum|count)(?:\\{[^}]*})? ([0-9.eE+]+)");

    private final List<URI> servers;
    private final HttpClient http = HttpClient.newHttpClient();
    private double sum;
    private double count;

    BatchSizes(List<URI> servers) {
        this.servers = servers;
    }

    void begin() {
        double[] now = read();
        sum = now[0];
        count = now[1];
    }

    /// Sends per transaction since [#begin]; 0 if there were none.
    double mean() {
        double[] now = read();
        return now[1] == count ? 0 : (now[0] - sum) / (now[1] - count);
    }

    private double[] read() {
        double[] totals = new double[2];
        for (URI server : servers) {
            try {
                HttpResponse<String> answer = http.send(
                        HttpRequest.newBuilder(server.resolve("/metrics")).build(),
                        HttpResponse.BodyHandlers.ofString());
                Matcher samples = SAMPLE.matcher(answer.body());
                while (samples.find()) {
                    totals[samples.group(1).equals("sum") ? 0 : 1] += Double.parseDouble(samples.group(2));
                }
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return totals;
    }
}
