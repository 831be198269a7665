package dev.weft.host;

import java.io.PrintStream;
import java.util.List;
import java.util.Map;

/** How guests of an ABI run as programs of their own: what {@code weft run --abi NAME} does. */
public interface GuestRunner {

    /** The settings it understands, by name, with a line of help each, in the order to show them. */
    Map<String, String> settings();

    /**
     * Runs a guest to its end.
     *
     * @return the exit code
     * @throws IllegalArgumentException if a setting makes no sense
     * @throws MissingImportsException if the module imports what the layer does not supply
     * @throws Exception what ended the guest abnormally: traps, limits, files that are missing
     */
    int run(Run run) throws Exception;

    /**
     * What to run, and with what.
     *
     * @param layer     the ABIs, this runner's first
     * @param wasm      the module
     * @param url       where it comes from, such as {@code file:///apps/main.wasm}
     * @param options   rights, console, clocks, and settings of other ABIs of the layer
     * @param settings  what {@link #settings} has names for
     * @param arguments the guest's own
     * @param out       for what the guest prints
     * @param err       for errors
     */
    record Run(HostLayer layer, byte[] wasm, String url, GuestOptions options, Map<String, String> settings,
            List<String> arguments, PrintStream out, PrintStream err) {

        /** A setting as text. */
        public String text(String name, String otherwise) {
            return settings.getOrDefault(name, otherwise);
        }

        /** A setting as a number. */
        public long number(String name, long otherwise) {
            String text = settings.get(name);
            try {
                return text == null ? otherwise : Long.parseLong(text);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(name + "=" + text + " is no number");
            }
        }
    }
}
