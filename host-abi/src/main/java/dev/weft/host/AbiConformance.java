package dev.weft.host;

import dev.weft.runtime.Engine;
import dev.weft.runtime.FunctionInstance;
import dev.weft.runtime.Instance;
import dev.weft.runtime.Trap;
import dev.weft.syntax.FuncType;
import dev.weft.syntax.NumType;
import dev.weft.syntax.ValType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Checks that an ABI keeps what every ABI promises, whatever it is for. Its author runs it in a test, with an engine
 * and what the ABI needs among the options:
 *
 * <pre>{@code
 * List<String> findings = AbiConformance.of(new MyAbi(), engine, text -> TextParser.assemble(text)).run();
 * assertEquals(List.of(), findings);
 * }</pre>
 *
 * <p>It checks the name and the versions; that the same version supplies the same imports each time; that a module
 * which imports all of a version can be linked and instantiated, many times, in the layer; that state is one guest's
 * own; that {@code begin} and {@code ended} come in pairs, also when the guest traps at once; and it calls every
 * function with arguments that make no sense: it may answer what it likes or trap, but must not throw anything else,
 * must not change the size of the guest's memory, and must leave the host able to make the next guest.
 *
 * <p>Threads: one at a time.
 */
public final class AbiConformance {
    private static final long[] SENSELESS = {0, 1, -1, Integer.MIN_VALUE, Integer.MAX_VALUE, 65_535, 65_536};
    private static final int MOST_CALLS = 400;

    private final HostAbi abi;
    private final Engine engine;
    private final Function<String, byte[]> assembler;
    private final Set<String> uncalled = new HashSet<>();
    private GuestOptions options = GuestOptions.DEFAULT;
    private Object owner;
    private final List<String> findings = new ArrayList<>();

    private AbiConformance(HostAbi abi, Engine engine, Function<String, byte[]> assembler) {
        this.abi = abi;
        this.engine = engine;
        this.assembler = assembler;
    }

    /**
     * A check of an ABI.
     *
     * @param assembler turns the text format into a module: {@code TextParser::assemble}
     */
    public static AbiConformance of(HostAbi abi, Engine engine, Function<String, byte[]> assembler) {
        return new AbiConformance(abi, engine, assembler);
    }

    /** What the guests are given: rights, and settings that the ABI needs. */
    public AbiConformance options(GuestOptions value) {
        options = value;
        return this;
    }

    /** Who runs the guests: a worker, on whose thread {@link #run} is to be called; for ABIs that need one. */
    public AbiConformance owner(Object value) {
        owner = value;
        return this;
    }

    /** Does not call a function with senseless arguments: for those that wait for ever. */
    public AbiConformance without(String module, String name) {
        uncalled.add(module + " " + name);
        return this;
    }

    /** Checks all; what is wrong, a line each. */
    public List<String> run() {
        findings.clear();
        checkNames();
        for (String version : abi.versions()) {
            ImportTable table = new ImportTable();
            abi.define(table, version);
            ImportTable again = new ImportTable();
            abi.define(again, version);
            if (!table.describe().equals(again.describe())) {
                findings.add(version + ": defines other imports the second time");
            }
            if (table.size() == 0) {
                findings.add(version + ": supplies nothing");
            }
            try {
                checkGuests(version, table);
            } catch (Exception e) {
                findings.add(version + ": " + e);
            }
        }
        return List.copyOf(findings);
    }

    private void checkNames() {
        if (!abi.name().matches("[a-z][a-z0-9-]*")) {
            findings.add("the name is not lower case without blanks: " + abi.name());
        }
        if (abi.versions().isEmpty() || new HashSet<>(abi.versions()).size() != abi.versions().size()) {
            findings.add("no versions, or one of them twice: " + abi.versions());
        }
    }

    private void checkGuests(String version, ImportTable table) throws Exception {
        Watched watched = new Watched(abi);
        HostLayer layer = HostLayer.builder(engine).abi(watched, version).build();
        GuestModule module = layer.prepare(assembler.apply(text(table, "")));
        for (int i = 0; i < 20; i++) {
            try (HostContext guest = HostContext.of(module, options, owner)) {
                guest.instantiate();
            }
        }
        try (HostContext one = HostContext.of(module, options, owner);
                HostContext two = HostContext.of(module, options, owner)) {
            one.instantiate();
            two.instantiate();
            if (watched.last != null && watched.last == watched.lastButOne) {
                findings.add(version + ": two guests have the same state object");
            }
            callAll(version, table, one, module);
        }
        HostContext trapping = HostContext.of(
                layer.prepare(assembler.apply(text(table, "(start $t) (func $t unreachable)"))), options, owner);
        try {
            trapping.instantiate();
            findings.add(version + ": a start function that traps was ignored");
        } catch (Trap expected) {
            trapping.close(ExitReason.of(expected));
        }
        if (watched.begun != watched.ended) {
            findings.add(version + ": begun " + watched.begun + " times, ended " + watched.ended + " times");
        }
    }

