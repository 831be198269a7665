package dev.weft.script;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The page {@code docs/conformance.md}: what passes, on which tiers, of which revision; every skip and its reason. */
final class ConformanceReport {
    private static final Pattern SUITE = Pattern.compile("(?m)^(testsuite|threads) +(\\S+) +([0-9a-f]{40})$");

    private ConformanceReport() {
    }

    static String toMarkdown(SpecReport report, List<String> tiers) {
        StringBuilder page = new StringBuilder("# Conformance\n\n")
                .append("Written by `./weft spec --markdown docs/conformance.md SUITE…`; do not edit.\n\n")
                .append("**").append(report.summary()).append("** in ").append(report.fileCount())
                .append(" scripts, ").append(LocalDate.now(ZoneOffset.UTC)).append(".\n\n")
                .append("A command counts as passed if it did what the script says. Error messages are compared: the ")
                .append("script's phrase must be the beginning of ours.\n\n");
        revisions(page);
        page.append("| proposal |");
        tiers.forEach(tier -> page.append(' ').append(tier).append(": passed | failed | skipped |"));
        page.append("\n|---|").repeat("--:|", 3 * tiers.size()).append('\n');
        report.counts().forEach((proposal, byTier) -> {
            page.append("| ").append(proposal).append(" |");
            for (String tier : tiers) {
                for (int count : byTier.getOrDefault(tier, new int[3])) {
                    page.append(' ').append(count).append(" |");
                }
            }
            page.append('\n');
        });
        List<Outcome> failed = report.all(Outcome.Result.FAILED);
        if (!failed.isEmpty()) {
            page.append("\n## Failed\n");
            failed.forEach(outcome -> page.append("- `").append(outcome.toString().replace("\n", " ")).append("`\n"));
        }
        page.append("\n## Skipped\n");
        Map<String, String> skips = Skips.official().all();
        skips.forEach((where, reason) -> page.append("- `").append(where).append("`: ").append(reason).append('\n'));
        if (skips.isEmpty()) {
            page.append("Nothing.\n");
        }
        return page.append("""

                ## What the scripts run with
                Scripts at the root, in `legacy/` and in `custom/` run with the engine's default features; those of a
                proposal's folder with all features. `proposals/threads` is an exception: it was written for a version
                of the specification with one memory, one table and 32-bit limits, and says so in eleven assertions; it
                runs without multi-memory, memory64 and reference types, and nothing of it is skipped. The threads
                proposal's own repository (`threads-repo`) runs with everything.
                """).toString();
    }

    private static void revisions(StringBuilder page) {
        Path list = Path.of("tools/fetch-suites");
        if (!Files.isRegularFile(list)) {
            return;
        }
        try {
            Matcher suite = SUITE.matcher(Files.readString(list));
            while (suite.find()) {
                page.append("- ").append(suite.group(2)).append(" at `").append(suite.group(3)).append("`\n");
            }
            page.append('\n');
        } catch (IOException _) {
            page.append("Revisions of the suites: unknown.\n\n");
        }
    }
}
