package dev.weft.script;

import dev.weft.syntax.Features;
import dev.weft.text.TextParser;
import dev.weft.text.Tokens;

/** How a script gives a module. */
sealed interface ModuleSource {

    /** Its binary; text is assembled now. */
    byte[] bytes(Features features);

    /** Text, as part of the script's own. */
    record Text(Tokens tokens, int start) implements ModuleSource {
        @Override
        public byte[] bytes(Features features) {
            return TextParser.assemble(tokens, start, features);
        }
    }

    /** Text in strings. */
    record Quote(byte[] text) implements ModuleSource {
        @Override
        public byte[] bytes(Features features) {
            return TextParser.assemble(text, features);
        }
    }

    /** The binary in strings. */
    record Binary(byte[] bytes) implements ModuleSource {
        @Override
        public byte[] bytes(Features features) {
            return bytes;
        }
    }
}
