;; Fields: a list of 1,000 structures with a field of each kind, read and written from its head to its end n times.
(module
  (type $cell
    (struct
      (field $next (ref null $cell))
      (field $count (mut i32))
      (field $small i8)
      (field $total (mut i64))
      (field $weight f64)))
  (func $make (param $length i32) (result (ref null $cell))
    (local $head (ref null $cell))
    (loop $more
      (local.set $head
        (struct.new $cell
          (local.get $head)
          (i32.const 0)
          (local.get $length)
          (i64.const 1)
          (f64.convert_i32_s (local.get $length))))
      (br_if $more (local.tee $length (i32.sub (local.get $length) (i32.const 1)))))
    (local.get $head))
  (func $pass (param $cell (ref null $cell)) (result i64)
    (local $sum i64)
    (block $end
      (loop $next
        (br_if $end (ref.is_null (local.get $cell)))
        (struct.set $cell $count (local.get $cell)
          (i32.add (struct.get $cell $count (local.get $cell)) (struct.get_s $cell $small (local.get $cell))))
        (struct.set $cell $total (local.get $cell)
          (i64.add
            (struct.get $cell $total (local.get $cell))
            (i64.trunc_sat_f64_s (struct.get $cell $weight (local.get $cell)))))
        (local.set $sum
          (i64.add (local.get $sum)
            (i64.add
              (struct.get $cell $total (local.get $cell))
              (i64.extend_i32_s (struct.get $cell $count (local.get $cell))))))
        (local.set $cell (struct.get $cell $next (local.get $cell)))
        (br $next)))
    (local.get $sum))
  (func (export "run") (param $n i32) (result i64)
    (local $list (ref null $cell)) (local $sum i64)
    (local.set $list (call $make (i32.const 1000)))
    (loop $again
      (local.set $sum (i64.add (i64.mul (local.get $sum) (i64.const 31)) (call $pass (local.get $list))))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $sum)))
