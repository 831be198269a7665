package dev.weft.fuzz;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/** Another implementation: V8, in a {@code node} that lives as long as this object. Not for use by several threads. */
final class V8 implements AutoCloseable {
    private static final String SCRIPT = "v8.js";

    private static Boolean here;

    private Process process;
    private BufferedWriter requests;
    private BufferedReader answers;

    /** Whether there is a {@code node}. */
    static synchronized boolean isHere() {
        if (here == null) {
            try {
                Process version = new ProcessBuilder("node", "--version").redirectErrorStream(true).start();
                version.getInputStream().readAllBytes();
                here = version.waitFor() == 0;
            } catch (IOException e) {
                here = false;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return here;
    }

    private static Path script() throws IOException {
        Path script = Files.createTempFile("weft-v8", ".js");
        script.toFile().deleteOnExit();
        try (InputStream in = V8.class.getResourceAsStream(SCRIPT)) {
            Files.write(script, in.readAllBytes());
        }
        return script;
    }

    /** Null if V8 takes the module for valid, else its reason. */
    String validate(byte[] module) throws IOException {
        String answer = ask("validate " + Base64.getEncoder().encodeToString(module));
        return answer.equals("valid") ? null : answer;
    }

    /** One line for each call, and one for what is left at the end. */
    String[] run(byte[] module, int budget, Iterable<String> calls) throws IOException {
        String answer = ask("run " + Base64.getEncoder().encodeToString(module) + " " + budget + " "
                + String.join(" ", calls));
        String inner = answer.substring(2, answer.length() - 2);
        String[] lines = inner.split("\",\"", -1);
        for (int i = 0; i < lines.length; i++) {
            lines[i] = lines[i].replace("\\\"", "\"").replace("\\\\", "\\");
        }
        return lines;
    }

    private String ask(String request) throws IOException {
        if (process == null || !process.isAlive()) {
            process = new ProcessBuilder("node", "--no-warnings", "--stack-size=4000", script().toString())
                    .redirectError(ProcessBuilder.Redirect.DISCARD).start();
            requests = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
            answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        }
        requests.write(request);
        requests.newLine();
        requests.flush();
        String answer = answers.readLine();
        if (answer == null) {
            process = null;
            throw new IOException("node ended");
        }
        return answer;
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroy();
        }
    }
}
