package dev.gapless.bench;

import java.net.URI;
import java.util.List;

/// Mean of a summary of the gateways' metrics between two looks, such as the number of sends per transaction.
final class BatchSizes {
    private final Meters meters;
    private final String summary;
    private double sum;
    private double count;

    /// @param summary name of the metric, such as `posting_batch`
    BatchSizes(List<URI> servers, String summary) {
        this.meters = new Meters(servers);
        this.summary = summary;
    }

    void begin() {
        sum = meters.sum(summary + "_sum", "");
        count = meters.sum(summary + "_count", "");
    }

    /// The mean since [#begin]; 0 if there were none.
    double mean() {
        double counted = meters.sum(summary + "_count", "") - count;
        return counted == 0 ? 0 : (meters.sum(summary + "_sum", "") - sum) / counted;
    }
}
