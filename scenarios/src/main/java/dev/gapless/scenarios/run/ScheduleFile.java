package dev.gapless.scenarios.run;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.gapless.scenarios.format.FaultSpec;
import dev.gapless.scenarios.format.Load;
import dev.gapless.scenarios.run.Schedule.Act;
import dev.gapless.scenarios.run.Schedule.Device;
import dev.gapless.scenarios.run.Schedule.Room;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Writes `schedule.jsonl`: everything that was decided before the run. The same scenario and seed give the same bytes.
final class ScheduleFile {
    private ScheduleFile() {}

    static void write(Schedule schedule, Path path) {
        List<Load> loads = schedule.scenario().loads();
        try (Writer writer = Files.newBufferedWriter(path, StandardCharsets.UTF_8);
                JsonGenerator json = new JsonFactory().createGenerator(writer).setRootValueSeparator(null)) {
            json.writeStartObject();
            json.writeStringField("scenario", schedule.scenario().metadata().name());
            json.writeNumberField("seed", schedule.seed().value());
            json.writeNumberField("people", schedule.people().size());
            json.writeNumberField("sends", schedule.sends());
            end(json);
            for (Room room : schedule.channels()) {
                json.writeStartObject();
                json.writeNumberField("channel", room.number());
                json.writeStringField("name", room.name());
                json.writeArrayFieldStart("members");
                for (int member : room.members()) {
                    json.writeNumber(member);
                }
                json.writeEndArray();
                end(json);
            }
            for (Device device : schedule.devices()) {
                json.writeStartObject();
                json.writeNumberField("device", device.number());
                json.writeNumberField("person", device.person());
                json.writeBooleanField("online", device.online());
                end(json);
            }
            for (FaultSpec fault : schedule.scenario().faults()) {
                json.writeStartObject();
                json.writeStringField("fault", fault.id());
                json.writeStringField("inject", fault.kind().text());
                json.writeNumberField("stream", schedule.seed().of("faults/" + fault.id()));
                end(json);
            }
            for (Act act : schedule.acts()) {
                json.writeStartObject();
                json.writeNumberField("at_us", act.atMicros());
                json.writeStringField("load", loads.get(act.load()).id());
                json.writeNumberField("device", act.device());
                json.writeNumberField("channel", act.channel());
                json.writeNumberField("op", act.op());
                json.writeNumberField("bytes", act.bytes());
                end(json);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void end(JsonGenerator json) throws IOException {
        json.writeEndObject();
        json.writeRaw('\n');
    }
}
