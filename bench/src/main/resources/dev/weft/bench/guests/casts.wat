;; Casts: 1,000 objects of four types, three deep, in an array; what each adds to the sum follows from its type, n times.
(module
  (type $figure (sub (struct (field $width i32))))
  (type $box (sub $figure (struct (field $width i32) (field $height i32))))
  (type $block (sub final $box (struct (field $width i32) (field $height i32) (field $depth i32))))
  (type $disc (sub final $figure (struct (field $width i32) (field $scale i64))))
  (type $figures (array (mut (ref null $figure))))
  (func $make (param $kind i32) (result (ref $figure))
    (block $disc (block $block (block $box (block $plain
      (br_table $plain $box $block $disc (i32.and (local.get $kind) (i32.const 3))))
      (return (struct.new $figure (local.get $kind))))
      (return (struct.new $box (local.get $kind) (i32.const 3))))
      (return (struct.new $block (local.get $kind) (i32.const 3) (i32.const 5))))
    (struct.new $disc (local.get $kind) (i64.const 7)))
  (func $size (param $figure (ref null $figure)) (result i64)
    (local $box (ref null $box))
    (block $other (result (ref null $figure))
      (local.set $box (br_on_cast_fail $other (ref null $figure) (ref $box) (local.get $figure)))
      (if (ref.test (ref $block) (local.get $box))
        (then
          (return
            (i64.extend_i32_s
              (i32.mul
                (struct.get $block $depth (ref.cast (ref $block) (local.get $box)))
                (struct.get $box $height (local.get $box)))))))
      (return
        (i64.extend_i32_s
          (i32.mul (struct.get $box $width (local.get $box)) (struct.get $box $height (local.get $box))))))
    (if (ref.test (ref $disc))
      (then (return (struct.get $disc $scale (ref.cast (ref $disc) (local.get $figure))))))
    (i64.extend_i32_s (struct.get $figure $width (local.get $figure))))
  (func (export "run") (param $n i32) (result i64)
    (local $all (ref $figures)) (local $i i32) (local $seed i32) (local $sum i64)
    (local.set $all (array.new_default $figures (i32.const 1000)))
    (local.set $seed (i32.const 12345))
    (loop $next
      (local.set $seed (i32.add (i32.mul (local.get $seed) (i32.const 1103515245)) (i32.const 12345)))
      (array.set $figures (local.get $all) (local.get $i) (call $make (i32.shr_u (local.get $seed) (i32.const 16))))
      (br_if $next (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 1000))))
    (loop $again
      (local.set $i (i32.const 0))
      (loop $each
        (local.set $sum
          (i64.add (local.get $sum) (call $size (array.get $figures (local.get $all) (local.get $i)))))
        (br_if $each
          (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (array.len (local.get $all)))))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $sum)))
