package dev.weft.fuzz;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.runtime.Engine;
import dev.weft.syntax.Features;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ModuleGeneratorTest {
    private static final Set<Facet> EVERYTHING = EnumSet.allOf(Facet.class);
    private static final int MOST = 20_000;

    @Test
    void modules_ofManySeeds_areValid() {
        Engine engine = Engine.builder().features(Features.ALL).tier("interp").build();
        for (int seed = 0; seed < 200; seed++) {
            engine.prepare(ModuleGenerator.generate(Choices.random(seed, MOST), EVERYTHING).bytes());
        }
    }

    @Test
    void module_ofItsOwnChoices_isTheSame() {
        for (int seed = 0; seed < 30; seed++) {
            Choices choices = Choices.random(seed, MOST);
            GeneratedModule module = ModuleGenerator.generate(choices, EVERYTHING);
            Choices again = Choices.of(choices.drawn());
            assertArrayEquals(module.bytes(), ModuleGenerator.generate(again, EVERYTHING).bytes());
            assertEquals(module.calls().toString(),
                    ModuleGenerator.generate(Choices.of(choices.drawn()), EVERYTHING).calls().toString());
        }
    }

    @Test
    void module_ofNoChoices_isSmall() {
        GeneratedModule module = ModuleGenerator.generate(Choices.of(), EVERYTHING);
        assertTrue(module.bytes().length < 80, Arrays.toString(module.bytes()));
    }

    @Test
    void minimizer_ofAPropertyOfChoices_findsTheSmallest() {
        Choices choices = Choices.random(1, MOST);
        for (int i = 0; i < 500; i++) {
            int span = choices.open();
            choices.below(100);
            choices.below(7);
            choices.close(span);
        }
        long[] smallest = Minimizer.minimize(choices, list -> {
            Choices again = Choices.of(list);
            int large = 0;
            for (int i = 0; i < Math.min(500, list.length / 2); i++) {
                int span = again.open();
                large += again.below(100) >= 50 ? 1 : 0;
                again.below(7);
                again.close(span);
            }
            return large >= 2 ? again : null;
        }, Long.MAX_VALUE / 4);
        assertArrayEquals(new long[] {50, 0, 50}, smallest.length == 4 ? Arrays.copyOf(smallest, 3) : smallest);
    }
}
