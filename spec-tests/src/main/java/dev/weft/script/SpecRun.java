package dev.weft.script;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs scripts on tiers and reports: what the command {@code weft spec} does. */
public final class SpecRun {
    private SpecRun() {
    }

    /** The tiers that a name stands for: {@code all} means all that are present. */
    public static List<String> tiers(String name) {
        return name.equals("all") ? Tiers.present() : List.of(name);
    }

    /**
     * Runs all scripts under the paths.
     *
     * @param paths    files or folders
     * @param tier     a tier's name, or {@code all}
     * @param json     where to write the report as JSON, or null
     * @param markdown where to write it as a page to read, or null
     * @param coverage whether to list the instructions that the scripts did not put to use
     * @param out      where to print
     * @return the exit code: 0 if nothing failed, 1 if something did, 2 if there is nothing to run
     */
    public static int run(List<Path> paths, String tier, Path json, Path markdown, boolean coverage,
            PrintStream out)
            throws IOException {
        List<Suites.Entry> entries = new ArrayList<>();
        for (Path path : paths) {
            entries.addAll(Suites.find(path));
        }
        List<String> tiers = tiers(tier);
        if (entries.isEmpty() || tiers.isEmpty() || tiers.stream().anyMatch(name -> !Tiers.isPresent(name))) {
            out.println(entries.isEmpty() ? "no scripts found" : "no tier " + tier);
            return 2;
        }
        SpecReport report = new SpecReport();
        for (String name : tiers) {
            ScriptRunner runner = new ScriptRunner(name);
            for (Suites.Entry entry : entries) {
                report.add(runner.run(entry.path(), entry.name()));
            }
            if (coverage) {
                out.println("instructions not used on " + name + ": " + runner.coverage().missing());
            }
        }
        report.print(out);
        if (json != null) {
            Files.writeString(json, report.toJson());
        }
        if (markdown != null) {
            Files.writeString(markdown, ConformanceReport.toMarkdown(report, tiers));
        }
        return report.count(Outcome.Result.FAILED) > 0 ? 1 : 0;
    }
}
