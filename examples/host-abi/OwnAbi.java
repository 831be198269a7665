import dev.weft.host.AbiConformance;
import dev.weft.host.Capabilities;
import dev.weft.host.ConsoleSink;
import dev.weft.host.ExitReason;
import dev.weft.host.GuestModule;
import dev.weft.host.GuestOptions;
import dev.weft.host.HostAbi;
import dev.weft.host.HostContext;
import dev.weft.host.HostLayer;
import dev.weft.host.ImportTable;
import dev.weft.host.MissingImportsException;
import dev.weft.runtime.Engine;
import dev.weft.text.TextParser;
import java.util.List;

/** An ABI of one's own: a tally for each guest, which it may only tell if it has the right to. */
public final class OwnAbi {

    // An ABI has no state: one object serves all guests.
    static final class TallyAbi implements HostAbi {
        // What it keeps for one guest.
        static final class Tally {
            long sum;
        }

        @Override
        public String name() {
            return "tally";
        }

        @Override
        public List<String> versions() {
            return List.of("2", "1");
        }

        @Override
        public void define(ImportTable table, String version) {
            // "I:I" is (param i64) (result i64); in version 1 it was called add
            table.function("tally", version.equals("1") ? "add" : "count", "I:I", (caller, slots, refs, base) ->
                    slots[base] = HostContext.of(caller).state(Tally.class).sum += slots[base]);
            table.function("tally", "tell", "ii:i", (caller, slots, refs, base) -> {
                HostContext context = HostContext.of(caller);
                String text = context.readText(caller, (int) slots[base], (int) slots[base + 1]);
                boolean may = context.options().capabilities().allows("tell");
                context.console(ConsoleSink.Level.LOG, text == null ? "not readable"
                        : may ? text + ": " + context.state(Tally.class).sum : "not allowed to tell");
                slots[base] = text == null || !may ? -1 : 0;
            });
        }

        @Override
        public Object begin(HostContext context) {
            return new Tally();
        }

        @Override
        public void ended(HostContext context, ExitReason reason) {
            context.console(ConsoleSink.Level.LOG, "ended " + context.name() + " " + reason);
        }
    }

    public static void main(String[] args) throws Exception {
        Engine engine = Engine.create();
        HostAbi tally = new TallyAbi();
        HostLayer layer = HostLayer.builder(engine).abi(tally).build();

        // The layer says what a module lacks, and who would supply it.
        HostLayer newest = HostLayer.builder(engine).abi(tally, "2").build();
        byte[] old = TextParser.assemble("(module (import \"tally\" \"add\" (func (param i64) (result i64))))");
        try {
            newest.prepare(old);
        } catch (MissingImportsException e) {
            System.out.println(e.getMessage());
        }
        layer.prepare(old); // without a pinned version, the layer takes the one that fits

        GuestModule module = layer.prepare(TextParser.assemble("""
                (module
                  (import "tally" "count" (func $count (param i64) (result i64)))
                  (import "tally" "tell" (func $tell (param i32 i32) (result i32)))
                  (memory (export "memory") 1) (data (i32.const 0) "red  blue green")
                  (func (export "run") (param $text i32) (param $length i32) (param $n i64) (result i32)
                    (drop (call $count (local.get $n)))
                    (drop (call $count (i64.const 1)))
                    (call $tell (local.get $text) (local.get $length))))"""));
        GuestOptions options = GuestOptions.DEFAULT
                .console((level, source, text) -> System.out.println(text));
        GuestOptions trusted = options.capabilities(Capabilities.NONE.with("tell"));
        HostContext red = HostContext.of(module, trusted.named("red"), null);
        HostContext blue = HostContext.of(module, trusted.named("blue"), null);
        HostContext green = HostContext.of(module, options.named("green"), null);
        red.instantiate().function("run").call(0, 3, 2L);
        blue.instantiate().function("run").call(5, 4, 19L);
        System.out.println("green: " + green.instantiate().function("run").call(10, 5, 1L));
        red.close();
        blue.close();
        green.close();

        // The checks that every ABI should pass.
        System.out.println("findings: " + AbiConformance.of(tally, engine, TextParser::assemble)
                .options(GuestOptions.DEFAULT).run());
    }
}
