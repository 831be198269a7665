package dev.weft.host.webble;

import dev.weft.host.ConsoleSink;
import dev.weft.host.GuestRunner;
import dev.weft.host.HostAbi;
import dev.weft.host.HostContext;
import dev.weft.host.ImportTable;
import dev.weft.host.kernel.Worker;
import dev.weft.runtime.Instance;
import dev.weft.syntax.AddrType;
import dev.weft.syntax.Feature;
import dev.weft.syntax.Limits;
import dev.weft.syntax.MemType;
import java.util.List;
import java.util.Set;

/**
 * Webble's boundary as core modules see it: one shared memory ({@code env.memory}, or {@code wbg.memory}), and in the
 * module {@code webble} what the original's generated glue has from its event loop.
 *
 * <p>A guest exports {@code __worker_drain (id i32) -> i32} and {@code __notify_index (id i32) -> i32}; main is id -1.
 * Guests run in a {@link WebblePool}, which says what else they may export.
 *
 * @see <a href="../../../../../../../../docs/shared-memory-tasks.md">docs/shared-memory-tasks.md</a>
 */
public final class WebbleAbi implements HostAbi {
    static final String MODULE = "webble";
    /** 1 GiB. */
    static final int MEMORY_PAGES = 16_384;

    /** An ABI; one for a process is enough. */
    public WebbleAbi() {
    }

    @Override
    public String name() {
        return "webble";
    }

    @Override
    public List<String> versions() {
        return List.of("1");
    }

    @Override
    public Set<Feature> features() {
        return Set.of(Feature.THREADS, Feature.BULK_MEMORY);
    }

    @Override
    public String summary() {
        return "tasks over one shared memory, pinned and work-stealing";
    }

    @Override
    public GuestRunner runner() {
        return new WebbleRunner();
    }

    @Override
    public void define(ImportTable table, String version) {
        MemType largest = new MemType(AddrType.I32, Limits.of(0, MEMORY_PAGES), true, 16);
        table.sharedMemory("env", "memory", largest);
        table.sharedMemory("wbg", "memory", largest);
        table.function(MODULE, "queue_microtask", "ii:i", (caller, s, r, b) ->
                s[b] = WebbleGuest.of(caller).queue((int) s[b], (int) s[b + 1]));
        table.function(MODULE, "set_timeout", "iii:i", (caller, s, r, b) ->
                s[b] = WebbleGuest.of(caller).queueLater(Worker.of(HostContext.of(caller)), (int) s[b],
                        (int) s[b + 1], (int) s[b + 2]));
        table.function(MODULE, "pause", "", (caller, s, r, b) -> Thread.yield());
        table.function(MODULE, "log", "ii", (caller, s, r, b) -> {
            HostContext context = HostContext.of(caller);
            String text = context.readText(caller, (int) s[b], (int) s[b + 1]);
            if (text != null) {
                context.console(ConsoleSink.Level.LOG, text);
            }
        });
        table.function(MODULE, "exit", "i", (caller, s, r, b) -> {
            Participant participant = WebbleGuest.of(caller).participant();
            if (participant != null) {
                participant.pool().exit((int) s[b]);
            }
        });
    }

    @Override
    public Object begin(HostContext context) {
        Participant participant = context.options().setting(Participant.class);
        context.store().setMayBlock(participant == null || !participant.isMain());
        return new WebbleGuest(participant);
    }

    @Override
    public void started(HostContext context, Instance instance) {
        context.state(WebbleGuest.class).setUp(instance);
    }
}
