package dev.weft.host.oxide;

import dev.weft.host.ExitReason;
import dev.weft.host.GuestRunner;
import dev.weft.host.HostAbi;
import dev.weft.host.HostContext;
import dev.weft.host.ImportTable;
import dev.weft.syntax.Limits;
import dev.weft.syntax.MemType;
import java.util.List;

/**
 * Oxide's ABI: imports in the module {@code oxide}, all that the system itself has for headless apps and their
 * background workers; and in {@code oxide_ext} what only this host has: waiting, states and errors of workers, lossless
 * receiving, pools, shared regions.
 *
 * <p>A guest lives in an {@link OxideWorld}, which it gets through its options: {@link OxideApp} runs a main module,
 * which starts workers itself.
 *
 * @see <a href="../../../../../../../../docs/writing-a-host-abi.md">docs/writing-a-host-abi.md</a>
 */
public final class OxideAbi implements HostAbi {
    static final String MODULE = "oxide";
    static final String EXTENSIONS = "oxide_ext";

    /** An ABI; one for a process is enough. */
    public OxideAbi() {
    }

    @Override
    public String name() {
        return "oxide";
    }

    @Override
    public List<String> versions() {
        return List.of("1");
    }

    @Override
    public String summary() {
        return "apps with frames, canvas, database and background workers (oxide, oxide_ext)";
    }

    @Override
    public boolean metered() {
        return true;
    }

    @Override
    public void define(ImportTable table, String version) {
        table.memory(MODULE, "memory", MemType.of(Limits.of(1, OxideWorld.MEMORY_PAGES)));
        WorkerFunctions.define(table);
        WaitFunctions.define(table);
        PoolFunctions.define(table);
        RegionFunctions.define(table);
        StorageFunctions.define(table);
        TextFunctions.define(table);
        TimeFunctions.define(table);
        PageFunctions.define(table);
        CanvasFunctions.define(table);
    }

    @Override
    public GuestRunner runner() {
        return new OxideRunner();
    }

    @Override
    public Object begin(HostContext context) {
        OxideSeat seat = context.options().setting(OxideSeat.class);
        if (seat == null) {
            throw new IllegalStateException("a guest of Oxide needs a seat in an OxideWorld among its options");
        }
        OxideGuest guest = new OxideGuest(context, seat);
        guest.refuel(seat.world().startFuel());
        return guest;
    }

    @Override
    public void ended(HostContext context, ExitReason reason) {
        OxideGuest.of(context).end();
    }
}
