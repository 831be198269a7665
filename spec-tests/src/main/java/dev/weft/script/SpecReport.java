package dev.weft.script;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** What became of the commands of many scripts: counts per proposal and tier, and every failure. */
public final class SpecReport {
    private final List<Outcome> outcomes = new ArrayList<>();
    private final Map<String, Map<String, int[]>> counts = new TreeMap<>();
    private final int[] total = new int[Outcome.Result.values().length];
    private final TreeSet<String> tiers = new TreeSet<>();
    private final TreeSet<String> files = new TreeSet<>();

    /** Adds the outcomes of a script. */
    public void add(Collection<Outcome> more) {
        for (Outcome outcome : more) {
            outcomes.add(outcome);
            tiers.add(outcome.tier());
            files.add(outcome.file());
            counts.computeIfAbsent(proposal(outcome.file()), _ -> new TreeMap<>())
                    .computeIfAbsent(outcome.tier(), _ -> new int[total.length])[outcome.result().ordinal()]++;
            total[outcome.result().ordinal()]++;
        }
    }

    /** What a script belongs to: the folder of its proposal, or the core specification. */
    static String proposal(String file) {
        String folder = file.contains("/") ? file.substring(0, file.lastIndexOf('/')) : "";
        return folder.isEmpty() ? "core 3.0" : folder.startsWith("proposals/") ? folder.substring(10) : folder;
    }

    /** How many commands ended in a way. */
    public int count(Outcome.Result result) {
        return total[result.ordinal()];
    }

    /** The commands that ended in a way. */
    public List<Outcome> all(Outcome.Result result) {
        return outcomes.stream().filter(outcome -> outcome.result() == result).toList();
    }

    /** The counts of a proposal on a tier in the order passed, failed, skipped, by proposal, then by tier. */
    public Map<String, Map<String, int[]>> counts() {
        return counts;
    }

    /** How many scripts there were. */
    public int fileCount() {
        return files.size();
    }

    /** {@code N passed, N failed, N skipped}. */
    public String summary() {
        return total[0] + " passed, " + total[1] + " failed, " + total[2] + " skipped";
    }

    /** Prints failures, the table and the summary. */
    public void print(PrintStream out) {
        all(Outcome.Result.FAILED).forEach(out::println);
        int width = counts.keySet().stream().mapToInt(String::length).max().orElse(0);
        out.printf("%-" + Math.max(width, 8) + "s", "proposal");
        tiers.forEach(tier -> out.printf("  %28s", tier + ": passed failed skipped"));
        out.println();
        counts.forEach((proposal, byTier) -> {
            out.printf("%-" + Math.max(width, 8) + "s", proposal);
            for (String tier : tiers) {
                int[] row = byTier.getOrDefault(tier, new int[3]);
                out.printf("  %14d %6d %6d", row[0], row[1], row[2]);
            }
            out.println();
        });
        out.println(summary());
    }

    /** The whole report as JSON. */
    public String toJson() {
        StringBuilder json = new StringBuilder("{\n  \"passed\": ").append(total[0])
                .append(",\n  \"failed\": ").append(total[1]).append(",\n  \"skipped\": ").append(total[2])
                .append(",\n  \"files\": ").append(files.size()).append(",\n  \"proposals\": [");
        String comma = "\n    ";
        for (Map.Entry<String, Map<String, int[]>> proposal : counts.entrySet()) {
            for (Map.Entry<String, int[]> tier : proposal.getValue().entrySet()) {
                int[] row = tier.getValue();
                json.append(comma).append("{\"proposal\": ").append(quote(proposal.getKey()))
                        .append(", \"tier\": ").append(quote(tier.getKey()))
                        .append(", \"passed\": ").append(row[0]).append(", \"failed\": ").append(row[1])
                        .append(", \"skipped\": ").append(row[2]).append('}');
                comma = ",\n    ";
            }
        }
        json.append("\n  ],\n  \"commands\": [");
        comma = "\n    ";
        for (Outcome outcome : outcomes) {
            if (outcome.result() != Outcome.Result.PASSED) {
                json.append(comma).append("{\"file\": ").append(quote(outcome.file()))
                        .append(", \"line\": ").append(outcome.line())
                        .append(", \"tier\": ").append(quote(outcome.tier()))
                        .append(", \"result\": ").append(quote(outcome.result().name().toLowerCase(Locale.ROOT)))
                        .append(", \"detail\": ").append(quote(outcome.detail())).append('}');
                comma = ",\n    ";
            }
        }
        return json.append("\n  ]\n}\n").toString();
    }

    private static String quote(String text) {
        if (text == null) {
            return "null";
        }
        StringBuilder quoted = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < 0x20) {
                quoted.append(String.format("\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
