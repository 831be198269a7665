package dev.weft.cli;

import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The {@code weft} command: reads the command line and hands over to the subcommand named there.
 *
 * <p>Implementation note: a guest should start at once. So only the class of the subcommand that is called is shown to
 * picocli, which reads its annotations, and not even that if there are no options to read; all of them together only
 * for {@code weft --help}.
 */
@Command(name = "weft", mixinStandardHelpOptions = true, versionProvider = Main.Version.class,
        synopsisSubcommandLabel = "COMMAND", descriptionHeading = "%n", optionListHeading = "%n",
        commandListHeading = "%nCommands:%n",
        description = "Runs WebAssembly modules, and looks into them.",
        footer = {"",
            "weft COMMAND --help says more. A module's FILE is binary (.wasm) or text (.wat); - is the standard input.",
            "",
            "Examples:",
            "  weft run hello.wasm one two",
            "  weft run --dir . --env LANG=C sqlite3.wasm data.db",
            "  weft run --invoke add sum.wat 2 3",
            "  weft inspect sqlite3.wasm",
            "",
            "Exit codes: the guest's own; 134 it trapped; 64 wrong usage; 65 no valid module;",
            "66 a file or folder is missing; 69 an import is missing; 73 a file cannot be written;",
            "70 an error of Weft itself."})
public final class Main implements Callable<Integer> {
    private static final String[] NAMES = {"run", "validate", "inspect", "wasm", "wat", "time", "spec", "wasi-test",
        "fuzz", "abis", "actors", "caos", "profile", "cache", "compile"};

    private static final int HELP_WIDTH = 110;

    @Spec
    private CommandSpec spec;

    private Main() {
    }

    public static void main(String[] args) {
        System.exit(execute(args, Streams.ofProcess()));
    }

    /** Runs a command line and returns its exit code. */
    static int execute(String[] args, Streams streams) {
        try {
            if (args.length > 0 && args[0].equals("help")) {
                return execute(helpOf(args), streams);
            }
            Callable<Integer> command = withoutOptions(args, streams);
            if (command != null) {
                return call(command, streams);
            }
            CommandLine line = commandLine(args, streams);
            int code = line.execute(args.length > 0 && isName(args[0]) ? rest(args) : args);
            Streams.checkPrinted(code == ExitCode.OK && line.getOut().checkError());
            return code;
        } catch (Failure failure) {
            streams.complain(failure.getMessage());
            return failure.exitCode();
        } catch (OutOfMemoryError e) {
            Failure failure = Failure.of(e);
            streams.complain(failure.getMessage());
            return failure.exitCode();
        }
    }

    /**
     * The command of a line that has nothing to be looked up, or null: one of the commands that should start at once,
     * files, and no options. Reading annotations takes picocli longer than it takes to read a module of 10 MB.
     */
    private static Callable<Integer> withoutOptions(String[] args, Streams streams) {
        if (args.length < 2 || args[1].startsWith("-")) {
            return null;
        }
        List<String> words = List.of(args).subList(1, args.length);
        return switch (args[0]) {
            case "run" -> new RunCommand(streams, words.getFirst(), words.subList(1, words.size()));
            case "inspect" -> words.size() > 1 ? null : new InspectCommand(streams, words.getFirst());
            case "validate" -> {
                for (String word : words) {
                    if (word.startsWith("-")) {
                        yield null;
                    }
                }
                yield new ValidateCommand(streams, words);
            }
            default -> null;
        };
    }

    private static int call(Callable<Integer> command, Streams streams) {
        try {
            return command.call();
        } catch (Exception e) {
            return failed(e, streams);
        }
    }

    /** {@code help} and {@code help COMMAND} in the other words for it. */
    private static String[] helpOf(String[] args) {
        if (args.length < 2 || args[1].equals("help") || args[1].equals("--help") || args[1].equals("-h")) {
            return new String[] {"--help"};
        }
        return isName(args[1]) ? new String[] {args[1], "--help"} : new String[] {args[1]};
    }

    private static boolean isName(String word) {
        for (String name : NAMES) {
            if (name.equals(word)) {
                return true;
            }
        }
        return false;
    }

