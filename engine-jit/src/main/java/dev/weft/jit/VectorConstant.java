package dev.weft.jit;

import dev.weft.jit.vector.Lane;
import dev.weft.jit.vector.VectorApi;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Constants of the Vector API in words, as {@link dev.weft.runtime.compiled.Recipes} has other constants. */
record VectorConstant(Lane lane, long low, long high) {

    /** The recipe of a vector of these bits. */
    String recipe() {
        return "v=" + lane + "," + Long.toHexString(low) + "," + Long.toHexString(high);
    }

    /** The recipe of what moves the lane {@code sources[i]} to the place {@code i}. */
    static String shuffle(Lane lane, int[] sources) {
        return "v>" + lane + "," + Arrays.stream(sources).mapToObj(Integer::toString).collect(Collectors.joining(","));
    }

    /** The object of such a recipe. */
    static Object make(String recipe, VectorApi api) {
        String[] words = recipe.substring(2).split(",");
        Lane lane = Lane.valueOf(words[0]);
        if (recipe.charAt(1) == '=') {
            return api.vector(lane, Long.parseUnsignedLong(words[1], 16), Long.parseUnsignedLong(words[2], 16));
        }
        return api.shuffle(lane, Arrays.stream(words).skip(1).mapToInt(Integer::parseInt).toArray());
    }
}
