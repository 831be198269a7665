;; Branches: a little machine of eight instructions, n steps of a random program of 256 bytes.
(module
  (memory 1)
  (global $accumulator (mut i32) (i32.const 1))
  (func $program (local $p i32) (local $seed i32)
    (local.set $seed (i32.const 12345))
    (loop $next
      (local.set $seed (i32.add (i32.mul (local.get $seed) (i32.const 1103515245)) (i32.const 12345)))
      (i32.store8 (local.get $p) (i32.shr_u (local.get $seed) (i32.const 16)))
      (br_if $next
        (i32.lt_u (local.tee $p (i32.add (local.get $p) (i32.const 1))) (i32.const 256)))))
  (func (export "run") (param $steps i32) (result i64)
    (local $pc i32) (local $op i32) (local $a i32)
    (call $program)
    (local.set $a (global.get $accumulator))
    (loop $step
      (local.set $op (i32.load8_u (i32.and (local.get $pc) (i32.const 255))))
      (local.set $pc (i32.add (local.get $pc) (i32.const 1)))
      (block $end
        (block $jump (block $store (block $load (block $shift (block $subtract (block $xor (block $multiply (block $add
          (br_table $add $multiply $xor $subtract $shift $load $store $jump (i32.and (local.get $op) (i32.const 7))))
          (local.set $a (i32.add (local.get $a) (local.get $op))) (br $end))
          (local.set $a (i32.mul (local.get $a) (i32.or (local.get $op) (i32.const 1)))) (br $end))
          (local.set $a (i32.xor (local.get $a) (i32.shl (local.get $op) (i32.const 9)))) (br $end))
          (local.set $a (i32.sub (local.get $a) (local.get $op))) (br $end))
          (local.set $a (i32.rotl (local.get $a) (local.get $op))) (br $end))
          (local.set $a
            (i32.add (local.get $a) (i32.load offset=256 (i32.shl (local.get $op) (i32.const 2))))) (br $end))
          (i32.store offset=256 (i32.shl (local.get $op) (i32.const 2)) (local.get $a)) (br $end))
        (local.set $pc (i32.add (local.get $pc) (i32.and (local.get $a) (i32.const 31)))))
      (br_if $step (local.tee $steps (i32.sub (local.get $steps) (i32.const 1)))))
    (i64.extend_i32_u (local.get $a))))
