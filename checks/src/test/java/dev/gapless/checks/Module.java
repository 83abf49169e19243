package dev.gapless.checks;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/// The modules, the package each of them owns, and the modules it may use. This is the picture of ARCHITECTURE.md as data:
/// a new edge is drawn there first, then written here.
enum Module {
    PROTOCOL("protocol", "dev.gapless.protocol"),
    SCHEMA("vitess-schema", "dev.gapless.schema", PROTOCOL),
    FANOUT("streams-fanout", "dev.gapless.fanout", PROTOCOL, SCHEMA),
    SERVER("server", "dev.gapless.server", PROTOCOL, SCHEMA),
    CONTROL("control-plane", "dev.gapless.control", PROTOCOL, SCHEMA),
    CLIENT("client", "dev.gapless.client", PROTOCOL),
    DEVSTACK("devstack", "dev.gapless.devstack", PROTOCOL, SCHEMA, FANOUT, SERVER, CONTROL),
    SCENARIOS("scenarios", "dev.gapless.scenarios", PROTOCOL, CLIENT, DEVSTACK),
    BENCHMARKS("benchmarks", "dev.gapless.bench", PROTOCOL, SCHEMA, FANOUT, SERVER, CLIENT, DEVSTACK),
    CLI("cli", "dev.gapless.cli", PROTOCOL, CLIENT, DEVSTACK, SCENARIOS, BENCHMARKS);

    private final String folder;
    private final String rootPackage;
    private final Set<Module> mayUse;

    Module(String folder, String rootPackage, Module... mayUse) {
        this.folder = folder;
        this.rootPackage = rootPackage;
        this.mayUse = Set.of(mayUse);
    }

    String folder() {
        return folder;
    }

    String rootPackage() {
        return rootPackage;
    }

    /// The packages of the modules that this one must not use, as ArchUnit writes them.
    String[] forbiddenPackages() {
        return Arrays.stream(values())
                .filter(other -> other != this && !mayUse.contains(other))
                .map(Module::packages)
                .toArray(String[]::new);
    }

    /// All packages of this module, as ArchUnit writes them.
    String packages() {
        return rootPackage + "..";
    }

    static String[] packagesOf(Set<Module> modules) {
        return modules.stream().map(Module::packages).toArray(String[]::new);
    }

    static Set<Module> allBut(Module... modules) {
        Set<Module> all = EnumSet.allOf(Module.class);
        all.removeAll(Set.of(modules));
        return all;
    }
}
