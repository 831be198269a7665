;; Where the pre-decoder keeps values: locals read late, results patched, operations merged.

(module
  (memory 1)
  (data (i32.const 16) "\01\02\03\04\05\06\07\08\ff\fe\fd\fc")
  (global $g (mut i32) (i32.const 5))

  ;; The operand keeps the old value of a local that is set afterwards.
  (func (export "old-value") (param i32) (result i32)
    local.get 0
    (local.set 0 (i32.add (local.get 0) (i32.const 100)))
    local.get 0
    i32.sub)
  (func (export "old-value-tee") (param i32) (result i32)
    local.get 0
    (local.tee 0 (i32.mul (local.get 0) (i32.const 10)))
    i32.sub)
  (func (export "swap") (param i32 i32) (result i32)
    local.get 0
    local.get 1
    local.set 0
    local.set 1
    (i32.sub (local.get 0) (local.get 1)))
  (func (export "set-to-itself") (param i32) (result i32)
    (local.set 0 (local.get 0))
    (local.tee 0 (local.get 0)))
  (func (export "old-across-block") (param i32) (result i32)
    local.get 0
    (block (br_if 0 (i32.eqz (local.get 0))) (local.set 0 (i32.const 1000)))
    local.get 0
    i32.add)
  (func (export "old-across-loop") (param $n i32) (result i32)
    local.get $n
    (loop $l
      (local.set $n (i32.sub (local.get $n) (i32.const 1)))
      (br_if $l (i32.gt_s (local.get $n) (i32.const 0))))
    local.get $n
    i32.add)
  (func (export "constant-below-block") (param i32) (result i32)
    i32.const 7
    (block (br_if 0 (local.get 0)) (local.set 0 (i32.const 3)))
    local.get 0
    i32.sub)
  (func (export "two-results") (param i32 i32) (result i32 i32)
    local.get 1
    local.get 0)
  (func (export "results-rotated") (param i32 i32 i32) (result i32 i32 i32)
    (block (result i32 i32 i32)
      local.get 1
      local.get 2
      local.get 0
      (br_if 0 (local.get 0))
      drop drop drop
      i32.const 1
      local.get 1
      i32.const 3))
  (func (export "constant-result") (result i64) i64.const 0x123456789abcdef)
  (func (export "parameter-result") (param i32 i64) (result i64) local.get 1)

  ;; A sum and the branch that tests it.
  (func (export "count-ne") (param $n i32) (result i32) (local $i i32)
    (loop $l (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))) )
    (loop $l
      (local.set $i (i32.add (local.get $i) (i32.const 3)))
      (br_if $l (i32.ne (local.get $i) (i32.const 30))))
    local.get $i)
  (func (export "count-lt-s") (param $n i32) (result i32) (local $i i32)
    (local.set $i (i32.const -5))
    (loop $l (br_if $l (i32.lt_s (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $n))))
    local.get $i)
  (func (export "count-lt-u") (param $n i32) (result i32) (local $i i32)
    (loop $l (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 0x10000000))) (local.get $n))))
    local.get $i)
  (func (export "count-to-itself") (param $i i32) (result i32)
    (loop $l (br_if $l (i32.lt_s (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $i))))
    local.get $i)
  (func (export "while") (param $n i32) (result i32) (local $i i32) (local $s i32)
    (block $done (loop $l
      (br_if $done (i32.ge_s (local.get $i) (local.get $n)))
      (local.set $s (i32.add (local.get $s) (local.get $i)))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br $l)))
    local.get $s)
  (func (export "sum-carried") (param $x i32) (result i32)
    (block (result i32)
      (br_if 0 (i32.const 77) (local.tee $x (i32.add (local.get $x) (i32.const 1))))
      drop
      i32.const 88))

  ;; Two operations as one.
  (func (export "bits") (param i32) (result i32)
    (i32.and (i32.shr_u (local.get 0) (i32.const 8)) (i32.const 0xff)))
  (func (export "scaled") (param i32 i32) (result i32)
    (i32.add (local.get 0) (i32.shl (local.get 1) (i32.const 2))))
  (func (export "scaled-same") (param i32) (result i32)
    (i32.shl (local.get 0) (i32.const 2)) (local.tee 0) (i32.add (local.get 0)))
  (func (export "xor-rotl") (param i32 i32) (result i32)
    (i32.rotl (i32.xor (local.get 0) (local.get 1)) (i32.const 7)))
  (func (export "xor-rotr") (param i32 i32) (result i32)
    (i32.rotr (i32.xor (local.get 0) (local.get 1)) (i32.const 7)))
  (func (export "xor-rotl-64") (param i64 i64) (result i64)
    (i64.rotl (i64.xor (local.get 0) (local.get 1)) (i64.const 9)))
  (func (export "xor-rotr-64") (param i64 i64) (result i64)
    (i64.rotr (i64.xor (local.get 0) (local.get 1)) (i64.const 9)))
  (func (export "sub-min") (param i32) (result i32) (i32.sub (local.get 0) (i32.const 0x80000000)))
  (func (export "sub-min-64") (param i64) (result i64) (i64.sub (local.get 0) (i64.const 0x8000000000000000)))
  (func (export "not-less") (param i32 i32) (result i32) (i32.eqz (i32.lt_u (local.get 0) (local.get 1))))
  (func (export "not-not-less") (param i64 i64) (result i32)
    (i32.eqz (i32.eqz (i64.le_s (local.get 0) (local.get 1)))))

  ;; Constant addresses and values.
  (func (export "load-at") (result i32) (i32.load offset=12 (i32.const 4)))
  (func (export "load8-at") (result i32) (i32.load8_u (i32.const 24)))
  (func (export "load64-at") (result i64) (i64.load (i32.const 16)))
  (func (export "load-end") (result i32) (i32.load (i32.const 65533)))
  (func (export "load-high") (result i32) (i32.load offset=0xffffffff (i32.const -1)))
  (func (export "store-at") (param i32) (result i32)
    (i32.store (i32.const 100) (local.get 0)) (i32.load (i32.const 100)))
  (func (export "store-constant") (param i32) (result i32)
    (i32.store (local.get 0) (i32.const -2)) (i32.load (local.get 0)))
  (func (export "store-constant-at") (result i32)
    (i32.store (i32.const 104) (i32.const 0x01020304)) (i32.load8_u (i32.const 107)))
  (func (export "store8-constant") (param i32) (result i32)
    (i32.store8 (local.get 0) (i32.const 0x1ff)) (i32.load16_u (local.get 0)))
  (func (export "store-at-end") (i32.store (i32.const 65533) (i32.const 1)))

  ;; An if, whose condition is a parameter, a constant, a result.
  (func (export "if-constant") (result i32) (if (result i32) (i32.const 0) (then (i32.const 1)) (else (i32.const 2))))
  (func (export "if-global") (result i32)
    (if (result i32) (i32.gt_u (global.get $g) (i32.const 4)) (then (i32.const 1)) (else (i32.const 2))))
  (func (export "if-with-old-value") (param i32) (result i32)
    local.get 0
    (if (param i32) (result i32) (i32.lt_s (local.get 0) (i32.const 10))
      (then (local.set 0 (i32.const 50)) (local.get 0) (i32.add))
      (else (i32.const 1) (i32.add))))
  (func (export "select-old") (param i32) (result i32)
    (select (local.get 0) (local.tee 0 (i32.const 9)) (i32.eqz (local.get 0))))
  (func (export "select-order") (param i32) (result i32)
    local.get 0
    i32.const 9
    local.set 0
    local.get 0
    i32.const 0
    select))