    /** Calls each function with senseless arguments; a guest that one of them ended is made anew. */
    private void callAll(String version, ImportTable table, HostContext first, GuestModule module) throws Exception {
        HostContext guest = first;
        for (Map.Entry<ImportTable.Key, Object> entry : table.entries()) {
            String name = entry.getKey().module() + " " + entry.getKey().name();
            if (!(entry.getValue() instanceof ImportTable.Function function) || uncalled.contains(name)) {
                continue;
            }
            FunctionInstance called = guest.instance().function(name);
            for (Object[] arguments : arguments(function.type())) {
                long pages = guest.store().memoryBytes();
                try {
                    called.call(arguments);
                } catch (Trap | dev.weft.runtime.WasmException allowed) {
                    // an answer, too
                } catch (RuntimeException e) {
                    if (!isEnd(e)) {
                        findings.add(version + ": " + name + " threw " + e);
                        break;
                    }
                }
                if (guest.store().memoryBytes() != pages) {
                    findings.add(version + ": " + name + " changed the size of the guest's memory");
                }
            }
        }
        try (HostContext next = HostContext.of(module, options, owner)) {
            next.instantiate();
        }
    }

    /** Whether it is an ABI's way to end a guest: an exception without a Java stack trace. */
    private static boolean isEnd(RuntimeException e) {
        return e.getStackTrace().length == 0;
    }

    private static List<Object[]> arguments(FuncType type) {
        List<ValType> params = type.params();
        List<Object[]> all = new ArrayList<>();
        if (params.isEmpty()) {
            all.add(new Object[0]);
            return all;
        }
        // all pairs of neighbours for pointers with their lengths, the same value everywhere else
        for (long one : SENSELESS) {
            for (long two : SENSELESS) {
                Object[] values = new Object[params.size()];
                for (int i = 0; i < values.length; i++) {
                    values[i] = value(params.get(i), i % 2 == 0 ? one : two);
                }
                if (all.size() < MOST_CALLS) {
                    all.add(values);
                }
            }
        }
        return all;
    }

    private static Object value(ValType type, long bits) {
        if (type == NumType.I32) {
            return (int) bits;
        }
        if (type == NumType.I64) {
            return bits;
        }
        if (type == NumType.F32) {
            return Float.intBitsToFloat((int) bits);
        }
        return Double.longBitsToDouble(bits);
    }

    /** A module that imports all of a table, and exports each function under its two names. */
    private static String text(ImportTable table, String more) {
        StringBuilder imports = new StringBuilder("(module\n");
        StringBuilder exports = new StringBuilder();
        boolean hasMemory = false;
        int index = 0;
        for (Map.Entry<ImportTable.Key, Object> entry : table.entries()) {
            ImportTable.Key key = entry.getKey();
            imports.append("(import \"").append(key.module()).append("\" \"").append(key.name()).append("\" ");
            if (entry.getValue() instanceof ImportTable.Function function) {
                imports.append("(func ").append(types("param", function.type().params()))
                        .append(types("result", function.type().results())).append("))\n");
                exports.append("(export \"").append(key.module()).append(' ').append(key.name()).append("\" (func ")
                        .append(index++).append("))\n");
            } else {
                boolean shared = ((ImportTable.Memory) entry.getValue()).type().shared();
                imports.append(shared ? "(memory 1 1 shared))\n" : "(memory 1))\n");
                hasMemory = true;
            }
        }
        return imports + (hasMemory ? "(export \"memory\" (memory 0))\n" : "(memory (export \"memory\") 1)\n")
                + exports + more + ")";
    }

    private static String types(String keyword, List<ValType> types) {
        StringBuilder text = new StringBuilder();
        types.forEach(type -> text.append('(').append(keyword).append(' ').append(type).append(')'));
        return text.toString();
    }

    /** The ABI under test, and how often it was told of beginnings and ends. */
    private static final class Watched implements HostAbi {
        private final HostAbi abi;
        private int begun;
        private int ended;
        private Object last;
        private Object lastButOne;

        Watched(HostAbi abi) {
            this.abi = abi;
        }

        @Override
        public String name() {
            return abi.name();
        }

        @Override
        public List<String> versions() {
            return abi.versions();
        }

        @Override
        public void define(ImportTable table, String version) {
            abi.define(table, version);
        }

        @Override
        public Object begin(HostContext context) throws Exception {
            lastButOne = last;
            last = abi.begin(context);
            begun++;
            return last;
        }

        @Override
        public void started(HostContext context, Instance instance) throws Exception {
            abi.started(context, instance);
        }

        @Override
        public void ended(HostContext context, ExitReason reason) {
            ended++;
            abi.ended(context, reason);
        }
    }
}
