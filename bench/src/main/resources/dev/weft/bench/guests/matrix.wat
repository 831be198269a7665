;; Doubles in memory: a product of two n by n matrices (n up to 100), the sum of its elements as bits.
(module
  (memory 4)
  (func $fill (param $to i32) (param $count i32) (param $seed i32)
    (loop $next
      (f64.store (local.get $to) (f64.convert_i32_s (i32.sub (i32.and (local.get $seed) (i32.const 15)) (i32.const 7))))
      (local.set $seed (i32.add (i32.mul (local.get $seed) (i32.const 13)) (i32.const 5)))
      (local.set $to (i32.add (local.get $to) (i32.const 8)))
      (br_if $next (local.tee $count (i32.sub (local.get $count) (i32.const 1))))))
  (func (export "run") (param $n i32) (result i64)
    (local $i i32) (local $j i32) (local $k i32) (local $row i32) (local $column i32) (local $width i32)
    (local $dot f64) (local $sum f64)
    (call $fill (i32.const 0) (i32.mul (local.get $n) (local.get $n)) (i32.const 1))
    (call $fill (i32.const 0x20000) (i32.mul (local.get $n) (local.get $n)) (i32.const 3))
    (local.set $width (i32.shl (local.get $n) (i32.const 3)))
    (loop $rows
      (local.set $j (i32.const 0))
      (loop $columns
        (local.set $dot (f64.const 0))
        (local.set $k (local.get $n))
        (local.set $row (i32.mul (local.get $i) (local.get $width)))
        (local.set $column (i32.shl (local.get $j) (i32.const 3)))
        (loop $terms
          (local.set $dot
            (f64.add (local.get $dot)
              (f64.mul (f64.load (local.get $row)) (f64.load offset=0x20000 (local.get $column)))))
          (local.set $row (i32.add (local.get $row) (i32.const 8)))
          (local.set $column (i32.add (local.get $column) (local.get $width)))
          (br_if $terms (local.tee $k (i32.sub (local.get $k) (i32.const 1)))))
        (local.set $sum (f64.add (local.get $sum) (f64.mul (local.get $dot) (f64.convert_i32_s (local.get $i)))))
        (br_if $columns
          (i32.lt_s (local.tee $j (i32.add (local.get $j) (i32.const 1))) (local.get $n))))
      (br_if $rows
        (i32.lt_s (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $n))))
    (i64.trunc_f64_s (local.get $sum))))
