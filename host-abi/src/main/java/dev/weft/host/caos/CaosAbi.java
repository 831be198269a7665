package dev.weft.host.caos;

import dev.weft.host.GuestRunner;
import dev.weft.host.HostAbi;
import dev.weft.host.HostContext;
import dev.weft.host.ImportTable;
import java.util.List;

/**
 * The ABI of caos' isolates: {@code caos_abi_v1} with two imports, through which nine operations go as JSON, and a WASI
 * from which nothing can be learnt.
 *
 * <p>A guest exports {@code memory} and {@code caos_run} and is one job of a {@link Caos}, which it gets through its
 * options.
 */
public final class CaosAbi implements HostAbi {
    static final String MODULE = "caos_abi_v1";

    /** An ABI; one for a process is enough. */
    public CaosAbi() {
    }

    @Override
    public String name() {
        return "caos";
    }

    @Override
    public List<String> versions() {
        return List.of("1");
    }

    @Override
    public String summary() {
        return "content-addressed jobs whose results are git objects (caos_abi_v1)";
    }

    @Override
    public boolean metered() {
        return true;
    }

    @Override
    public void define(ImportTable table, String version) {
        table.function(MODULE, "call", "ii:i", (caller, s, r, b) ->
                s[b] = Operations.call(caller, (int) s[b], (int) s[b + 1]));
        table.function(MODULE, "read", "i", (caller, s, r, b) -> Operations.read(caller, (int) s[b]));
        WasiStubs.define(table);
    }

    @Override
    public GuestRunner runner() {
        return new CaosRunner();
    }

    @Override
    public Object begin(HostContext context) {
        Job.Seat seat = context.options().setting(Job.Seat.class);
        if (seat == null) {
            throw new IllegalStateException("a guest of caos needs a job among its options: Caos.options");
        }
        long fuel = seat.frame().limits().fuel();
        if (fuel > 0) {
            context.store().setFuel(fuel);
        }
        return new Job(seat);
    }
}
