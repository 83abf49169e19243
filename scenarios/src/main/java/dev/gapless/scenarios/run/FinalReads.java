package dev.gapless.scenarios.run;

import dev.gapless.client.ApiClient;
import dev.gapless.client.ClientException;
import dev.gapless.client.Endpoint;
import dev.gapless.client.Listing;
import dev.gapless.client.SearchQuery;
import dev.gapless.protocol.api.EventPage;
import dev.gapless.protocol.api.UnreadList;
import dev.gapless.protocol.event.Event;
import dev.gapless.protocol.event.EventBody.MessagePosted;
import dev.gapless.protocol.id.Position;
import dev.gapless.scenarios.history.HistoryWriter;
import dev.gapless.scenarios.history.Row;
import dev.gapless.scenarios.history.RowKind;
import dev.gapless.scenarios.run.Schedule.Device;
import dev.gapless.scenarios.run.Schedule.Person;
import dev.gapless.scenarios.run.Schedule.Room;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// What is asked of the system once all has settled: the logs from every gateway, unread counts of every member, and whether one tenant can get
/// at another.
final class FinalReads {
    private static final int PAGE = 500;
    /// People whose unread counts are asked for at most.
    private static final int UNREAD_PEOPLE = 2_000;
    /// Channels of a tenant that people of others ask for at most.
    private static final int FOREIGN_ROOMS = 50;

    private final Schedule schedule;
    private final World world;
    private final Subject subject;
    private final Observations observations;
    private final RunDirectory directory;

    FinalReads(Schedule schedule, World world, Subject subject, Observations observations, RunDirectory directory) {
        this.schedule = schedule;
        this.world = world;
        this.subject = subject;
        this.observations = observations;
        this.directory = directory;
    }

    void read() {
        try (HistoryWriter logs = new HistoryWriter(directory.file("history/log.bin"))) {
            List<URI> gateways = subject.gateways();
            for (int gateway = 0; gateway < gateways.size(); gateway++) {
                int number = gateway;
                Endpoint only = new Endpoint(List.of(gateways.get(gateway)));
                // The first gateway's logs are what the others' are held against, so they come first.
                World.each(schedule.channels().size(), room -> log(number, only, schedule.channels().get(room), logs));
            }
        }
        World.each(Math.min(UNREAD_PEOPLE, schedule.people().size()), this::unread);
        foreign();
    }

    private void log(int gateway, Endpoint endpoint, Room room, HistoryWriter logs) {
        ApiClient api = new ApiClient(endpoint, world.token(room.members().getFirst()), world.http());
        Position position = Position.START;
        while (true) {
            EventPage page = api.eventsAfter(world.channel(room.number()), position, PAGE);
            for (Event event : page.events()) {
                logs.write(Row.send(
                        RowKind.LOG,
                        event.body() instanceof MessagePosted ? Row.MESSAGE : 0,
                        gateway,
                        room.number(),
                        event.seq().value(),
                        SimulatedDevice.op(event),
                        0,
                        observations.micros()));
            }
            if (page.to() >= page.head().value()) {
                logs.write(Row.place(
                        RowKind.LOG_HEAD, gateway, room.number(), page.head().value(), 0, observations.micros()));
                return;
            }
            position = new Position(page.to());
        }
    }

    private void unread(int person) {
        Listing listing = Listing.first();
        while (true) {
            UnreadList list = world.api(person).unread(listing);
            list.channels().stream().filter(view -> world.number(view.channel()) >= 0)
                    .forEach(view -> observations.write(Row.place(
                            RowKind.UNREAD, person, world.number(view.channel()), view.unread(), view.cursor().value(),
                            observations.micros())));
            if (list.next().isEmpty()) {
                return;
            }
            listing = listing.after(list.next().get());
        }
    }

    /// Somebody of each tenant asks for what belongs to another: a channel by its id, its log, its words.
    private void foreign() {
        Map<Integer, Integer> someone = schedule.people().stream()
                .collect(Collectors.toMap(Person::tenant, Person::number, (first, second) -> first));
        for (Room room : asked()) {
            someone.forEach((tenant, person) -> {
                if (tenant != room.tenant()) {
                    int device = deviceOf(person);
                    ApiClient api = world.api(person);
                    look(device, () -> api.channel(world.channel(room.number())).toString());
                    look(device, () -> texts(api.latestEvents(world.channel(room.number()), PAGE)));
                    look(device, () -> api.search(
                            SearchQuery.of(schedule.canary(room.tenant())), Listing.first())
                            .hits().stream()
                            .map(hit -> hit.text())
                            .collect(Collectors.joining("\n")));
                }
            });
        }
    }

    /// The first channels of each tenant.
    private List<Room> asked() {
        Map<Integer, Integer> counts = new HashMap<>();
        return schedule.channels().stream()
                .filter(room -> counts.merge(room.tenant(), 1, Integer::sum) <= FOREIGN_ROOMS)
                .toList();
    }

    private void look(int device, java.util.function.Supplier<String> ask) {
        try {
            observations.scan(device, ask.get());
        } catch (ClientException e) {
            observations.scan(device, String.valueOf(e.getMessage()));
        }
    }

    private static String texts(EventPage page) {
        return page.events().stream().map(event -> event.body().toString()).collect(Collectors.joining("\n"));
    }

    private int deviceOf(int person) {
        return schedule.devices().stream()
                .filter(device -> device.person() == person)
                .map(Device::number)
                .findFirst()
                .orElse(0);
    }
}
