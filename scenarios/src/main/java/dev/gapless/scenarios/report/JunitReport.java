package dev.gapless.scenarios.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/// Results as JUnit XML: one suite for the scenario, one case per promise, guard and threshold. What is inconclusive is skipped, with the
/// reason.
public final class JunitReport {
    private JunitReport() {}

    private record Case(String group, String name, String verdict, String text) {}

    public static String xml(JsonNode results) {
        List<Case> cases = cases(results);
        StringWriter text = new StringWriter();
        try {
            XMLStreamWriter xml = XMLOutputFactory.newInstance().createXMLStreamWriter(text);
            xml.writeStartDocument();
            xml.writeCharacters("\n");
            xml.writeStartElement("testsuite");
            xml.writeAttribute("name", results.path("scenario").asText());
            xml.writeAttribute("tests", Integer.toString(cases.size()));
            xml.writeAttribute("failures", Long.toString(count(cases, "violated")));
            xml.writeAttribute("skipped", Long.toString(count(cases, "inconclusive")));
            xml.writeAttribute("errors", "error".equals(results.path("verdict").asText()) ? "1" : "0");
            xml.writeAttribute(
                    "time", String.format(Locale.ROOT, "%.3f", results.path("load_ms").asLong() / 1000.0));
            xml.writeCharacters("\n  ");
            xml.writeStartElement("properties");
            property(xml, "seed", results.path("seed").asText());
            property(xml, "verdict", results.path("verdict").asText());
            property(xml, "replay", results.path("replay").asText());
            xml.writeEndElement();
            for (Case each : cases) {
                write(xml, results.path("scenario").asText(), each);
            }
            xml.writeCharacters("\n");
            xml.writeEndElement();
            xml.writeCharacters("\n");
            xml.writeEndDocument();
            xml.close();
            return text.toString();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("writing to memory does not fail", e);
        }
    }

    private static List<Case> cases(JsonNode results) {
        List<Case> cases = new ArrayList<>();
        results.path("invariants").forEach(check -> {
            List<String> story = new ArrayList<>();
            check.path("violations").path(0).path("story").forEach(line -> story.add(line.asText()));
            cases.add(new Case(
                    "invariant", check.path("name").asText(), check.path("verdict").asText(),
                    String.join("\n", story)));
        });
        results.path("exercised").forEach(guard -> cases.add(new Case(
                "exercised",
                guard.path("shown").asText(),
                guard.path("ok").asBoolean() ? "pass" : "inconclusive",
                guard.path("happened").asText() + " times (expected: at least " + guard.path("min").asText() + ")")));
        results.path("thresholds").forEach(threshold -> cases.add(new Case(
                "threshold",
                threshold.path("expr").asText() + " " + threshold.path("phase").asText(),
                threshold.path("ok").asBoolean() ? "pass" : threshold.has("value") ? "violated" : "inconclusive",
                threshold.path("shown").asText("nothing measured"))));
        for (JsonNode compared : List.of(results.path("thresholds"), results.path("baseline").path("figures"))) {
            compared.valueStream().filter(each -> each.has("regressed")).forEach(each -> cases.add(new Case(
                    "baseline",
                    each.path("figure").asText(each.path("expr").asText() + " " + each.path("phase").asText()),
                    each.path("regressed").asBoolean() ? "violated" : "pass",
                    each.path("shown").asText() + " (expected: at most "
                            + results.path("baseline").path("tolerated_percent").asText() + " % worse than "
                            + each.path("baseline_shown").asText() + ")")));
        }
        return cases;
    }

    private static void write(XMLStreamWriter xml, String suite, Case each) throws XMLStreamException {
        xml.writeCharacters("\n  ");
        xml.writeStartElement("testcase");
        xml.writeAttribute("classname", suite + "." + each.group());
        xml.writeAttribute("name", each.name());
        switch (each.verdict()) {
            case "violated" -> {
                xml.writeStartElement("failure");
                xml.writeAttribute("message", each.text().lines().findFirst().orElse("violated"));
                xml.writeCharacters(each.text());
                xml.writeEndElement();
            }
            case "inconclusive" -> {
                xml.writeEmptyElement("skipped");
                xml.writeAttribute("message", "inconclusive: " + each.text());
            }
            default -> {}
        }
        xml.writeEndElement();
    }

    private static void property(XMLStreamWriter xml, String name, String value) throws XMLStreamException {
        xml.writeEmptyElement("property");
        xml.writeAttribute("name", name);
        xml.writeAttribute("value", value);
    }

    private static long count(List<Case> cases, String verdict) {
        return cases.stream().filter(each -> each.verdict().equals(verdict)).count();
    }
}
