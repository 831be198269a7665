package dev.weft.host.rusm;

import dev.weft.host.Capability;
import dev.weft.host.ExitReason;
import dev.weft.host.GuestRunner;
import dev.weft.host.HostAbi;
import dev.weft.host.HostContext;
import dev.weft.host.ImportTable;
import dev.weft.host.kernel.Worker;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * RUSM's ABI for core modules: imports in the module {@code rusm}, of both its generations, which differ in the name of
 * {@code self_pid} or {@code own_pid}; and in {@code rusm_ext_1} what only this host has: starting processes, links,
 * monitors, receiving with a choice, with a time limit and without loss, tags and timers.
 *
 * <p>A guest is a process of an {@link ActorSystem}, which starts it.
 *
 * @see <a href="../../../../../../../../docs/actors.md">docs/actors.md</a>
 */
public final class RusmAbi implements HostAbi {
    static final String MODULE = "rusm";
    static final String EXTENSIONS = "rusm_ext_1";

    /** An ABI; one for a process is enough. */
    public RusmAbi() {
    }

    @Override
    public String name() {
        return "rusm";
    }

    @Override
    public List<String> versions() {
        return List.of("1");
    }

    @Override
    public String summary() {
        return "actors with mailboxes, streams, names, links and monitors (rusm, rusm_ext_1)";
    }

    @Override
    public void define(ImportTable table, String version) {
        ProcessFunctions.define(table);
        MessageFunctions.define(table);
        StreamFunctions.define(table);
        SpawnFunctions.define(table);
        SelectFunctions.define(table);
        TagFunctions.define(table);
    }

    @Override
    public GuestRunner runner() {
        return new RusmRunner();
    }

    @Override
    public Object begin(HostContext context) throws NoSuchFileException {
        ActorSystem system = context.options().setting(ActorSystem.class);
        Worker worker = Worker.of(context);
        if (system == null || worker == null) {
            throw new IllegalStateException("a guest of RUSM is a process of an ActorSystem, which starts it");
        }
        if (context.allows(Capability.FILES)) {
            for (Path folder : context.options().capabilities().folders()) {
                if (!Files.isDirectory(folder)) {
                    throw new NoSuchFileException(folder.toString(), null, "a folder that the process may read");
                }
            }
        }
        return new ActorGuest(system, worker, context);
    }

    @Override
    public void ended(HostContext context, ExitReason reason) {
        context.state(ActorGuest.class).end();
    }
}
