package dev.weft.script;

import dev.weft.runtime.Engine;
import dev.weft.runtime.FuelCosts;
import dev.weft.runtime.Instance;
import dev.weft.runtime.PreparedModule;
import dev.weft.runtime.Trap;
import dev.weft.runtime.UnlinkableException;
import dev.weft.runtime.WasmException;
import dev.weft.syntax.Feature;
import dev.weft.syntax.Features;
import dev.weft.syntax.MalformedException;
import dev.weft.valid.InvalidException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** One run of one script on one tier. */
final class ScriptRun {
    /** The Java stack of the threads that guests run on. */
    static final long GUEST_STACK = 64L << 20;

    /** Whether guests burn fuel, without a limit: the results must be the same. */
    private static final boolean METERED = Boolean.getBoolean("weft.spec.fuel");

    private final String file;
    private final String tier;
    private final Features features;
    private final Coverage coverage;
    private final Skips skips = Skips.official();
    private final List<Outcome> outcomes = Collections.synchronizedList(new ArrayList<>());
    private volatile int running;

    ScriptRun(String file, String tier, Coverage coverage) {
        this.file = file;
        this.tier = tier;
        this.features = ScriptRunner.features(file);
        this.coverage = coverage;
    }

    /** The line of the command that runs now or ran last. */
    int running() {
        return running;
    }

    /** What has become of its commands so far. */
    List<Outcome> outcomes() {
        synchronized (outcomes) {
            return new ArrayList<>(outcomes);
        }
    }

    void run(byte[] utf8) {
        try {
            Script script = ScriptParser.parse(file, utf8);
            Engine engine = Tiers.builder(tier).features(features)
                    .fuel(METERED ? FuelCosts.DEFAULT : null).build();
            try (World world = new World(engine, features.has(Feature.THREADS))) {
                run(script.commands(), world);
            }
        } catch (MalformedException e) {
            outcomes.add(new Outcome(file, 1, tier, Outcome.Result.FAILED, e.getMessage()));
        } catch (RuntimeException e) {
            outcomes.add(new Outcome(file, 1, tier, Outcome.Result.FAILED, "the script ended: " + e));
        }
    }

