;; Structures that come and go: n binary trees of depth 12, one after the other, their nodes counted.
(module
  (type $node (struct (field $left (ref null $node)) (field $right (ref null $node))))
  (func $grow (param $depth i32) (result (ref $node))
    (if (result (ref $node)) (local.get $depth)
      (then
        (struct.new $node
          (call $grow (i32.sub (local.get $depth) (i32.const 1)))
          (call $grow (i32.sub (local.get $depth) (i32.const 1)))))
      (else (struct.new_default $node))))
  (func $count (param $tree (ref $node)) (result i32)
    (local $left (ref null $node))
    (local.set $left (struct.get $node $left (local.get $tree)))
    (if (result i32) (ref.is_null (local.get $left))
      (then (i32.const 1))
      (else
        (i32.add (i32.const 1)
          (i32.add
            (call $count (ref.as_non_null (local.get $left)))
            (call $count (ref.as_non_null (struct.get $node $right (local.get $tree)))))))))
  (func (export "run") (param $n i32) (result i64)
    (local $sum i64)
    (loop $next
      (local.set $sum
        (i64.add (local.get $sum) (i64.extend_i32_u (call $count (call $grow (i32.const 12))))))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $sum)))
