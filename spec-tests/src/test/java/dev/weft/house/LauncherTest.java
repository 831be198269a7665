package dev.weft.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The `weft` script, run on a small copy of the project with `java` and `mvn` that only say what they are told. */
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {
    private static final List<String> TOOLS = List.of("bash", "sh", "awk", "cat", "chmod", "cmp", "cp", "date", "diff",
            "find", "flock", "head", "mkdir", "mv", "readlink", "rm", "rmdir", "sed", "sleep", "tee", "touch", "ln");

    @TempDir
    Path folder;
    private Path project;
    private Path bin;
    private final Map<String, String> environment = new TreeMap<>();

    private record Run(int exit, String out, String err) {
    }

    private record Started(Process process, Path err) {
    }

    @BeforeEach
    void copyTheLauncher() throws IOException {
        project = Files.createDirectory(folder.resolve("a clone"));
        for (String module : List.of("engine-parser", "engine-runtime", "engine-interp", "engine-jit", "host-abi",
                "spec-tests", "tools")) {
            Files.createDirectories(project.resolve(module).resolve("src/main"));
            Files.createFile(project.resolve(module).resolve("pom.xml"));
        }
        Files.createFile(project.resolve("pom.xml"));
        Files.copy(ProductionClasses.root().resolve("weft"), project.resolve("weft"));
        Files.writeString(project.resolve("tools/training.wat"), "(module)");
        executable(project.resolve("weft"));

        bin = Files.createDirectory(folder.resolve("bin"));
        for (String tool : TOOLS) {
            for (String place : List.of("/usr/bin", "/bin")) {
                Path real = Path.of(place, tool);
                if (Files.exists(real) && !Files.exists(bin.resolve(tool))) {
                    script(bin.resolve(tool), "exec " + real + " \"$@\"\n");
                }
            }
        }
        script(bin.resolve("mvn"), """
                echo "$@" >>mvn.calls
                [ -z "${SLOW_BUILD:-}" ] || sleep 0.3
                [ -z "${BROKEN_BUILD:-}" ] || { echo '[ERROR] broken on purpose'; exit 1; }
                mkdir -p tools/target/lib
                cat engine-parser/src/main/* >tools/target/weft.jar 2>/dev/null
                touch tools/target/weft.jar
                """);
        Path home = folder.resolve("jdk");
        Files.createDirectories(home.resolve("bin"));
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"25.0.1\"\n");
        script(home.resolve("bin/java"), "echo \"java $@\"; for last in \"$@\"; do :; done\n"
                + "case $last in exit*) exit ${last#exit} ;; esac\n");
        environment.put("PATH", bin.toString());
        environment.put("HOME", folder.toString());
        environment.put("JAVA_HOME", home.toString());
    }

    @Test
    void launcher_firstUse_buildsThenStartsWithoutMaven() throws Exception {
        Run first = weft("run", "a b.wasm");
        assertEquals(0, first.exit, first.err);
        assertTrue(first.out.endsWith("weft.jar run a b.wasm\n"), first.out);
        assertTrue(first.err.contains("weft: first use, building"), first.err);
        Run second = weft("--help");
        assertEquals("", second.err);
        assertTrue(second.out.endsWith("weft.jar --help\n"), second.out);
        assertEquals(1, builds());
    }

    @Test
    void launcher_sourceChanged_buildsAgain() throws Exception {
        weft("--help");
        Files.writeString(project.resolve("engine-parser/src/main/X.java"), "x");
        assertTrue(weft("--help").err.contains("weft: sources changed, building"));
        assertEquals(2, builds());
        weft("--help");
        assertEquals(2, builds());
    }

    @Test
    void launcher_sourceDeleted_buildsAgain() throws Exception {
        Path source = project.resolve("tools/src/main/X.java");
        Files.writeString(source, "x");
        weft("--help");
        Files.delete(source);
        weft("--help");
        assertEquals(2, builds());
    }

    @Test
    void launcher_sameJarsAgain_keepsTheirFolder() throws Exception {
        String before = weft("--help").out;
        Files.writeString(project.resolve("pom.xml"), " ");
        assertEquals(before, weft("--help").out);
        assertEquals(2, builds());
    }

    @Test
    void launcher_threeFirstUsesAtOnce_buildOnce() throws Exception {
        buildsOnceWhenUsedThreeTimesAtOnce();
    }

    @Test
    void launcher_threeFirstUsesAtOnceWithoutFlock_buildOnce() throws Exception {
        Files.deleteIfExists(bin.resolve("flock"));
        Files.createDirectory(project.resolve(".weft"));
        Files.createSymbolicLink(project.resolve(".weft/lock.pid"), Path.of("99999999"));
        buildsOnceWhenUsedThreeTimesAtOnce();
        assertFalse(Files.isSymbolicLink(project.resolve(".weft/lock.pid")));
    }

    private void buildsOnceWhenUsedThreeTimesAtOnce() throws Exception {
        environment.put("SLOW_BUILD", "1");
        List<Started> all = List.of(start("a"), start("b"), start("c"));
        for (Started started : all) {
            Run run = finish(started);
            assertEquals(0, run.exit, run.err);
        }
        assertEquals(1, builds());
    }

    @Test
    void launcher_brokenBuild_saysSoAndTriesAgain() throws Exception {
        environment.put("BROKEN_BUILD", "1");
        Run broken = weft("--help");
        assertEquals(70, broken.exit);
        assertTrue(broken.err.contains("[ERROR] broken on purpose"), broken.err);
        assertTrue(broken.err.contains("weft: the build failed"), broken.err);
        environment.remove("BROKEN_BUILD");
        assertEquals(0, weft("--help").exit);
    }

    @Test
    void launcher_noMaven_saysSo() throws Exception {
        Files.delete(bin.resolve("mvn"));
        Run run = weft("--help");
        assertEquals(70, run.exit);
        assertTrue(run.err.contains("no mvn on the PATH"), run.err);
    }

    @Test
    void launcher_noJdk_saysWhatItLookedAt() throws Exception {
        Path weft = project.resolve("weft");
        Files.writeString(weft, Files.readString(weft).replaceFirst("need=25", "need=999"));
        Run run = weft("--help");
        assertEquals(70, run.exit);
        assertTrue(run.err.contains("Weft needs a JDK 999 or newer and found none"), run.err);
        assertTrue(run.err.contains(folder.resolve("jdk") + " (Java 25)"), run.err);
    }

    @Test
    void launcher_javaHomeWithoutAReleaseFile_isAskedForItsVersion() throws Exception {
        Path home = folder.resolve("jdk");
        Files.delete(home.resolve("release"));
        script(home.resolve("bin/java"), "echo 'openjdk version \"26-ea\" 2026-03-17' >&2; echo \"java $@\"\n");
        Run run = weft("--help");
        assertEquals(0, run.exit, run.err);
    }

    @Test
    void launcher_exitCodeOfTheGuest_isItsOwn() throws Exception {
        assertEquals(42, weft("exit42").exit);
    }

    @Test
    void launcher_java_takesTheProcessOver() throws Exception {
        weft("--help");
        script(folder.resolve("jdk/bin/java"), "echo $$\n");
        Started started = start("x");
        assertEquals(started.process.pid() + "\n", finish(started).out);
    }

    @Test
    void launcher_collectorInTheEnvironment_replacesItsOwn() throws Exception {
        assertTrue(weft("x").out.contains(" -XX:+UseSerialGC "));
        environment.put("WEFT_JAVA_OPTS", "-Xmx1g -XX:+UseZGC");
        Run run = weft("x");
        assertTrue(run.out.contains(" -Xmx1g -XX:+UseZGC "), run.out);
        assertFalse(run.out.contains("SerialGC"), run.out);
    }

    @Test
    void launcher_validateWithoutOptions_takesTheSmallCache() throws Exception {
        script(folder.resolve("jdk/bin/java"), "echo \"java $@\"\n"
                + "for word; do case $word in -XX:AOTCacheOutput=*) : >\"${word#*=}\" ;; esac; done\n");
        for (String command : List.of("validate", "inspect")) {
            String small = weft(command, "a.wasm").out;
            assertTrue(small.contains("/look.aot ") && small.contains(" -Xmn2m "), small);
            String large = weft(command, "--json", "a.wasm").out;
            assertTrue(large.contains("/weft.aot ") && large.contains(" -Xmn2m "), large);
        }
        String run = weft("run", "validate.wasm").out;
        assertTrue(run.contains("/weft.aot ") && !run.contains(" -Xmn2m "), run);
    }

    @Test
    void launcher_calledThroughALink_findsItsProject() throws Exception {
        Path link = Files.createSymbolicLink(bin.resolve("weft"), Path.of("../a clone/weft"));
        Run run = finish(process(List.of(link.toString(), "x")));
        assertEquals(0, run.exit, run.err);
    }

    @Test
    void launcher_test_isMavenVerify() throws Exception {
        environment.put("WEFT_MVN_ARGS", "-o");
        assertEquals(0, weft("test", "-Pfull").exit);
        List<String> calls = Files.readAllLines(project.resolve("mvn.calls"));
        assertEquals("-B -ntp verify -o -Pfull", calls.getLast());
    }

    private long builds() throws IOException {
        try (Stream<String> calls = Files.lines(project.resolve("mvn.calls"))) {
            return calls.filter(call -> call.contains("package")).count();
        }
    }

    private Run weft(String... arguments) throws Exception {
        return finish(start(arguments));
    }

    private Started start(String... arguments) throws IOException {
        return process(Stream.concat(Stream.of(project.resolve("weft").toString()), Stream.of(arguments)).toList());
    }

    private Started process(List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        Path err = Files.createTempFile(folder, "run", ".err");
        return new Started(builder.redirectError(err.toFile()).start(), err);
    }

    private static Run finish(Started started) throws Exception {
        String out = new String(started.process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Run(started.process.waitFor(), out, Files.readString(started.err));
    }

    private static void script(Path file, String body) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + body);
        executable(file);
    }

    private static void executable(Path file) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
