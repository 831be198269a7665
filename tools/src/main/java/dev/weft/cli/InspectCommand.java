package dev.weft.cli;

import dev.weft.binary.ModuleDecoder;
import dev.weft.syntax.ExternKind;
import dev.weft.syntax.ExternType;
import dev.weft.syntax.Features;
import dev.weft.syntax.MalformedException;
import dev.weft.syntax.Names;
import dev.weft.syntax.WasmModule;
import dev.weft.valid.InvalidException;
import dev.weft.valid.ModuleValidator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weft inspect}: shows what is in a module. */
@Command(name = "inspect",
        description = "Shows what is in a module: sections, imports, exports, sizes, the proposals it uses.",
        footer = {"", "All proposals that Weft knows are on, and a module that is not valid is shown all the same.", "",
            "Examples:", "  weft inspect sqlite3.wasm", "  weft inspect --functions 50 app.wasm",
            "  weft inspect --json app.wasm | jq .exports"})
final class InspectCommand implements Callable<Integer> {
    private static final int MOST_ROWS = 200;

    private final Streams streams;

    @Option(names = "--json", description = "The same in JSON, with all functions.")
    private boolean json;

    @Option(names = "--functions", paramLabel = "N",
            description = "How many of the largest functions to list. Default: ${DEFAULT-VALUE}.")
    private int largest = 10;

    @Parameters(paramLabel = "FILE", description = "The module, binary or text; - is the standard input.")
    private String file;

    private final StringBuilder text = new StringBuilder();

    InspectCommand(Streams streams) {
        this.streams = streams;
    }

    /** The command as it is without options. */
    InspectCommand(Streams streams, String file) {
        this.streams = streams;
        this.file = file;
    }

    @Override
    public Integer call() {
        ModuleFile moduleFile = ModuleFile.read(file, streams);
        byte[] binary = moduleFile.binary(Features.ALL);
        WasmModule module;
        try {
            module = ModuleDecoder.decode(binary, Features.ALL);
        } catch (MalformedException e) {
            throw moduleFile.malformed(e);
        }
        String problem = problem(module);
        Inspection inspection = new Inspection(module);
        streams.print(json ? new InspectionJson(inspection, file, problem).toString() : text(inspection, problem));
        return ExitCode.OK;
    }

    private static String problem(WasmModule module) {
        try {
            ModuleValidator.validate(module, Features.ALL);
            return null;
        } catch (MalformedException | InvalidException e) {
            return e.getMessage();
        }
    }

    private String text(Inspection inspection, String problem) {
        head(inspection, problem);
        sections(inspection);
        imports(inspection.imports());
        exports(inspection);
        things(inspection);
        functions(inspection);
        return text.toString();
    }

    private void head(Inspection inspection, String problem) {
        WasmModule module = inspection.module();
        int size = module.bytes().length;
        text.append(file).append("  ").append(size(size)).append('\n');
        Table table = new Table("", "");
        if (inspection.name() != null) {
            table.row("  name", printable(inspection.name()));
        }
        table.row("  valid", problem == null ? "yes" : "no: " + problem);
        for (Map.Entry<String, List<String>> producer : inspection.producers().entrySet()) {
            table.row("  " + producer.getKey(), String.join(", ", producer.getValue()));
        }
        table.row("  proposals", inspection.features().isEmpty() ? "none" : join(inspection.features()));
        int defined = module.funcs().size();
        table.row("  functions", Size.grouped(defined) + " defined, "
                + Size.grouped(module.importCount(ExternKind.FUNC)) + " imported; "
                + Size.grouped(inspection.instructions()) + " instructions");
        if (!module.datas().isEmpty()) {
            table.row("  data", plural(module.datas().size(), "segment") + ", "
                    + Size.human(inspection.dataBytes()) + (inspection.activeDatas() == module.datas().size() ? ""
                    : ", " + (module.datas().size() - inspection.activeDatas()) + " passive"));
        }
        if (!module.elems().isEmpty()) {
            table.row("  elements", plural(module.elems().size(), "segment") + ", "
                    + plural(inspection.elemReferences(), "reference"));
        }
        if (module.start() >= 0) {
            String name = inspection.name(ExternKind.FUNC, module.start());
            table.row("  start", "func " + module.start() + (name == null ? "" : " " + printable(name)));
        }
        text.append(table.rowsOnly());
    }