    private static String[] rest(String[] args) {
        String[] rest = new String[args.length - 1];
        System.arraycopy(args, 1, rest, 0, rest.length);
        return rest;
    }

    private static Object command(String name, Streams streams) {
        return switch (name) {
            case "run" -> new RunCommand(streams);
            case "validate" -> new ValidateCommand(streams);
            case "inspect" -> new InspectCommand(streams);
            case "wasm" -> new WasmCommand(streams);
            case "wat" -> new WatCommand(streams);
            case "time" -> new TimeCommand(streams);
            case "spec" -> new SpecCommand(streams);
            case "wasi-test" -> new WasiTestCommand(streams);
            case "fuzz" -> new FuzzCommand(streams);
            case "profile" -> new ProfileCommand(streams);
            case "abis" -> new AbisCommand(streams);
            case "actors" -> new ActorsCommand(streams);
            case "caos" -> new CaosCommand(streams);
            case "cache" -> new CacheCommand(streams);
            case "compile" -> new CompileCommand(streams);
            default -> throw new AssertionError(name);
        };
    }

    private static CommandLine subcommand(String name, Streams streams) {
        CommandLine line = new CommandLine(command(name, streams));
        if (line.getCommand() instanceof CaosCommand caos) {
            caos.parts().forEach((word, part) -> line.addSubcommand(word, withHelp(new CommandLine(part))));
        }
        return withHelp(line);
    }

    private static CommandLine withHelp(CommandLine line) {
        CommandSpec command = line.getCommandSpec();
        command.addOption(OptionSpec.builder("-h", "--help").usageHelp(true).description("Shows this text.").build());
        command.usageMessage().abbreviateSynopsis(true).descriptionHeading("%n").parameterListHeading("%n");
        return line;
    }

    private static CommandLine commandLine(String[] args, Streams streams) {
        CommandLine commandLine;
        if (args.length > 0 && isName(args[0])) {
            commandLine = subcommand(args[0], streams).setCommandName("weft " + args[0]);
        } else {
            commandLine = new CommandLine(new Main());
            for (String name : NAMES) {
                commandLine.addSubcommand(name, subcommand(name, streams));
            }
        }
        return commandLine
                .setExpandAtFiles(false)
                .setUsageHelpWidth(HELP_WIDTH)
                .setStopAtPositional(commandLine.getCommand() instanceof RunCommand)
                .setOut(writer(streams, true))
                .setErr(writer(streams, false))
                .setParameterExceptionHandler((e, words) -> misused(e, streams))
                .setExecutionExceptionHandler((e, line, result) -> failed(e, streams));
    }

    private static PrintWriter writer(Streams streams, boolean out) {
        return new PrintWriter(new OutputStreamWriter(out ? streams.out() : streams.err(), StandardCharsets.UTF_8),
                true);
    }

    private static int misused(ParameterException e, Streams streams) {
        CommandLine line = e.getCommandLine();
        String message = e.getMessage();
        if (line.getCommand() instanceof Main && e instanceof UnmatchedArgumentException unmatched) {
            message = "no command is called " + unmatched.getUnmatched().getFirst();
        }
        streams.complain(Character.toLowerCase(message.charAt(0)) + message.substring(1));
        streams.complain("see " + line.getCommandSpec().qualifiedName() + " --help");
        return ExitCode.USAGE;
    }

    private static int failed(Exception e, Streams streams) {
        if (e instanceof Failure failure) {
            streams.complain(failure.getMessage());
            return failure.exitCode();
        }
        if (e instanceof InvalidPathException path) {
            streams.complain("no file can be called that here: " + path.getInput() + " (" + path.getReason()
                    + "; the locale's encoding is " + System.getProperty("sun.jnu.encoding") + ")");
            return ExitCode.USAGE;
        }
        streams.complain("an error of Weft itself, please report it: " + e);
        e.printStackTrace(writer(streams, false));
        return ExitCode.INTERNAL;
    }

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "No command given");
    }

    /** The version of the jar this class came from. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"weft " + (version == null ? "(not packaged)" : version)
                    + ", Java " + Runtime.version()};
        }
    }
}
