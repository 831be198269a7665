package dev.weft.fuzz;

import dev.weft.runtime.Engine;
import dev.weft.runtime.FunctionInstance;
import dev.weft.runtime.Instance;
import dev.weft.runtime.Linker;
import dev.weft.runtime.Store;
import dev.weft.runtime.TableInstance;
import dev.weft.runtime.Trap;
import dev.weft.runtime.V128;
import dev.weft.runtime.WasmException;
import dev.weft.runtime.memory.MemoryInstance;
import dev.weft.syntax.Features;
import dev.weft.syntax.FuncType;
import dev.weft.syntax.VecType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** V8 yields the same results, ends with the same kind of trap, and leaves the same in memories, tables and globals. */
final class V8Oracle implements Oracle {
    private static final int BUDGET = 25;
    private static final int PATIENCE = 300;

    private final V8 v8;
    private final Engine engine = Engine.builder().features(Features.ALL).tier("interp").parallelism(1).build();

    V8Oracle(V8 v8) {
        this.v8 = v8;
    }

    @Override
    public String name() {
        return "v8";
    }

    @Override
    public Set<Facet> facets() {
        return Facet.OF_V8;
    }

    @Override
    public String check(GeneratedModule module, Choices choices) throws IOException {
        List<GeneratedModule.Call> calls = module.calls().stream().filter(V8Oracle::crossesToJavaScript).toList();
        List<String> ours = run(module, calls);
        if (ours == null) {
            return null;
        }
        String[] theirs = v8.run(module.bytes(), BUDGET, calls.stream().map(V8Oracle::word).toList());
        for (int i = 0; i < Math.max(ours.size(), theirs.length); i++) {
            String left = i < ours.size() ? ours.get(i) : "";
            String right = i < theirs.length ? kind(theirs[i]) : "";
            // JavaScript's stack and its main thread have limits of their own
            if (right.contains("RangeError") || right.contains("Atomics.wait cannot be called")) {
                return null;
            }
            if (!left.equals(right)) {
                return "differs\nweft: " + left + "\nV8:   " + right;
            }
        }
        return null;
    }

    private static boolean crossesToJavaScript(GeneratedModule.Call call) {
        FuncType type = call.type();
        return Stream.concat(type.params().stream(), type.results().stream()).noneMatch(VecType.class::isInstance)
                && call.arguments().stream().noneMatch(value -> value instanceof Float f && f.isNaN()
                        || value instanceof Double d && d.isNaN());
    }

    private static String word(GeneratedModule.Call call) {
        StringBuilder out = new StringBuilder(call.export());
        for (Object value : call.arguments()) {
            out.append('|').append(switch (value) {
                case null -> "n";
                case Integer i -> "i" + i;
                case Long l -> "l" + l;
                case Float f -> "f" + Float.floatToRawIntBits(f);
                case Double d -> "d" + Double.doubleToRawLongBits(d);
                default -> "s" + value.toString().replace(' ', '_');
            });
        }
        return out.toString();
    }

    private static Object argument(Object value) {
        return value instanceof String s ? s.replace(' ', '_') : value;
    }

    private List<String> run(GeneratedModule module, List<GeneratedModule.Call> calls) {
        List<String> lines = new ArrayList<>();
        try (Store store = Store.of(engine)) {
            store.setDeadline(PATIENCE);
            Instance instance;
            try {
                instance = new Linker().instantiate(store, engine.prepare(module.bytes()));
            } catch (Trap | WasmException e) {
                lines.add("instantiate" + failure(e));
                return lines;
            }
            for (GeneratedModule.Call call : calls) {
                instance.global("g" + Shape.BUDGET).set(BUDGET);
                StringBuilder line = new StringBuilder(word(call)).append(':');
                try {
                    for (Object value : instance.function(call.export())
                            .callMulti(call.arguments().stream().map(V8Oracle::argument).toArray())) {
                        line.append(' ').append(shown(value));
                    }
                } catch (Trap e) {
                    if (e.kind() == Trap.Kind.INTERRUPTED || e.kind() == Trap.Kind.CALL_STACK_EXHAUSTED) {
                        return null;
                    }
                    line.append(failure(e));
                } catch (WasmException e) {
                    line.append(failure(e));
                }
                lines.add(line.toString());
            }
            lines.add("state" + state(instance, module));
        }
        return lines;
    }

