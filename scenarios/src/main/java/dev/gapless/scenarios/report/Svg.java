package dev.gapless.scenarios.report;

import java.util.List;
import java.util.Locale;

/// Charts over time as inline SVG, drawn by hand: bands for faults, lines and bars for numbers.
final class Svg {
    static final int WIDTH = 960;
    private static final int LEFT = 64;
    private static final int RIGHT = 12;
    private static final int TOP = 18;
    private static final int BOTTOM = 22;

    private final StringBuilder out = new StringBuilder();
    private final int height;
    private final double seconds;
    private final double highest;

    /// A span of time with a name.
    record Band(String name, double from, double to) {}

    /// A point: second and value.
    record Point(double at, double value) {}

    /// @param title above the chart
    /// @param unit of the values
    Svg(String title, String unit, int height, double seconds, double highest) {
        this.height = height;
        this.seconds = Math.max(1, seconds);
        this.highest = highest <= 0 ? 1 : highest;
        out.append(String.format(
                Locale.ROOT,
                "<figure><figcaption>%s</figcaption><svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">",
                Html.text(title), WIDTH, height, Html.text(title)));
        for (int i = 0; i <= 4; i++) {
            double value = this.highest * i / 4;
            line("grid", LEFT, y(value), WIDTH - RIGHT, y(value));
            text("axis", LEFT - 6, y(value) + 4, "end", number(value) + (i == 4 ? " " + unit : ""));
        }
        double step = step(this.seconds);
        for (double at = 0; at <= this.seconds; at += step) {
            text("axis", x(at), height - 6, "middle", number(at) + " s");
        }
    }

    /// Named bars below each other over the same time.
    ///
    /// @param phases how many of them are phases; the others are faults
    static String bars(String title, double seconds, List<Band> bars, int phases) {
        int row = 22;
        int height = TOP + row * bars.size() + BOTTOM;
        Svg svg = new Svg(seconds, height);
        svg.out.append(String.format(
                Locale.ROOT,
                "<figure><figcaption>%s</figcaption><svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">",
                Html.text(title), WIDTH, height, Html.text(title)));
        double step = step(svg.seconds);
        for (double at = 0; at <= svg.seconds; at += step) {
            svg.line("grid", svg.x(at), TOP, svg.x(at), height - BOTTOM);
            svg.text("axis", svg.x(at), height - 6, "middle", number(at) + " s");
        }
        for (int i = 0; i < bars.size(); i++) {
            Band bar = bars.get(i);
            double left = svg.x(bar.from());
            double width = Math.max(3, svg.x(bar.to()) - left);
            svg.out.append(String.format(
                    Locale.ROOT,
                    "<rect class=\"%s\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"3\"/>",
                    i < phases ? "phase" : "bar", left, TOP + row * i + 3, width, row - 6));
            boolean right = left + width + 160 < WIDTH;
            svg.text("word a", right ? left + width + 6 : Math.max(LEFT, left - 6), TOP + row * i + row / 2 + 4,
                    right ? "start" : "end", bar.name());
        }
        return svg.end();
    }

    private Svg(double seconds, int height) {
        this.seconds = Math.max(1, seconds);
        this.height = height;
        this.highest = 1;
    }

    Svg bands(List<Band> bands) {
        for (Band band : bands) {
            double width = Math.max(2, x(Math.min(band.to(), seconds)) - x(band.from()));
            out.append(String.format(
                    Locale.ROOT,
                    "<rect class=\"band\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\"><title>%s</title></rect>",
                    x(band.from()), TOP, width, height - TOP - BOTTOM, Html.text(band.name())));
        }
        return this;
    }

    Svg line(String style, List<Point> points) {
        StringBuilder path = new StringBuilder();
        for (Point point : points) {
            path.append(path.isEmpty() ? "M" : "L")
                    .append(String.format(Locale.ROOT, "%.1f %.1f ", x(point.at()), y(point.value())));
        }
        out.append("<path class=\"").append(style).append("\" d=\"").append(path).append("\"/>");
        return this;
    }

    Svg dots(String style, List<Point> points) {
        points.forEach(point -> out.append(String.format(
                Locale.ROOT, "<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"2\"/>", style, x(point.at()),
                y(point.value()))));
        return this;
    }

    String end() {
        return out.append("</svg></figure>").toString();
    }

    private void line(String style, double x1, double y1, double x2, double y2) {
        out.append(String.format(
                Locale.ROOT, "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>", style, x1, y1, x2,
                y2));
    }

    private void text(String style, double x, double y, String anchor, String text) {
        out.append(String.format(
                Locale.ROOT, "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>", style, x, y,
                anchor,
                Html.text(text)));
    }

    private double x(double at) {
        return LEFT + Math.clamp(at / seconds, 0, 1) * (WIDTH - LEFT - RIGHT);
    }

    private double y(double value) {
        return height - BOTTOM - Math.clamp(value / highest, 0, 1) * (height - TOP - BOTTOM);
    }

    private static double step(double span) {
        for (double step : new double[] {1, 2, 5, 10, 15, 30, 60, 120, 300, 600}) {
            if (span / step <= 12) {
                return step;
            }
        }
        return Math.ceil(span / 12);
    }

    private static String number(double value) {
        return value >= 10 || value == Math.rint(value)
                ? Long.toString(Math.round(value))
                : String.format(Locale.ROOT, "%.1f", value);
    }
}
