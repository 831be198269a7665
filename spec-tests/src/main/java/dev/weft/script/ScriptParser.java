package dev.weft.script;

import dev.weft.syntax.AbsHeapType;
import dev.weft.syntax.HeapType;
import dev.weft.syntax.NumType;
import dev.weft.syntax.TypeIdx;
import dev.weft.syntax.VecType;
import dev.weft.text.TokenCursor;
import dev.weft.text.TokenKind;
import dev.weft.text.Tokens;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads scripts; the modules in them are assembled when their command runs. */
final class ScriptParser {
    private final TokenCursor in;

    private ScriptParser(Tokens tokens) {
        in = new TokenCursor(tokens, 0, tokens.size());
    }

    /** Reads a script from UTF-8 text. */
    static Script parse(String name, byte[] utf8) {
        Tokens tokens = Tokens.of(utf8);
        ScriptParser parser = new ScriptParser(tokens);
        if (parser.isModuleFields()) {
            return new Script(name,
                    List.of(new Command.Module(1, null, new ModuleSource.Quote(utf8), false)));
        }
        List<Command> commands = new ArrayList<>();
        while (!parser.in.at(TokenKind.EOF)) {
            commands.add(parser.command());
        }
        return new Script(name, commands);
    }

    private boolean isModuleFields() {
        for (String field : List.of("type", "rec", "func", "memory", "table", "global", "import", "export", "elem",
                "data", "start", "tag")) {
            if (in.atList(field)) {
                return true;
            }
        }
        return false;
    }

    /** The word in a list's head: commands are no tokens of the module language. */
    private String head() {
        if (!in.at(TokenKind.LPAR) || in.kind(1) != TokenKind.KEYWORD) {
            throw in.unexpected();
        }
        return in.tokens().text(in.position() + 1);
    }

    private void enter() {
        in.moveTo(in.position() + 2);
    }

    private Command command() {
        int start = in.position();
        int line = in.tokens().line(start);
        String word = head();
        if (word.equals("module")) {
            return module(start, line);
        }
        if (word.equals("invoke") || word.equals("get")) {
            return new Command.Perform(line, action());
        }
        enter();
        Command command = switch (word) {
            case "register" -> new Command.Register(line, in.name(), in.optionalId());
            case "thread" -> thread(line);
            case "wait" -> new Command.Wait(line, in.optionalId());
            case "assert_return" -> assertReturn(line);
            case "assert_exception" -> new Command.AssertException(line, action());
            case "assert_exhaustion" -> new Command.AssertTrap(line, action(), in.name(), true);
            case "assert_trap" -> in.atList("module")
                    ? refused(line, Command.Stage.TRAP)
                    : new Command.AssertTrap(line, action(), in.name(), false);
            case "assert_malformed", "assert_malformed_custom", "assert_invalid", "assert_invalid_custom",
                 "assert_unlinkable" ->
                    refused(line, Command.Stage.valueOf(word.substring(7).toUpperCase(Locale.ROOT)));
            default -> throw in.tokens().error(start + 1, "unknown command " + word);
        };
        in.close();
        return command;
    }

    private Command module(int start, int line) {
        in.moveTo(start + 2);
        if (in.accept("instance")) {
            String id = in.optionalId();
            String definition = in.optionalId();
            in.close();
            return new Command.Instance(line, definition == null ? null : id, definition == null ? id : definition);
        }
        boolean definitionOnly = in.accept("definition");
        String id = in.optionalId();
        in.moveTo(start);
        return new Command.Module(line, id, source(), definitionOnly);
    }

    /** The module that comes next. */
    private ModuleSource source() {
        int start = in.position();
        int end = in.tokens().skip(start);
        enter();
        in.accept("definition");
        in.optionalId();
        ModuleSource source;
        if (in.accept("binary")) {
            source = new ModuleSource.Binary(strings());
        } else if (in.accept("quote")) {
            source = new ModuleSource.Quote(strings());
        } else {
            source = new ModuleSource.Text(in.tokens(), start);
        }
        in.moveTo(end);
        return source;
    }

