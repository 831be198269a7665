package dev.weft.binary;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.syntax.ExternKind;
import dev.weft.syntax.Features;
import dev.weft.syntax.WasmModule;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What real toolchains made comes through decoding and encoding unchanged. */
class RealModulesTest {

    @Test
    void module_real_comesOutByteForByte() throws IOException {
        for (Map.Entry<String, byte[]> entry : RealModules.all().entrySet()) {
            WasmModule module = Binaries.decodeAll(entry.getValue(), Features.DEFAULT);
            assertArrayEquals(entry.getValue(), ModuleEncoder.encode(module), entry.getKey());
        }
    }

    @Test
    void names_ofRealModules_areFoundForEveryFunction() throws IOException {
        int named = 0;
        for (Map.Entry<String, byte[]> entry : RealModules.all().entrySet()) {
            WasmModule module = ModuleDecoder.decode(entry.getValue(), Features.DEFAULT);
            NameSection names = NameSection.of(module);
            if (names.has(NameSection.Kind.FUNCTION)) {
                int funcs = module.importCount(ExternKind.FUNC) + module.funcs().size();
                for (int i = 0; i < funcs; i++) {
                    assertNotNull(names.function(i), entry.getKey() + " function " + i);
                }
                named++;
            }
        }
        assertTrue(named > 0);
    }
}
