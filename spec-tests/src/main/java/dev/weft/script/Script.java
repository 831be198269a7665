package dev.weft.script;

import java.util.List;

/** A script: its commands in order. */
record Script(String name, List<Command> commands) {
}