    private byte[] strings() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        while (in.at(TokenKind.STRING)) {
            bytes.writeBytes(in.string());
        }
        return bytes.toByteArray();
    }

    private Command refused(int line, Command.Stage stage) {
        ModuleSource source = source();
        return new Command.AssertRefused(line, stage, source, in.name());
    }

    private Command thread(int line) {
        String id = in.optionalId();
        List<String> shared = new ArrayList<>();
        while (in.enter("shared")) {
            if (!in.enter("module")) {
                throw in.unexpected();
            }
            shared.add(in.optionalId());
            in.close();
            in.close();
        }
        List<Command> commands = new ArrayList<>();
        while (!in.at(TokenKind.RPAR)) {
            commands.add(command());
        }
        return new Command.Thread(line, id, shared, commands);
    }

    private Action action() {
        String word = head();
        if (!word.equals("invoke") && !word.equals("get")) {
            throw in.unexpected();
        }
        enter();
        String instance = in.optionalId();
        String name = in.name();
        if (word.equals("get")) {
            in.close();
            return new Action.Get(instance, name);
        }
        List<Value> arguments = new ArrayList<>();
        while (!in.at(TokenKind.RPAR)) {
            arguments.add(value());
        }
        in.close();
        return new Action.Invoke(instance, name, arguments);
    }

    private Value value() {
        String word = head();
        enter();
        Value value = switch (word) {
            case "i32.const" -> new Value.Bits(NumType.I32, in.integer(32) & 0xFFFFFFFFL, 0);
            case "i64.const" -> new Value.Bits(NumType.I64, in.integer(64), 0);
            case "f32.const" -> new Value.Bits(NumType.F32, in.f32() & 0xFFFFFFFFL, 0);
            case "f64.const" -> new Value.Bits(NumType.F64, in.f64(), 0);
            case "v128.const" -> vector();
            case "ref.null" -> new Value.Null(heapType());
            case "ref.extern", "ref.host" -> new Value.Host(in.u32());
            default -> throw in.tokens().error(in.position() - 1, "unknown value " + word);
        };
        in.close();
        return value;
    }

    private HeapType heapType() {
        return in.at(TokenKind.NAT) ? new TypeIdx(in.u32()) : absHeapType(in.keyword());
    }

    private AbsHeapType absHeapType(String word) {
        for (AbsHeapType type : AbsHeapType.values()) {
            if (type.toString().equals(word)) {
                return type;
            }
        }
        throw in.tokens().error(in.position() - 1, "unknown heap type " + word);
    }

    private Value vector() {
        long[] halves = new long[2];
        List<Expected> lanes = lanes(in.keyword());
        int bits = 128 / lanes.size();
        for (int i = 0; i < lanes.size(); i++) {
            long lane = ((Expected.Bits) lanes.get(i)).bits();
            halves[i * bits / 64] |= (bits == 64 ? lane : lane & (1L << bits) - 1) << (i * bits % 64);
        }
        return new Value.Bits(VecType.V128, halves[0], halves[1]);
    }

    private List<Expected> lanes(String shape) {
        String type = shape.substring(0, shape.indexOf('x'));
        int count = Integer.parseInt(shape.substring(shape.indexOf('x') + 1));
        List<Expected> lanes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            lanes.add(number(type));
        }
        return lanes;
    }

    private Expected number(String type) {
        if (in.accept("nan:canonical")) {
            return new Expected.NaN(type, true);
        }
        if (in.accept("nan:arithmetic")) {
            return new Expected.NaN(type, false);
        }
        return new Expected.Bits(type, switch (type) {
            case "f32" -> in.f32() & 0xFFFFFFFFL;
            case "f64" -> in.f64();
            case "i32" -> in.integer(32) & 0xFFFFFFFFL;
            default -> in.integer(Integer.parseInt(type.substring(1)));
        });
    }

    private Command assertReturn(int line) {
        Action action = action();
        List<Expected> expected = new ArrayList<>();
        while (!in.at(TokenKind.RPAR)) {
            expected.add(expected());
        }
        return new Command.AssertReturn(line, action, expected);
    }

    private Expected expected() {
        String word = head();
        enter();
        Expected expected = switch (word) {
            case "i32.const", "i64.const", "f32.const", "f64.const" -> number(word.substring(0, 3));
            case "v128.const" -> {
                String shape = in.keyword();
                yield new Expected.Lanes(shape, lanes(shape));
            }
            case "ref.null" -> {
                if (in.at(TokenKind.RPAR)) {
                    yield new Expected.Null(null);
                }
                yield new Expected.Null(heapType() instanceof AbsHeapType type ? type : null);
            }
            case "ref.extern", "ref.host" -> in.at(TokenKind.NAT)
                    ? new Expected.Host(in.u32()) : new Expected.Ref(AbsHeapType.EXTERN);
            case "either" -> {
                List<Expected> options = new ArrayList<>();
                while (!in.at(TokenKind.RPAR)) {
                    options.add(expected());
                }
                yield new Expected.Either(options);
            }
            default -> {
                if (!word.startsWith("ref.")) {
                    throw in.tokens().error(in.position() - 1, "unknown result " + word);
                }
                yield new Expected.Ref(absHeapType(word.substring(4)));
            }
        };
        in.close();
        return expected;
    }
}
