package dev.weft.script;

import java.util.List;

/**
 * One command of a script.
 *
 * @see <a href="https://github.com/WebAssembly/spec/tree/main/interpreter#scripts">Scripts</a>
 */
sealed interface Command {

    /** The line it begins at. */
    int line();

    /** {@code (module …)}: defines and instantiates; with {@code definition} only defines. */
    record Module(int line, String id, ModuleSource source, boolean definitionOnly) implements Command {
    }

    /** {@code (module instance $id? $definition?)}: instantiates a definition. */
    record Instance(int line, String id, String definition) implements Command {
    }

    /** {@code (register "name" $id?)}: lets later modules import from an instance. */
    record Register(int line, String name, String id) implements Command {
    }

    /** An action on its own. */
    record Perform(int line, Action action) implements Command {
    }

    /** {@code (assert_return action expected*)}. */
    record AssertReturn(int line, Action action, List<Expected> expected) implements Command {
    }

    /** {@code (assert_trap action "phrase")}, and assert_exhaustion. */
    record AssertTrap(int line, Action action, String phrase, boolean exhaustion) implements Command {
    }

    /** {@code (assert_exception action)}. */
    record AssertException(int line, Action action) implements Command {
    }

    /** An assertion that a module is refused at some stage. */
    record AssertRefused(int line, Stage stage, ModuleSource source, String phrase) implements Command {
    }

    /** {@code (thread $id (shared (module $id))* command*)}. */
    record Thread(int line, String id, List<String> shared, List<Command> commands) implements Command {
    }

    /** {@code (wait $thread)}. */
    record Wait(int line, String thread) implements Command {
    }

    /** Where a module is refused: while it is read, validated, linked, or started. */
    enum Stage {
        MALFORMED, MALFORMED_CUSTOM, INVALID, INVALID_CUSTOM, UNLINKABLE, TRAP
    }
}
