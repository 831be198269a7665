package dev.weft.script;

import java.util.List;

/** Something done to an instance; {@code instance} is null for the current one. */
sealed interface Action {

    String instance();

    /** The name of the export. */
    String name();

    /** Calls an exported function. */
    record Invoke(String instance, String name, List<Value> arguments) implements Action {
    }

    /** Reads an exported global. */
    record Get(String instance, String name) implements Action {
    }
}
