package dev.weft.valid;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.binary.ModuleDecoder;
import dev.weft.syntax.ExternKind;
import dev.weft.syntax.Features;
import dev.weft.syntax.MalformedException;
import dev.weft.text.TextParser;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Modules with a few bytes changed: they are malformed, invalid or valid, and never anything else. */
class MutatedModulesTest {
    private static final String[] SAMPLES = {
        """
        (module (type $t (func (param i32 i64) (result i64))) (import "m" "f" (func $i (type $t)))
          (memory 1) (table 4 funcref) (global $g (mut i32) (i32.const 3)) (elem (i32.const 0) func $i $f) (data "abc")
          (func $f (type $t) (local f32 f64)
            (block $b (result i64)
              (loop $l (br_if $l (i32.eqz (local.get 0))) (br_table $b $b (i64.const 1) (local.get 0)))
              (unreachable))
            (if (result i64) (local.get 0) (then (call $i (local.get 0) (local.get 1)))
              (else (call_indirect (type $t) (i32.load (i32.const 4)) (i64.load8_u offset=9 (i32.const 8))
                (global.get $g))))
            (memory.init 0 (i32.const 1) (i32.const 1) (i32.const 1))
            (drop (select (f64.const 1) (local.get 3) (i32.const 1)))
            (local.set 1 (i64.add)) (i64.store (i32.const 8) (local.get 1)) (return (local.get 1)))
          (func (export "s") (result i32) (i32x4.extract_lane 2 (i8x16.shuffle 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15
            (v128.const i64x2 1 2) (v128.load (i32.const 0))))))
        """,
        """
        (module (rec (type $s (sub (struct (field (mut (ref null $a))) (field i8))))
            (type $a (array (mut (ref null $s)))))
          (type $u (sub $s (struct (field (mut (ref null $a))) (field i8) (field f64)))) (type $f (func (param anyref)))
          (tag $e (param i32)) (table i64 2 (ref null $f)) (global (ref i31) (ref.i31 (i32.const 1)))
          (func $g (type $f) (local $x (ref $s))
            (local.set $x (struct.new $s (ref.null $a) (i32.const 1)))
            (block $b (result (ref $u)) (br_on_cast $b anyref (ref $u) (local.get 0))
              (drop) (br_on_null 1 (local.get $x)) (struct.set $s 0 (array.new_default $a (i32.const 3)))
              (block $c (result i32 (ref exn)) (try_table (catch_ref $e $c) (throw $e (i32.const 1))) (unreachable))
              (drop) (drop) (return_call_ref $f (local.get 0) (table.get 0 (i64.const 1))))
            (drop (struct.get $u 2)) (drop (ref.func $g)))
          (func (try (do (call $g (ref.null any))) (catch $e (drop)) (catch_all (rethrow 0)))
            (try (do) (delegate 0)))
          (elem declare func $g))
        """
    };

    @Test
    void mutatedModule_isMalformedInvalidOrValid() {
        mutate(10_000, 1);
    }

    @Test
    @Tag("full")
    void mutatedModule_oftener_isMalformedInvalidOrValid() {
        mutate(2_000_000, 2);
    }

    private static void mutate(int times, long seed) {
        Random random = new Random(seed);
        int valid = 0;
        byte[][] samples = new byte[SAMPLES.length][];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = TextParser.assemble(SAMPLES[i]);
            assertTrue(survives(samples[i]), "sample " + i);
        }
        for (int i = 0; i < times; i++) {
            byte[] bytes = samples[random.nextInt(samples.length)].clone();
            for (int changes = random.nextInt(3); changes >= 0; changes--) {
                int at = 8 + random.nextInt(bytes.length - 8);
                bytes[at] = random.nextBoolean()
                        ? bytes[8 + random.nextInt(bytes.length - 8)]
                        : (byte) (bytes[at] ^ 1 << random.nextInt(8));
            }
            if (survives(bytes)) {
                valid++;
            }
        }
        assertTrue(valid > times / 100 && valid < times, valid + " of " + times + " are valid");
    }

    private static boolean survives(byte[] bytes) {
        ValidModule module;
        try {
            module = ModuleValidator.validate(ModuleDecoder.decode(bytes, Features.ALL), Features.ALL);
        } catch (MalformedException | InvalidException e) {
            return false;
        }
        for (int i = module.importCount(ExternKind.FUNC); i < module.funcCount(); i++) {
            Validation.trace(module, i);
        }
        return true;
    }
}
