package dev.weft.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EngineTest {

    @Test
    void read_whatHasMoreThanWasExpected_isReadToItsEnd() throws IOException {
        byte[] bytes = new byte[1000];
        new Random(7).nextBytes(bytes);
        for (int expected : new int[] {0, 1, 999, 1000, 5000}) {
            assertArrayEquals(bytes, Engine.read(new ByteArrayInputStream(bytes), expected, 1000), "" + expected);
        }
    }

    @Test
    void read_moreThanAnArrayHas_isAnError() {
        for (int expected : new int[] {0, 1000, 1001}) {
            assertEquals("it has more than 1000 bytes", assertThrows(IOException.class,
                    () -> Engine.read(new ByteArrayInputStream(new byte[1001]), expected, 1000)).getMessage());
        }
    }
}