    private static String failure(RuntimeException e) {
        return e instanceof Trap trap ? " trap " + like(trap.kind()) : " exception";
    }

    /** V8 has one message where we have several kinds. */
    private static Trap.Kind like(Trap.Kind kind) {
        return switch (kind) {
            case UNINITIALIZED_ELEMENT -> Trap.Kind.INDIRECT_CALL_TYPE_MISMATCH;
            case UNDEFINED_ELEMENT -> Trap.Kind.OUT_OF_BOUNDS_TABLE_ACCESS;
            case INVALID_CONVERSION_TO_INTEGER -> Trap.Kind.INTEGER_OVERFLOW;
            // which of the two is looked at first differs
            case UNALIGNED_ATOMIC -> Trap.Kind.OUT_OF_BOUNDS_MEMORY_ACCESS;
            default -> kind;
        };
    }

    private static String shown(Object value) {
        return switch (value) {
            case null -> "null";
            case Long l -> l + "L";
            case FunctionInstance function -> "func " + function.funcIdx();
            case String s -> '"' + s + '"';
            case Number n -> {
                double d = n.doubleValue();
                if (Double.isNaN(d)) {
                    yield "NaN";
                }
                if (d == 0 && 1 / d < 0) {
                    yield "-0";
                }
                yield d == Math.rint(d) && Math.abs(d) < 2147483649d ? Long.toString((long) d)
                        : "d" + Double.doubleToRawLongBits(d);
            }
            default -> value.toString();
        };
    }

    private static String state(Instance instance, GeneratedModule module) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < module.tables().size(); i++) {
            TableInstance table = instance.table("t" + i);
            out.append(" t").append(i).append('=');
            for (int j = 0; j < table.size(); j++) {
                out.append(j == 0 ? "" : ",").append(shown(table.get(j)));
            }
        }
        for (int i = 0; i < module.memories().size(); i++) {
            MemoryInstance memory = instance.memory("m" + i);
            byte[] bytes = memory.readBytes(0, (int) memory.byteLength());
            out.append(" m").append(i).append('=').append(bytes.length).append(':').append(Arrays.hashCode(bytes));
        }
        for (int i = 0; i < module.globals(); i++) {
            Object value = instance.global("g" + i).get();
            if (!(value instanceof V128)) {
                out.append(" g").append(i).append('=').append(shown(value));
            }
        }
        return out.toString();
    }

    /** A line of V8's with the names that we give its traps. */
    private static String kind(String line) {
        int at = line.indexOf(" trap ");
        if (at < 0) {
            return line;
        }
        String message = line.substring(at + 6);
        Trap.Kind kind = switch (message) {
            case "unreachable" -> Trap.Kind.UNREACHABLE;
            case "divide by zero", "remainder by zero" -> Trap.Kind.INTEGER_DIVIDE_BY_ZERO;
            case "divide result unrepresentable", "float unrepresentable in integer range" ->
                    Trap.Kind.INTEGER_OVERFLOW;
            case "memory access out of bounds", "operation does not support unaligned accesses" ->
                    Trap.Kind.OUT_OF_BOUNDS_MEMORY_ACCESS;
            case "null function or function signature mismatch" -> Trap.Kind.INDIRECT_CALL_TYPE_MISMATCH;
            case "table index is out of bounds", "table access out of bounds", "table element access out of bounds",
                 "element segment out of bounds" -> Trap.Kind.OUT_OF_BOUNDS_TABLE_ACCESS;
            case "data segment out of bounds" -> Trap.Kind.OUT_OF_BOUNDS_MEMORY_ACCESS;
            default -> null;
        };
        return kind == null ? line : line.substring(0, at) + " trap " + kind;
    }

    @Override
    public void close() {
        v8.close();
    }
}
