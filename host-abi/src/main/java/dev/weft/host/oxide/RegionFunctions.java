package dev.weft.host.oxide;

import dev.weft.host.Capability;
import dev.weft.host.HostContext;
import dev.weft.host.ImportTable;
import dev.weft.runtime.Caller;
import dev.weft.runtime.memory.MemoryInstance;

/**
 * Imports for memory that a parent and its workers share because the parent wants it: 0 or a result where all is well,
 * -1 for a bad argument, -3 for a right that is missing.
 */
final class RegionFunctions {
    private static final int DENIED = -3;

    private RegionFunctions() {
    }

    static void define(ImportTable table) {
        String module = OxideAbi.EXTENSIONS;
        table.function(module, "api_region_create", "i:i", (caller, s, r, b) -> {
            OxideGuest guest = OxideGuest.of(caller);
            boolean allowed = guest.context.allows(Capability.SHARED_MEMORY);
            Region region = allowed ? Region.create((int) s[b]) : null;
            s[b] = !allowed ? DENIED : region == null ? WorkerFunctions.BAD : guest.regions.add(region);
        });
        table.function(module, "api_region_share", "iii:i", (caller, s, r, b) ->
                s[b] = share(OxideGuest.of(caller), (int) s[b], (int) s[b + 1], (int) s[b + 2]));
        table.function(module, "api_region_accept", ":i", (caller, s, r, b) -> {
            OxideGuest guest = OxideGuest.of(caller);
            Region region = guest.task == null ? null : guest.task.accept();
            s[b] = region == null ? 0 : guest.regions.add(region);
        });
        table.function(module, "api_region_size", "i:i", (caller, s, r, b) -> {
            Region region = OxideGuest.of(caller).regions.get((int) s[b]);
            s[b] = region == null ? WorkerFunctions.BAD : region.bytes.length;
        });
        table.function(module, "api_region_close", "i:i", (caller, s, r, b) -> {
            Region region = OxideGuest.of(caller).regions.remove((int) s[b]);
            if (region != null) {
                region.close();
            }
            s[b] = region == null ? 0 : 1;
        });
        table.function(module, "api_region_read", "iiii:i", (caller, s, r, b) ->
                s[b] = copy(caller, s, b, Region.READ));
        table.function(module, "api_region_write", "iiii:i", (caller, s, r, b) ->
                s[b] = copy(caller, s, b, Region.WRITE));
        defineAtomics(table, module);
    }

    private static void defineAtomics(ImportTable table, String module) {
        table.function(module, "api_region_add32", "iii:I", (caller, s, r, b) -> {
            Region region = OxideGuest.of(caller).regions.get((int) s[b]);
            int fault = atomicFault(region, (int) s[b + 1], Region.READ | Region.WRITE);
            s[b] = fault != 0 ? fault
                    : region.bytes.memory.atomicRmwAdd32(s[b + 1] & 0xFFFF_FFFFL, (int) s[b + 2]) & 0xFFFF_FFFFL;
        });
        table.function(module, "api_region_wait32", "iiii:i", (caller, s, r, b) -> {
            OxideGuest guest = OxideGuest.of(caller);
            Region region = guest.regions.get((int) s[b]);
            long address = s[b + 1] & 0xFFFF_FFFFL;
            int expected = (int) s[b + 2];
            long nanos = (int) s[b + 3] < 0 ? -1 : (int) s[b + 3] * 1_000_000L;
            int fault = atomicFault(region, (int) s[b + 1], Region.READ);
            s[b] = fault != 0 ? fault
                    : guest.blocking(() -> region.bytes.memory.wait32(address, expected, nanos));
        });
        table.function(module, "api_region_notify", "iii:i", (caller, s, r, b) -> {
            Region region = OxideGuest.of(caller).regions.get((int) s[b]);
            int fault = atomicFault(region, (int) s[b + 1], Region.WRITE);
            s[b] = fault != 0 ? fault : region.bytes.memory.notify(s[b + 1] & 0xFFFF_FFFFL, (int) s[b + 2]);
        });
    }

    private static int atomicFault(Region region, int offset, int rights) {
        if (region == null || (offset & 3) != 0 || !region.has(offset, Integer.BYTES)) {
            return WorkerFunctions.BAD;
        }
        return (region.rights & rights) == rights ? 0 : DENIED;
    }

    private static int share(OxideGuest guest, int regionHandle, int workerHandle, int rights) {
        Region region = guest.regions.get(regionHandle);
        OxideTask task = guest.workers.get(workerHandle);
        if (region == null || task == null || rights < 1 || rights > (Region.READ | Region.WRITE)) {
            return WorkerFunctions.BAD;
        }
        Region shared = region.share(rights);
        return shared != null && task.grant(shared) ? 0 : WorkerFunctions.BAD;
    }

    /** Slots: region, offset, pointer, length. */
    private static int copy(Caller caller, long[] s, int b, int right) {
        HostContext context = HostContext.of(caller);
        Region region = OxideGuest.of(context).regions.get((int) s[b]);
        int offset = (int) s[b + 1];
        int pointer = (int) s[b + 2];
        int length = (int) s[b + 3];
        if (region == null || !region.has(offset, length) || !context.hasRange(caller, pointer, length)) {
            return WorkerFunctions.BAD;
        }
        if ((region.rights & right) == 0) {
            return DENIED;
        }
        MemoryInstance own = context.memory(caller);
        long inRegion = offset & 0xFFFF_FFFFL;
        long inGuest = pointer & 0xFFFF_FFFFL;
        if (right == Region.READ) {
            MemoryInstance.copy(own, inGuest, region.bytes.memory, inRegion, length & 0xFFFF_FFFFL);
        } else {
            MemoryInstance.copy(region.bytes.memory, inRegion, own, inGuest, length & 0xFFFF_FFFFL);
        }
        return 0;
    }
}
