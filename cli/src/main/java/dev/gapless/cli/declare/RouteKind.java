package dev.gapless.cli.declare;

import dev.gapless.cli.CliFailure;
import dev.gapless.client.AdminClient;
import dev.gapless.client.AdminTerms;
import dev.gapless.client.ApiException;
import dev.gapless.protocol.api.PinRoute;
import dev.gapless.protocol.api.RouteView;
import dev.gapless.protocol.error.ErrorCode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Channels pinned to a class. A pin has an end, so that is declared too; what heat has chosen is nobody's wish.
final class RouteKind implements Kind {
    private static final String CLASS = "channel_class";
    private static final String UNTIL = "until";

    @Override
    public String name() {
        return "route";
    }

    @Override
    public List<String> names() {
        return List.of("workspace", "channel");
    }

    @Override
    public List<Field> fields() {
        return List.of(new Field(CLASS, Type.TEXT), new Field(UNTIL, Type.TEXT));
    }

    @Override
    public Optional<Found> find(AdminClient admin, Declaration wanted) {
        String workspace = wanted.text("workspace");
        String channel = wanted.text("channel");
        wanted.optional(UNTIL).ifPresent(text -> moment(wanted, text));
        return Step.ifThere(() -> admin.route(workspace, channel))
                .filter(route -> route.pinnedUntilMs().isPresent())
                .map(route -> found(
                        workspace, channel, route.channelClass(),
                        text(wanted, route.pinnedUntilMs().orElseThrow())));
    }

    @Override
    public List<Found> all(AdminClient admin, String workspace) {
        return routes(admin).stream()
                .filter(route -> route.workspace().equals(workspace))
                .filter(route -> route.pinnedUntilMs().isPresent())
                .map(route -> found(
                        workspace, route.name().orElseGet(route.channel()::text), route.channelClass(),
                        Instant.ofEpochMilli(route.pinnedUntilMs().orElseThrow()).toString()))
                .toList();
    }

    /// None for those who may not see routes: they cannot pin either.
    private static List<RouteView> routes(AdminClient admin) {
        try {
            return admin.routes().routes();
        } catch (ApiException e) {
            if (e.is(ErrorCode.NOT_ALLOWED)) {
                return List.of();
            }
            throw e;
        }
    }

    @Override
    public void create(AdminClient admin, Declaration wanted, AdminTerms terms) {
        pin(admin, wanted, terms);
    }

    @Override
    public void change(AdminClient admin, Declaration wanted, Map<String, Object> fields, AdminTerms terms) {
        pin(admin, wanted, terms);
    }

    /// Class and end are set at once, so both must be declared.
    private static void pin(AdminClient admin, Declaration wanted, AdminTerms terms) {
        String channelClass = wanted.optional(CLASS).orElseThrow(() -> Declarations.missing(wanted, CLASS));
        String until = wanted.optional(UNTIL).orElseThrow(() -> Declarations.missing(wanted, UNTIL));
        admin.pinRoute(
                wanted.text("workspace"), wanted.text("channel"),
                PinRoute.until(channelClass, moment(wanted, until).toEpochMilli()), terms);
    }

    private static Instant moment(Declaration wanted, String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw CliFailure.usage(
                    wanted.place() + ": " + UNTIL + ": " + text + " (expected: a time such as 2031-05-01T12:00:00Z)",
                    "correct it");
        }
    }

    /// The end as it was declared, if it is the same moment.
    private static String text(Declaration wanted, long untilMs) {
        return wanted.optional(UNTIL)
                .filter(text -> moment(wanted, text).toEpochMilli() == untilMs)
                .orElseGet(() -> Instant.ofEpochMilli(untilMs).toString());
    }

    private static Found found(String workspace, String channel, String channelClass, String until) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("workspace", workspace);
        fields.put("channel", channel);
        fields.put(CLASS, channelClass);
        fields.put(UNTIL, until);
        return new Found(fields, 0);
    }
}