    private void run(List<Command> commands, World world) {
        for (Command command : commands) {
            String fault;
            running = command.line();
            try {
                fault = run(command, world);
            } catch (MalformedException | InvalidException | UnlinkableException | Trap | WasmException e) {
                fault = e.getClass().getSimpleName() + ": " + e.getMessage();
            } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError | OutOfMemoryError e) {
                fault = e + at(e);
            }
            note(command.line(), fault);
        }
    }

    private static String at(Throwable e) {
        StackTraceElement[] trace = e.getStackTrace();
        return trace.length == 0 ? "" : " at " + trace[0] + (trace.length > 1 ? ", " + trace[1] : "");
    }

    private void note(int line, String fault) {
        String skip = skips.reason(file, line);
        if (skip == null) {
            outcomes.add(new Outcome(file, line, tier,
                    fault == null ? Outcome.Result.PASSED : Outcome.Result.FAILED, fault));
        } else if (fault == null) {
            outcomes.add(new Outcome(file, line, tier, Outcome.Result.FAILED,
                    "it passes, but skips.txt says: " + skip));
        } else {
            outcomes.add(new Outcome(file, line, tier, Outcome.Result.SKIPPED, skip));
        }
    }

    /** Runs a command and returns null, or what is wrong. */
    private String run(Command command, World world) {
        return switch (command) {
            case Command.Module module -> module(module, world);
            case Command.Instance instance -> {
                instantiate(instance.id(), world.definition(instance.definition()), world);
                yield null;
            }
            case Command.Register register -> {
                world.linker.defineInstance(register.name(), world.instance(register.id()));
                yield null;
            }
            case Command.Perform perform -> {
                act(perform.action(), world);
                yield null;
            }
            case Command.AssertReturn check -> {
                Object[] results = act(check.action(), world);
                yield Patterns.match(check.expected(), results) ? null
                        : "expected " + Patterns.show(check.expected()) + ", got " + Patterns.show(results);
            }
            case Command.AssertTrap check -> assertTrap(check, world);
            case Command.AssertException check -> {
                try {
                    yield "expected an exception, got " + Patterns.show(act(check.action(), world));
                } catch (WasmException _) {
                    yield null;
                }
            }
            case Command.AssertRefused check -> assertRefused(check, world);
            case Command.Thread thread -> {
                start(thread, world);
                yield null;
            }
            case Command.Wait wait -> {
                await(world.threads.get(wait.thread()));
                yield null;
            }
        };
    }

    private String module(Command.Module command, World world) {
        world.forget(command.definitionOnly() ? null : command.id());
        PreparedModule module = world.engine.prepare(command.source().bytes(features));
        world.define(command.id(), module);
        if (!command.definitionOnly()) {
            instantiate(command.id(), module, world);
        }
        return null;
    }

    private void instantiate(String id, PreparedModule module, World world) {
        world.add(id, world.linker.instantiate(world.store, module));
        coverage.instantiated(module);
    }

    private Object[] act(Action action, World world) {
        Instance instance = world.instance(action.instance());
        return switch (action) {
            case Action.Get get -> new Object[] {instance.global(get.name()).get()};
            case Action.Invoke invoke -> {
                Object[] arguments = new Object[invoke.arguments().size()];
                for (int i = 0; i < arguments.length; i++) {
                    arguments[i] = Arguments.box(invoke.arguments().get(i));
                }
                coverage.called(instance.module(), invoke.name());
                yield instance.function(invoke.name()).callMulti(arguments);
            }
        };
    }

    private String assertTrap(Command.AssertTrap check, World world) {
        try {
            return "expected trap \"" + check.phrase() + "\", got " + Patterns.show(act(check.action(), world));
        } catch (Trap trap) {
            if (check.exhaustion() && trap.kind() != Trap.Kind.CALL_STACK_EXHAUSTED) {
                return "expected exhaustion, got trap \"" + trap.getMessage() + "\"";
            }
            return compare(check.phrase(), trap);
        }
    }

    /** Null if the phrase is the beginning of the message. */
    private static String compare(String phrase, RuntimeException actual) {
        return actual.getMessage() != null && actual.getMessage().startsWith(phrase) ? null
                : "expected \"" + phrase + "\", got " + actual.getClass().getSimpleName() + " \""
                        + actual.getMessage() + "\"";
    }

    private String assertRefused(Command.AssertRefused check, World world) {
        try {
            byte[] bytes = check.source().bytes(features);
            PreparedModule module = world.engine.prepare(bytes);
            if (check.stage() == Command.Stage.INVALID_CUSTOM) {
                CustomSections.validate(module.module(), features);
            } else if (check.stage() == Command.Stage.UNLINKABLE) {
                world.linker.link(module);
            } else if (check.stage() == Command.Stage.TRAP) {
                world.linker.link(module).instantiate(world.store);
            }
            return "expected \"" + check.phrase() + "\", but the module is accepted";
        } catch (MalformedException e) {
            return is(check, e, Command.Stage.MALFORMED, Command.Stage.MALFORMED_CUSTOM);
        } catch (InvalidException e) {
            return is(check, e, Command.Stage.INVALID, Command.Stage.INVALID_CUSTOM);
        } catch (UnlinkableException e) {
            return is(check, e, Command.Stage.UNLINKABLE, Command.Stage.UNLINKABLE);
        } catch (Trap e) {
            return is(check, e, Command.Stage.TRAP, Command.Stage.TRAP);
        }
    }

    private static String is(Command.AssertRefused check, RuntimeException actual, Command.Stage stage,
            Command.Stage other) {
        if (check.stage() != stage && check.stage() != other) {
            return "expected " + check.stage() + " \"" + check.phrase() + "\", got "
                    + actual.getClass().getSimpleName() + " \"" + actual.getMessage() + "\"";
        }
        return compare(check.phrase(), actual);
    }

    private void start(Command.Thread command, World world) {
        World inner = new World(world.engine, true);
        for (String id : command.shared()) {
            inner.name(id, world.instance(id));
        }
        Thread thread = new Thread(null, () -> {
            try (inner) {
                run(command.commands(), inner);
            }
        }, "script thread " + command.id(), GUEST_STACK);
        world.threads.put(command.id(), thread);
        thread.start();
    }

    private static void await(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + thread.getName(), e);
        }
    }
}