(assert_return (invoke "old-value" (i32.const 5)) (i32.const -100))
(assert_return (invoke "old-value-tee" (i32.const 5)) (i32.const -45))
(assert_return (invoke "swap" (i32.const 5) (i32.const 2)) (i32.const -3))
(assert_return (invoke "set-to-itself" (i32.const 5)) (i32.const 5))
(assert_return (invoke "old-across-block" (i32.const 5)) (i32.const 1005))
(assert_return (invoke "old-across-block" (i32.const 0)) (i32.const 0))
(assert_return (invoke "old-across-loop" (i32.const 5)) (i32.const 5))
(assert_return (invoke "constant-below-block" (i32.const 0)) (i32.const 4))
(assert_return (invoke "constant-below-block" (i32.const 1)) (i32.const 6))
(assert_return (invoke "two-results" (i32.const 1) (i32.const 2)) (i32.const 2) (i32.const 1))
(assert_return (invoke "results-rotated" (i32.const 1) (i32.const 2) (i32.const 3)) (i32.const 2) (i32.const 3) (i32.const 1))
(assert_return (invoke "results-rotated" (i32.const 0) (i32.const 2) (i32.const 3)) (i32.const 1) (i32.const 2) (i32.const 3))
(assert_return (invoke "constant-result") (i64.const 0x123456789abcdef))
(assert_return (invoke "parameter-result" (i32.const 1) (i64.const -2)) (i64.const -2))
(assert_return (invoke "count-ne" (i32.const 4)) (i32.const 30))
(assert_return (invoke "count-lt-s" (i32.const 7)) (i32.const 7))
(assert_return (invoke "count-lt-s" (i32.const -100)) (i32.const -4))
(assert_return (invoke "count-lt-u" (i32.const 0x90000000)) (i32.const 0x90000000))
(assert_return (invoke "count-to-itself" (i32.const 4)) (i32.const 5))
(assert_return (invoke "while" (i32.const 5)) (i32.const 10))
(assert_return (invoke "sum-carried" (i32.const 3)) (i32.const 77))
(assert_return (invoke "sum-carried" (i32.const -1)) (i32.const 88))
(assert_return (invoke "bits" (i32.const 0x12345678)) (i32.const 0x56))
(assert_return (invoke "scaled" (i32.const 3) (i32.const -1)) (i32.const -1))
(assert_return (invoke "scaled-same" (i32.const 3)) (i32.const 24))
(assert_return (invoke "xor-rotl" (i32.const 0xff00ff00) (i32.const 0x0ff00ff0)) (i32.const 0x78787878))
(assert_return (invoke "xor-rotr" (i32.const 0xff00ff00) (i32.const 0x0ff00ff0)) (i32.const 0xe1e1e1e1))
(assert_return (invoke "xor-rotl-64" (i64.const 0x123456789abcdef0) (i64.const 0xff)) (i64.const 0x68acf13579bc1e24))
(assert_return (invoke "xor-rotr-64" (i64.const 0x123456789abcdef0) (i64.const 0xff)) (i64.const 0x7891a2b3c4d5e6f))
(assert_return (invoke "sub-min" (i32.const 1)) (i32.const 0x80000001))
(assert_return (invoke "sub-min-64" (i64.const 1)) (i64.const 0x8000000000000001))
(assert_return (invoke "not-less" (i32.const 1) (i32.const -1)) (i32.const 0))
(assert_return (invoke "not-less" (i32.const -1) (i32.const -1)) (i32.const 1))
(assert_return (invoke "not-not-less" (i64.const -1) (i64.const 1)) (i32.const 1))
(assert_return (invoke "not-not-less" (i64.const 2) (i64.const 1)) (i32.const 0))
(assert_return (invoke "load-at") (i32.const 0x04030201))
(assert_return (invoke "load8-at") (i32.const 0xff))
(assert_return (invoke "load64-at") (i64.const 0x0807060504030201))
(assert_trap (invoke "load-end") "out of bounds memory access")
(assert_trap (invoke "load-high") "out of bounds memory access")
(assert_return (invoke "store-at" (i32.const 9)) (i32.const 9))
(assert_return (invoke "store-constant" (i32.const 200)) (i32.const -2))
(assert_trap (invoke "store-constant" (i32.const 65533)) "out of bounds memory access")
(assert_return (invoke "store-constant-at") (i32.const 1))
(assert_return (invoke "store8-constant" (i32.const 300)) (i32.const 0xff))
(assert_trap (invoke "store8-constant" (i32.const -1)) "out of bounds memory access")
(assert_trap (invoke "store-at-end") "out of bounds memory access")
(assert_return (invoke "if-constant") (i32.const 2))
(assert_return (invoke "if-global") (i32.const 1))
(assert_return (invoke "if-with-old-value" (i32.const 5)) (i32.const 55))
(assert_return (invoke "if-with-old-value" (i32.const 15)) (i32.const 16))
(assert_return (invoke "select-old" (i32.const 4)) (i32.const 9))
(assert_return (invoke "select-order" (i32.const 4)) (i32.const 9))
