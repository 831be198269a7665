package dev.weft.runtime.compiled;

import dev.weft.syntax.AbsHeapType;
import dev.weft.syntax.DefType;
import dev.weft.syntax.HeapType;
import dev.weft.syntax.RefType;
import dev.weft.syntax.TypeSpace;

/**
 * How an emitted class says which objects it wants in its constants: in words that mean the same to every process that
 * has the same module.
 *
 * <p>{@code t5} is the defined type of index 5, {@code r?t5} a nullable reference to it, {@code r!any} one to an
 * abstract type, {@code i1,2,3} an array of numbers, {@code ready} the flags of functions that are compiled, {@code
 * unsafe} the JDK's access to memory.
 */
public final class Recipes {
    /** The recipe of the flags of what is compiled. */
    public static final String READY = "ready";
    /** The recipe of the JDK's own {@code Unsafe}. */
    public static final String UNSAFE = "unsafe";

    private Recipes() {
    }

    /** The recipe of an object, or null if there is none. */
    public static String of(Object object, TypeSpace types) {
        return switch (object) {
            case DefType type -> index(type, types, "t");
            case RefType ref -> {
                String heap = ref.heap() instanceof DefType type ? index(type, types, "t") : ref.heap().toString();
                yield heap == null ? null : (ref.nullable() ? "r?" : "r!") + heap;
            }
            case int[] numbers -> {
                StringBuilder text = new StringBuilder("i");
                for (int number : numbers) {
                    text.append(text.length() == 1 ? "" : ",").append(number);
                }
                yield text.toString();
            }
            default -> null;
        };
    }

    private static String index(DefType type, TypeSpace types, String letter) {
        for (int i = 0; i < types.size(); i++) {
            if (types.get(i) == type) {
                return letter + i;
            }
        }
        return null;
    }

    /** The object of a recipe. */
    static Object make(String recipe, EmittedModule code) {
        TypeSpace types = code.module.types();
        String rest = recipe.substring(1);
        return switch (recipe) {
            case READY -> code.ready();
            case UNSAFE -> unsafe();
            default -> switch (recipe.charAt(0)) {
                case 't' -> types.get(Integer.parseInt(rest));
                case 'r' -> RefType.of(rest.charAt(0) == '?', heap(rest.substring(1), types));
                case 'i' -> numbers(rest);
                default -> throw new IllegalArgumentException("no recipe: " + recipe);
            };
        };
    }

    private static HeapType heap(String word, TypeSpace types) {
        for (AbsHeapType type : AbsHeapType.values()) {
            if (type.toString().equals(word)) {
                return type;
            }
        }
        return types.get(Integer.parseInt(word.substring(1)));
    }

    private static int[] numbers(String text) {
        String[] words = text.split(",");
        int[] numbers = new int[words.length];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = Integer.parseInt(words[i]);
        }
        return numbers;
    }

    /**
     * The JDK's own {@code Unsafe}, or null where the JVM does not lend it to emitted code ({@code --add-exports
     * java.base/jdk.internal.misc=ALL-UNNAMED}).
     */
    public static Object unsafe() {
        Module base = Object.class.getModule();
        if (!base.isExported("jdk.internal.misc", Recipes.class.getModule())
                || !base.isExported("jdk.internal.misc", ClassLoader.getSystemClassLoader().getUnnamedModule())) {
            return null;
        }
        try {
            return Class.forName("jdk.internal.misc.Unsafe").getMethod("getUnsafe").invoke(null);
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }
}
