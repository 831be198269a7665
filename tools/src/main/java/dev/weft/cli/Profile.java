package dev.weft.cli;

import dev.weft.fuzz.CountedModule;
import dev.weft.runtime.Instance;
import dev.weft.runtime.PreparedModule;
import dev.weft.syntax.ExternKind;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;

/**
 * Where a guest's time went: samples of its stack, as a tree of functions. What is not the guest's own code has one
 * node of its own, named for what it is.
 */
final class Profile {
    /** Milliseconds from one sample to the next. */
    static final int PERIOD_MS = 10;

    private static final int DEPTH = 1024;
    /** The method of a compiled function, or of a part of it. */
    private static final Pattern COMPILED = Pattern.compile("(.*)\\$([0-9]+)(\\D.*)?");
    private static final String INTERPRETED = "interpreted functions";
    private static final String HOST = "host functions and the engine";

    private final Node root = new Node("all", -1);

    /** A function where it was called from. */
    static final class Node {
        final String name;
        /** The function's index; -1: no function of the guest. */
        final int funcIdx;
        final Map<String, Node> callees = new TreeMap<>();
        long total;
        long self;

        private Node(String name, int funcIdx) {
            this.name = name;
            this.funcIdx = funcIdx;
        }

        private Node callee(String calleeName, int index) {
            return callees.computeIfAbsent(calleeName, _ -> new Node(calleeName, index));
        }
    }

    /**
     * A function's share.
     *
     * @param self samples in its own code
     * @param total samples in it and in what it called
     * @param calls how often it was called; -1: not counted
     * @param fuel what its own instructions would have burnt; -1: not counted
     */
    record Row(String name, String tier, long self, long total, long calls, long fuel) {
    }

    /** A recording that runs; closing it drops what it has. */
    static final class Recorder implements AutoCloseable {
        private final Recording recording;
        private final String thread;

        private Recorder(Recording recording, String thread) {
            this.recording = recording;
            this.thread = thread;
        }

        /** Ends it; what it has seen. */
        Profile end() throws IOException {
            recording.stop();
            Path file = Files.createTempFile("weft", ".jfr");
            try {
                recording.dump(file);
                Profile profile = new Profile();
                for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
                    RecordedThread sampled = event.getEventType().getName().equals("jdk.ExecutionSample")
                            ? event.getThread("sampledThread") : null;
                    if (sampled != null && sampled.getJavaName() != null && sampled.getJavaName().startsWith(thread)
                            && event.getStackTrace() != null) {
                        profile.add(event.getStackTrace().getFrames());
                    }
                }
                return profile;
            } finally {
                Files.delete(file);
            }
        }

        @Override
        public void close() {
            recording.close();
        }
    }

    private Profile() {
    }

    /** Starts to take samples of the threads whose name begins like this. */
    static Recorder record(String thread) {
        try {
            // deep stacks are what guests have; the default cuts them off at 64 frames
            ManagementFactory.getPlatformMBeanServer().invoke(
                    new ObjectName("com.sun.management:type=DiagnosticCommand"), "jfrConfigure",
                    new Object[] {new String[] {"stackdepth=" + DEPTH}}, new String[] {String[].class.getName()});
        } catch (JMException e) {
            throw new Failure(ExitCode.INTERNAL, "the JVM's flight recorder cannot be configured: " + e.getMessage());
        }
        Recording recording = new Recording();
        recording.enable("jdk.ExecutionSample").withPeriod(Duration.ofMillis(PERIOD_MS));
        recording.start();
        return new Recorder(recording, thread);
    }

    private void add(List<RecordedFrame> frames) {
        Node node = root;
        node.total++;
        List<RecordedFrame> outermostFirst = new ArrayList<>(frames);
        Collections.reverse(outermostFirst);
        String last = "";
        for (RecordedFrame frame : outermostFirst) {
            String type = frame.getMethod().getType().getName();
            Matcher compiled = COMPILED.matcher(frame.getMethod().getName());
            boolean guest = type.startsWith("wasm.") && compiled.matches();
            boolean interpreted = type.startsWith("dev.weft.interp.");
            String name = guest ? compiled.group(1) : interpreted ? INTERPRETED : HOST;
            int funcIdx = guest ? Integer.parseInt(compiled.group(2)) : -1;
            // a function that was cut calls its parts; runs of what is no function are one node
            boolean part = guest ? compiled.group(3) != null && node.funcIdx == funcIdx : name.equals(last);
            boolean below = !guest && !interpreted && node == root;
            if (!part && !below) {
                node = node.callee(guest ? name + " (" + funcIdx + ")" : name, funcIdx);
                node.total++;
            }
            last = guest ? "" : name;
        }
        node.self++;
    }

    /** How many samples there are. */
    long samples() {
        return root.total;
    }

    Node root() {
        return root;
    }

    /**
     * All functions that samples or counters have seen, the one with the most samples first.
     *
     * @param counted the instance with counters, or null
     */
    List<Row> rows(PreparedModule module, Instance counted) {
        Map<String, long[]> samples = new HashMap<>();
        Map<String, Integer> indices = new HashMap<>();
        collect(root, samples, indices, new HashSet<>());
        int first = module.valid().importCount(ExternKind.FUNC);
        Set<Integer> sampled = new HashSet<>(indices.values());
        List<Row> rows = new ArrayList<>();
        samples.forEach((name, counts) -> {
            int index = indices.get(name);
            rows.add(new Row(name, index >= 0 ? "jit" : name.equals(INTERPRETED) ? "interp" : "–", counts[0], counts[1],
                    calls(counted, index), fuel(counted, index)));
        });
        for (int i = 0; counted != null && i < module.module().funcs().size(); i++) {
            int index = first + i;
            if (!sampled.contains(index) && CountedModule.calls(counted, index) > 0) {
                String name = module.functionName(index);
                rows.add(new Row((name == null ? "func" : name) + " (" + index + ")", "–", 0, 0, calls(counted, index),
                        fuel(counted, index)));
            }
        }
        rows.sort(Comparator.comparingLong(Row::self).thenComparingLong(Row::total).thenComparingLong(Row::fuel)
                .reversed());
        return rows;
    }

    private static long calls(Instance counted, int index) {
        return counted == null || index < 0 ? -1 : CountedModule.calls(counted, index);
    }

    private static long fuel(Instance counted, int index) {
        return counted == null || index < 0 ? -1 : CountedModule.fuel(counted, index);
    }

    private static void collect(Node node, Map<String, long[]> samples, Map<String, Integer> indices,
            Set<String> above) {
        for (Node callee : node.callees.values()) {
            long[] counts = samples.computeIfAbsent(callee.name, _ -> new long[2]);
            indices.put(callee.name, callee.funcIdx);
            counts[0] += callee.self;
            boolean outermost = above.add(callee.name);
            if (outermost) {
                counts[1] += callee.total;
            }
            collect(callee, samples, indices, above);
            if (outermost) {
                above.remove(callee.name);
            }
        }
    }
}