    private static String size(long bytes) {
        return bytes < 1024 ? bytes + " bytes" : Size.human(bytes) + " (" + Size.grouped(bytes) + " bytes)";
    }

    private static String plural(long count, String noun) {
        return Size.grouped(count) + " " + noun + (count == 1 ? "" : "s");
    }

    private static String join(List<?> things) {
        List<String> words = new ArrayList<>();
        things.forEach(thing -> words.add(thing.toString()));
        return String.join(", ", words);
    }

    private void sections(Inspection inspection) {
        Table table = new Table("  section", ">offset", ">size", ">share", ">items");
        int total = inspection.module().bytes().length;
        for (Inspection.SectionRow row : inspection.sections()) {
            table.row("  " + row.name(), "0x" + Integer.toHexString(row.offset()), Size.human(row.size()),
                    share(row.size(), total), row.items() < 0 ? "" : Size.grouped(row.items()));
        }
        append("Sections", table);
    }

    private static String share(long part, long whole) {
        return String.format(Locale.ROOT, "%.1f %%", 100.0 * part / whole);
    }

    private void append(String title, Table table) {
        text.append('\n').append(title).append('\n').append(table);
    }

    private void imports(List<Inspection.Item> items) {
        if (items.isEmpty()) {
            return;
        }
        Table table = new Table("  module", "name", "kind", ">index", "type");
        for (Inspection.Item item : items.subList(0, Math.min(MOST_ROWS, items.size()))) {
            table.row("  " + printable(item.module()), printable(item.name()), item.kind().toString(),
                    Integer.toString(item.index()), item.type());
        }
        append("Imports (" + items.size() + ")", table);
        more(items.size());
    }

    private void more(int count) {
        if (count > MOST_ROWS) {
            text.append("  and ").append(Size.grouped(count - MOST_ROWS)).append(" more; --json has them all\n");
        }
    }

    private void exports(Inspection inspection) {
        List<Inspection.Item> items = inspection.exports();
        if (items.isEmpty()) {
            return;
        }
        Table table = new Table("  name", "kind", ">index", "type");
        for (Inspection.Item item : items.subList(0, Math.min(MOST_ROWS, items.size()))) {
            table.row("  " + printable(item.name()), item.kind().toString(), Integer.toString(item.index()),
                    item.type());
        }
        append("Exports (" + items.size() + ")", table);
        more(items.size());
    }

    private static String printable(String name) {
        String quoted = Names.quoted(name);
        return quoted.length() == name.length() + 2 && !name.isEmpty() && name.indexOf(' ') < 0 ? name : quoted;
    }

    private void things(Inspection inspection) {
        Table table = new Table("  kind", ">index", "name", "type");
        int rows = 0;
        for (ExternKind kind : new ExternKind[] {ExternKind.MEMORY, ExternKind.TABLE, ExternKind.TAG,
            ExternKind.GLOBAL}) {
            int index = 0;
            for (ExternType type : inspection.space(kind)) {
                if (index < MOST_ROWS / 4) {
                    String name = inspection.name(kind, index);
                    table.row("  " + kind, Integer.toString(index), name == null ? "" : printable(name),
                            inspection.show(type));
                    rows++;
                } else if (index == MOST_ROWS / 4) {
                    table.row("  " + kind, "…", "", "and " + (inspection.space(kind).size() - index) + " more");
                }
                index++;
            }
        }
        if (rows > 0) {
            append("Memories, tables, tags, globals", table);
        }
    }

    private void functions(Inspection inspection) {
        List<Inspection.Function> functions = inspection.functions();
        if (functions.isEmpty() || largest <= 0) {
            return;
        }
        long total = 0;
        for (Inspection.Function function : functions) {
            total += function.size();
        }
        Table table = new Table(">  bytes", ">share", ">index", "name", "type");
        for (Inspection.Function function : functions.subList(0, Math.min(largest, functions.size()))) {
            table.row(Size.grouped(function.size()), share(function.size(), total),
                    Integer.toString(function.index()), function.name() == null ? "" : printable(function.name()),
                    function.type());
        }
        append("Largest functions (bytes of code, of " + Size.grouped(total) + ")", table);
    }
}
