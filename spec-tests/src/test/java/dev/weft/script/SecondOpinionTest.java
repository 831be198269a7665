package dev.weft.script;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.weft.binary.ModuleDecoder;
import dev.weft.binary.ModuleEncoder;
import dev.weft.syntax.Features;
import dev.weft.syntax.WasmModule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Our assembler against another implementation's: the suite converted by wasm-tools (legacy: wabt), if the archive
 * {@code spec-json.tar.xz} lies beside the suite. Both binaries must decode to the same module, custom sections aside.
 */
@Tag("full")
class SecondOpinionTest {
    private static final Pattern MODULE =
            Pattern.compile("\"line\": ?(\\d+)[^{}]*?\"filename\": ?\"([^\"]*\\.wasm)\"");

    /** Where the other implementation is wrong, or says the same in another way. */
    private static final Set<String> OTHERWISE = Set.of(
            // It does not take a function type in a group of its own for an implied one.
            "type-rec.wast:45", "type-rec.wast:185", "type-rec.wast:197",
            // It takes a type for an implied one that is not final.
            "type-subtyping.wast:344", "type-subtyping.wast:373",
            // wabt numbers implied types differently, and writes segments of functions as expressions.
            "legacy/try_catch.wast:10", "legacy/try_delegate.wast:3");

    @Test
    void suite_assembledByBoth_sameModules() throws IOException, InterruptedException {
        List<Path> suites = OfficialSuiteTest.find();
        Path archive = suites.isEmpty() ? null : suites.getFirst().resolveSibling("spec-json.tar.xz");
        if (archive == null || !Files.exists(archive)) {
            abort("the converted suite is not here");
        }
        Path folder = Files.createTempDirectory("weft-spec-json");
        Process tar = new ProcessBuilder("tar", "-xJf", archive.toString(), "-C", folder.toString())
                .inheritIO().start();
        if (tar.waitFor() != 0) {
            abort("tar cannot unpack the converted suite");
        }
        int[] count = new int[1];
        for (Suites.Entry entry : Suites.find(suites.getFirst())) {
            String base = entry.name().substring(0, entry.name().length() - ".wast".length());
            String last = base.substring(base.lastIndexOf('/') + 1);
            Path found = find(folder, base + "/" + last + ".json");
            if (found != null && !entry.name().contains("custom-descriptors")) {
                compare(entry, found, count);
            }
        }
        assertTrue(count[0] > 2_500, "only " + count[0] + " modules compared");
    }

    private static Path find(Path folder, String name) {
        for (Path top : List.of(folder, folder.resolve("spec-json"))) {
            if (Files.exists(top.resolve(name))) {
                return top.resolve(name);
            }
        }
        return null;
    }

    private static void compare(Suites.Entry entry, Path json, int[] count) throws IOException {
        Map<Integer, String> byLine = new HashMap<>();
        Matcher modules = MODULE.matcher(Files.readString(json));
        while (modules.find()) {
            byLine.putIfAbsent(Integer.parseInt(modules.group(1)), modules.group(2));
        }
        for (Command command : ScriptParser.parse(entry.name(), Files.readAllBytes(entry.path())).commands()) {
            String theirs = byLine.get(command.line());
            String place = entry.name() + ":" + command.line();
            ModuleSource ours = switch (command) {
                case Command.Module module -> module.source();
                case Command.AssertRefused refused when refused.stage() != Command.Stage.MALFORMED -> refused.source();
                default -> null;
            };
            if (theirs != null && ours instanceof ModuleSource.Text && !OTHERWISE.contains(place)) {
                count[0]++;
                assertArrayEquals(essence(Files.readAllBytes(json.resolveSibling(theirs))),
                        essence(ours.bytes(ScriptRunner.features(entry.name()))), place);
            }
        }
    }

    /** The module without its custom sections, encoded in one way. */
    private static byte[] essence(byte[] bytes) {
        WasmModule module = ModuleDecoder.decode(bytes, Features.ALL);
        return ModuleEncoder.encode(new WasmModule(module.bytes(), module.recTypes(), module.imports(), module.funcs(),
                module.tables(), module.memories(), module.tags(), module.globals(), module.exports(), module.start(),
                module.elems(), module.dataCount(), module.datas(), List.of()));
    }
}
