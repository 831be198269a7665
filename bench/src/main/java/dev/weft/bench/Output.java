package dev.weft.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Option;

/** What becomes of a result: options of the commands that measure. */
final class Output {
    @Option(names = "--results", paramLabel = "DIR",
            description = "Write <date>-<commit>-<machine>.json and .html into this folder; what the file already "
                    + "says of other workloads and benchmarks stays.")
    private Path folder;

    @Option(names = "--svg", paramLabel = "DIR", description = "Write the charts as pictures into this folder.")
    private Path pictures;

    @Option(names = "--markdown", description = "Print tables as the README has them.")
    private boolean markdown;

    @Option(names = "--against", paramLabel = "FILE",
            description = "Say what changed since that result beyond the noise of both; exit code 1 if anything "
                    + "became slower.")
    private Path against;

    @Option(names = "--commit", defaultValue = "${env:WEFT_COMMIT:-unknown}", hidden = true)
    private String commit;

    String commit() {
        return commit;
    }

    /** Prints and writes; returns whether something has become slower than it was. */
    boolean put(Result result) throws IOException {
        System.out.print(Tables.of(result, markdown));
        if (folder != null) {
            Files.createDirectories(folder);
            Path file = folder.resolve(result.name() + ".json");
            Result whole = Files.exists(file) ? merged(Result.read(file), result) : result;
            Files.writeString(file, whole.json());
            Path page = folder.resolve(result.name() + ".html");
            Files.writeString(page, Page.of(whole));
            System.out.println("written: " + file + " and " + page);
        }
        if (pictures != null) {
            Charts.write(result, pictures);
        }
        if (against == null) {
            return false;
        }
        Comparison comparison = Comparison.of(Result.read(against), result);
        System.out.print(comparison.text());
        return comparison.slower() > 0;
    }

    /** The newer result, with what only the older one has. */
    static Result merged(Result older, Result newer) {
        Map<String, String> engines = new java.util.LinkedHashMap<>(older.engines());
        engines.putAll(newer.engines());
        Set<String> missing = new LinkedHashSet<>(newer.rows().isEmpty() ? older.missing() : newer.missing());
        List<Result.Row> rows = new ArrayList<>(newer.rows());
        older.rows().stream().filter(row -> rows.stream().noneMatch(other -> other.name().equals(row.name())))
                .forEach(rows::add);
        List<Result.Figure> figures = new ArrayList<>(newer.benchmarks());
        older.benchmarks().stream().filter(figure -> figures.stream()
                .noneMatch(other -> other.name().equals(figure.name()))).forEach(figures::add);
        return new Result(newer.about(), Math.max(older.noise(), newer.noise()),
                newer.reference() != null ? newer.reference() : older.reference(), engines, List.copyOf(missing), rows,
                figures);
    }
}
