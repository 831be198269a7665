package dev.weft.workers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.host.AbiConformance;
import dev.weft.host.Capabilities;
import dev.weft.host.ExitReason;
import dev.weft.host.GuestOptions;
import dev.weft.host.HostAbi;
import dev.weft.host.HostContext;
import dev.weft.host.HostLayer;
import dev.weft.host.ImportTable;
import dev.weft.host.oxide.KeyValueStore;
import dev.weft.host.oxide.OxideAbi;
import dev.weft.host.oxide.OxideWorld;
import dev.weft.host.rusm.ActorSystem;
import dev.weft.host.rusm.Preset;
import dev.weft.host.rusm.RusmAbi;
import dev.weft.host.wasi.WasiAbi;
import dev.weft.host.webble.WebbleAbi;
import dev.weft.runtime.Engine;
import dev.weft.runtime.Store;
import dev.weft.runtime.memory.MemoryInstance;
import dev.weft.syntax.AddrType;
import dev.weft.syntax.Limits;
import dev.weft.syntax.MemType;
import dev.weft.text.TextParser;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The conformance kit, on our own ABIs and on one that does everything wrong. */
class AbiConformanceTest {
    static List<String> tiers() {
        return Tiers.all();
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void oxide_keepsWhatEveryAbiPromises(String tier) {
        HostLayer layer = HostLayer.builder(OxidePuppet.engine(tier)).abi("oxide").build();
        for (Capabilities rights : List.of(Capabilities.NONE, OxidePuppet.rights())) {
            try (OxideWorld world = OxideWorld.builder(layer).capabilities(rights)
                    .database(KeyValueStore.inMemory()).build()) {
                assertEquals(List.of(), AbiConformance.of(new OxideAbi(), layer.engine(), TextParser::assemble)
                        .options(world.options("https://app.test/x"))
                        // they wait as long as they are told
                        .without("oxide_ext", "api_region_wait32").without("oxide_ext", "api_worker_wait")
                        .without("oxide_ext", "api_worker_recv_wait").without("oxide_ext", "api_pool_recv").run());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void wasi_keepsWhatEveryAbiPromises(String tier) {
        assertEquals(List.of(), AbiConformance.of(new WasiAbi(), Tiers.engine(tier), TextParser::assemble)
                .options(GuestOptions.DEFAULT).run());
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void rusm_keepsWhatEveryAbiPromises(String tier) throws Exception {
        try (ActorSystem system = ActorSystem.of(Tiers.engine(tier))) {
            // so that no senseless number is the one of the process that all runs in
            system.spawn(system.workerOptions(), self -> { }).join();
            system.spawn(system.workerOptions(), self -> { }).join();
            for (Preset preset : Preset.values()) {
                CompletableFuture<List<String>> findings = new CompletableFuture<>();
                system.spawn(system.workerOptions(), self -> findings.complete(
                        AbiConformance.of(new RusmAbi(), Tiers.engine(tier), TextParser::assemble)
                                .options(system.seated(preset.options())).owner(self)
                                // they wait as long as they are told
                                .without("rusm", "receive").without("rusm", "stream_accept")
                                .without("rusm_ext_1", "receive_len").without("rusm_ext_1", "receive_timeout")
                                .without("rusm_ext_1", "select").run()));
                assertEquals(List.of(), findings.get(100, TimeUnit.SECONDS));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void webble_keepsWhatEveryAbiPromises(String tier) {
        Engine engine = Tiers.engine(tier);
        try (Store owner = Store.of(engine)) {
            MemoryInstance memory = owner.newMemory(new MemType(AddrType.I32, Limits.of(1, 1), true, 16));
            assertEquals(List.of(), AbiConformance.of(new WebbleAbi(), engine, TextParser::assemble)
                    .options(GuestOptions.DEFAULT.with(memory)).run());
        }
    }

    /** Everything that an ABI can do wrong. */
    private static final class BadAbi implements HostAbi {
        private final Object shared = new Object();
        private int defined;

        @Override
        public String name() {
            return "Bad Name";
        }

        @Override
        public List<String> versions() {
            return List.of("1");
        }

        @Override
        public void define(ImportTable table, String version) {
            table.function("bad", "throws", "ii:i", (caller, slots, refs, base) -> {
                byte[] bytes = new byte[(int) slots[base + 1]];
                caller.memory().read((int) slots[base], bytes, 0, bytes.length);
            });
            table.function("bad", "grows", "i", (caller, slots, refs, base) -> caller.memory().grow(1));
            if (++defined == 2) {
                table.function("bad", "second", "", (caller, slots, refs, base) -> { });
            }
        }

        @Override
        public Object begin(HostContext context) {
            return shared;
        }

        @Override
        public void ended(HostContext context, ExitReason reason) {
            throw new IllegalStateException("cannot end");
        }
    }

    @Test
    void badAbi_isFoundOut() {
        List<String> findings =
                AbiConformance.of(new BadAbi(), Tiers.engine("interp"), TextParser::assemble).run();
        assertTrue(findings.contains("the name is not lower case without blanks: Bad Name"), findings.toString());
        assertTrue(findings.contains("1: defines other imports the second time"), findings.toString());
        assertTrue(findings.stream().anyMatch(line -> line.contains("cannot end")), findings.toString());
    }

    /** One that throws, grows and shares, but ends well. */
    @Test
    void abiThatThrowsGrowsAndShares_isFoundOut() {
        BadAbi bad = new BadAbi();
        HostAbi ending = new HostAbi() {
            @Override
            public String name() {
                return "bad";
            }

            @Override
            public List<String> versions() {
                return List.of("1");
            }

            @Override
            public void define(ImportTable table, String version) {
                bad.defined = 10;
                bad.define(table, version);
            }

            @Override
            public Object begin(HostContext context) {
                return bad.begin(context);
            }
        };
        List<String> findings = AbiConformance.of(ending, Tiers.engine("interp"), TextParser::assemble).run();
        assertTrue(findings.contains("1: two guests have the same state object"), findings.toString());
        assertTrue(findings.stream().anyMatch(line -> line.contains("bad throws threw")), findings.toString());
        assertTrue(findings.contains("1: bad grows changed the size of the guest's memory"), findings.toString());
    }
}
