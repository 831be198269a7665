package dev.weft.syntax;

/** The bottom value type, which matches every other; it occurs only while unreachable code is validated. */
public enum BotType implements ValType {
    BOT;

    @Override
    public String toString() {
        return "bot";
    }
}
