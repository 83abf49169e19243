package dev.gapless.control;

import dev.gapless.control.act.KafkaPolicyNews;
import dev.gapless.control.fleet.FleetRoutes;
import dev.gapless.control.fleet.HeatSource;
import dev.gapless.control.job.JobRunner;
import dev.gapless.control.metrics.ControlMetrics;
import dev.gapless.control.operator.OperatorToken;
import dev.gapless.control.route.RouteKeeper;
import dev.gapless.control.route.RouteRoutes;
import dev.gapless.control.trace.TraceRoutes;
import dev.gapless.protocol.config.Settings;
import dev.gapless.protocol.id.IdGenerator;
import dev.gapless.schema.change.SchemaChanges;
import dev.gapless.schema.shard.Shards;
import dev.gapless.schema.shard.ShardsConfig;
import java.security.SecureRandom;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes the parts of the control plane: the only place where clock and chance come from the machine.
final class ControlWiring {
    private static final Logger log = LoggerFactory.getLogger(ControlWiring.class);

    private ControlWiring() {}

    static ControlServer start(Settings settings) {
        ControlConfig config = ControlConfig.from(settings);
        ShardsConfig shardsConfig = ShardsConfig.from(settings);
        Clock clock = Clock.systemUTC();
        SecureRandom random = new SecureRandom();
        OperatorToken operator = OperatorToken.readOrCreate(config.operatorTokenFile(), random);
        Shards shards = Shards.open(shardsConfig);
        try {
            if (config.applySchema()) {
                applySchema(shards, clock);
            }
            IdGenerator ids = new IdGenerator(clock, config.idNode());
            KafkaPolicyNews news = new KafkaPolicyNews(config.kafkaBootstrap(), config.kafkaClient());
            try {
                ControlActs acts = ControlActs.of(shards, ids, clock, random, news, config.retention());
                HeatSource heat = new HeatSource(config.fleet());
                FleetRoutes fleet = new FleetRoutes(
                        shards, acts.acts(), heat, clock, System::nanoTime,
                        new FleetRoutes.Places(
                                config.fleet().authority(), config.kafkaBootstrap(), config.kafkaClient()));
                RouteRoutes routes = new RouteRoutes(
                        new RouteRoutes.Parts(
                                shards, acts.acts(), acts.channels(), acts.channelChanges(), heat, ids, clock),
                        config.routes());
                RouteKeeper keeper = routes.keeper("control-" + ProcessHandle.current().pid() + "-" + ids.next());
                String holder = "control-" + config.idNode() + "-" + Long.toHexString(random.nextLong());
                JobRunner jobs =
                        new JobRunner(shards, acts.acts(), clock, holder, config.jobsEvery(), acts.works());
                ControlServer.Held held = new ControlServer.Held(
                        shards, news, new ControlMetrics(), fleet, heat, keeper, jobs,
                        new TraceRoutes(shards, acts.channels(), config.fleet(), clock));
                try {
                    return ControlServer.start(config, held, acts, routes, operator, ids, clock);
                } catch (RuntimeException e) {
                    held.closeWorkers();
                    throw e;
                }
            } catch (RuntimeException e) {
                news.close();
                throw e;
            }
        } catch (RuntimeException e) {
            try (Shards closing = shards) {
                log.debug("Control plane does not start; its connections are closed shards={}", closing.all());
            }
            throw e;
        }
    }

    private static void applySchema(Shards shards, Clock clock) {
        String holder = "control-" + ProcessHandle.current().pid();
        new SchemaChanges(holder, clock, Thread::sleep)
                .applyAll(shards)
                .forEach(failure -> log.warn(
                        "Schema not brought up to date shard={}; start again when it is back", failure.shard(),
                        failure));
    }
}
