package dev.weft.cli;

import dev.weft.runtime.cache.CodeCache;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weft cache}: the code that is kept for later runs. */
@Command(name = "cache",
        description = "Lists, measures, checks or removes the compiled code that is kept for later runs.",
        footer = {"",
            "What to do:",
            "  list     a line for each module: its SHA-256, how much there is of it, when it was last used",
            "  size     the bytes of all files",
            "  verify   reads all files, removes those that are damaged, and says which",
            "  clear    removes all files",
            "",
            "Examples:", "  weft cache list", "  weft cache clear --cache code-cache"})
final class CacheCommand implements Callable<Integer> {
    private static final int SHOWN_DIGITS = 16;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm").withZone(ZoneId.systemDefault());

    private final Streams streams;

    @Parameters(index = "0", paramLabel = "ACTION", arity = "0..1", defaultValue = "list",
            description = "list (the default), size, verify or clear.")
    private String action;

    @Option(names = "--cache", paramLabel = "DIR", description = "The cache. Default: the one that weft run uses.")
    private Path folder;

    CacheCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() {
        CodeCache cache = CodeCache.at(folder == null ? CodeCache.defaultFolder() : folder);
        try {
            return switch (action) {
                case "list" -> list(cache);
                case "size" -> say(cache.size() + "\n");
                case "verify" -> verify(cache);
                case "clear" -> say(cache.clear() + " files removed\n");
                default -> throw new Failure(ExitCode.USAGE, "weft cache cannot " + action
                        + "; it can list, size, verify and clear");
            };
        } catch (UncheckedIOException e) {
            throw new Failure(ExitCode.NO_INPUT, "the cache " + cache.folder() + ": " + e.getCause().getMessage());
        }
    }

    private int say(String text) {
        streams.print(text);
        return ExitCode.OK;
    }

    private int list(CodeCache cache) {
        List<CodeCache.Item> items = cache.list();
        Table table = new Table("module", ">size", ">functions", ">loops", "last used");
        for (CodeCache.Item item : items) {
            List<String> contents = item.contents();
            table.row(item.moduleHash().substring(0, SHOWN_DIGITS), Size.human(item.bytes()),
                    String.valueOf(contents.stream().filter(name -> name.startsWith("F")).count()),
                    String.valueOf(contents.stream().filter(name -> name.startsWith("L")).count()),
                    TIME.format(item.used()));
        }
        return say((items.isEmpty() ? "" : table.toString()) + items.size() + " modules, "
                + Size.human(items.stream().mapToLong(CodeCache.Item::bytes).sum()) + " of "
                + Size.human(cache.mostBytes()) + " in " + cache.folder() + "\n");
    }

    private int verify(CodeCache cache) {
        int all = cache.list().size();
        List<CodeCache.Item> damaged = cache.verify();
        for (CodeCache.Item item : damaged) {
            streams.complain("damaged, removed: " + item.file());
        }
        say(all - damaged.size() + " of " + all + " files are whole\n");
        return damaged.isEmpty() ? ExitCode.OK : ExitCode.FAILURES;
    }
}
