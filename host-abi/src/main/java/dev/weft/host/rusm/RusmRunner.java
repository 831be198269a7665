package dev.weft.host.rusm;

import dev.weft.host.Capabilities;
import dev.weft.host.Capability;
import dev.weft.host.ExitReason;
import dev.weft.host.GuestModule;
import dev.weft.host.GuestOptions;
import dev.weft.host.GuestRunner;
import dev.weft.host.kernel.Worker;
import dev.weft.runtime.Trap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Runs a module as the first process of an actor system; when that has ended, the others are killed. */
final class RusmRunner implements GuestRunner {
    private static final int TRAPPED = 134;
    private static final int FAILED = 1;

    @Override
    public Map<String, String> settings() {
        Map<String, String> help = new LinkedHashMap<>();
        help.put("entry", "the export that is called, of type () -> (); default: run, or else _start");
        help.put("preset", "sandboxed, network-client or trusted; default: trusted");
        help.put("instances", "how many instances there may be at once; default: 0, any number");
        return help;
    }

    @Override
    public int run(Run run) throws Exception {
        GuestModule module = run.layer().prepare(run.wasm());
        String entry = run.text("entry", module.exports("run") ? "run" : "_start");
        if (!module.exports(entry, "")) {
            throw new IllegalArgumentException("the module exports no function " + entry + " of type () -> ()");
        }
        Preset preset = Preset.valueOf(run.text("preset", "trusted").toUpperCase(Locale.ROOT).replace('-', '_'));
        try (ActorSystem system = ActorSystem.builder(run.layer())
                .maxInstances(Math.toIntExact(run.number("instances", 0))).build()) {
            Worker first = system.spawn(module, entry, options(run.options(), preset));
            ExitReason reason = first.join();
            int killed = system.shutdown();
            run.err().println("spawned=" + system.spawned() + " killed=" + killed + " notifications="
                    + system.notifications() + " end=\"" + ActorEnd.of(reason) + "\"");
            if (reason.cause() instanceof Trap trap) {
                run.err().println("weft: " + trap.getMessage());
            } else if (reason.isAbnormal()) {
                run.err().println("weft: " + reason.detail());
            }
            return !reason.isAbnormal() ? 0 : reason.cause() instanceof Trap ? TRAPPED : FAILED;
        }
    }

    /** What the user allows, but for what the preset does not. */
    private static GuestOptions options(GuestOptions given, Preset preset) {
        Capabilities rights = given.capabilities();
        if (preset != Preset.TRUSTED) {
            for (Capability capability : Capability.values()) {
                rights = preset.capabilities().allows(capability) ? rights : rights.without(capability);
            }
        } else {
            rights = rights.with(Capability.PROCESS_CONTROL, Capability.SPAWN);
        }
        return given.capabilities(rights).limits(preset.options().limits());
    }
}
