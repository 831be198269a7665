;; Arrays: 10,000 bytes are counted into 256 numbers, and these summed up in place, n times.
(module
  (type $bytes (array (mut i8)))
  (type $numbers (array (mut i32)))
  (func (export "run") (param $n i32) (result i64)
    (local $text (ref $bytes)) (local $counts (ref $numbers)) (local $i i32) (local $letter i32) (local $seed i32)
    (local $sum i64)
    (local.set $text (array.new_default $bytes (i32.const 10000)))
    (local.set $counts (array.new_default $numbers (i32.const 256)))
    (loop $next
      (local.set $seed (i32.add (i32.mul (local.get $seed) (i32.const 1103515245)) (i32.const 12345)))
      (array.set $bytes (local.get $text) (local.get $i) (i32.shr_u (local.get $seed) (i32.const 16)))
      (br_if $next
        (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (array.len (local.get $text)))))
    (loop $again
      (local.set $i (i32.const 0))
      (loop $count
        (local.set $letter (array.get_u $bytes (local.get $text) (local.get $i)))
        (array.set $numbers (local.get $counts) (local.get $letter)
          (i32.add (array.get $numbers (local.get $counts) (local.get $letter)) (i32.const 1)))
        (br_if $count
          (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (array.len (local.get $text)))))
      (local.set $i (i32.const 1))
      (loop $add
        (array.set $numbers (local.get $counts) (local.get $i)
          (i32.add
            (array.get $numbers (local.get $counts) (local.get $i))
            (array.get $numbers (local.get $counts) (i32.sub (local.get $i) (i32.const 1)))))
        (br_if $add
          (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (array.len (local.get $counts)))))
      (local.set $sum (i64.add (local.get $sum)
        (i64.extend_i32_u (array.get $numbers (local.get $counts) (i32.const 255)))))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $sum)))
