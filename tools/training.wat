;; What ./weft runs once after a build, so that the JVM can write down which classes a run loads and how often the
;; interpreter takes which way (see `warm` in ./weft): a WASI guest that does a little of everything that compiled
;; programs do, in about the proportions in which they do it, and prints one line.
(module
  (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "args_sizes_get" (func $args_sizes_get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (type $step (func (param i32 i32) (result i32)))
  (memory (export "memory") 4)
  (table funcref (elem $add $subtract $mix $frame))
  (global $sp (mut i32) (i32.const 65536))
  (global $sum (mut f64) (f64.const 0))
  (data (i32.const 8) "\10\00\00\00\05\00\00\00")
  (data (i32.const 16) "warm\n")
  ;; a program for $machine
  (data (i32.const 1024) "\01\05\01\07\02\06\01\03\03\06\04\07\05\01\02\02\06\03\07\00")

  (func $fib (param $n i32) (result i32)
    (if (result i32) (i32.lt_s (local.get $n) (i32.const 2))
      (then (local.get $n))
      (else (i32.add
        (call $fib (i32.sub (local.get $n) (i32.const 1)))
        (call $fib (i32.sub (local.get $n) (i32.const 2)))))))

  (func $add (type $step) (i32.add (local.get 0) (local.get 1)))
  (func $subtract (type $step) (i32.sub (local.get 0) (local.get 1)))
  (func $mix (type $step)
    (i32.xor (i32.rotl (local.get 0) (i32.const 5)) (i32.mul (local.get 1) (i32.const 0x9E3779B1))))

  ;; what compilers of C emit for a function with variables in memory
  (func $frame (type $step) (local $base i32)
    (local.set $base (i32.sub (global.get $sp) (i32.const 32)))
    (global.set $sp (local.get $base))
    (i32.store offset=12 (local.get $base) (local.get 0))
    (i32.store offset=8 (local.get $base) (local.get 1))
    (i32.store offset=28 (local.get $base) (i32.const 0))
    (block $done
      (br_if $done (i32.eq (i32.load offset=12 (local.get $base)) (i32.load offset=8 (local.get $base))))
      (br_if $done (i32.ge_s (i32.load offset=12 (local.get $base)) (i32.const 1000000)))
      (i32.store offset=28 (local.get $base)
        (call $add (i32.load offset=12 (local.get $base)) (i32.load offset=8 (local.get $base)))))
    (i32.load offset=28 (local.get $base))
    (global.set $sp (i32.add (local.get $base) (i32.const 32))))

  ;; an interpreter: a loop around a br_table, an operand stack in memory, calls through a table
  (func $machine (param $rounds i32) (result i32) (local $pc i32) (local $top i32) (local $op i32)
    (local.set $top (i32.const 4096))
    (local.set $pc (i32.const 1024))
    (i32.store (local.get $top) (i32.const 1))
    (loop $next
      (local.set $op (i32.load8_u (local.get $pc)))
      (local.set $pc (i32.add (local.get $pc) (i32.const 1)))
      (block $end (block $call (block $test (block $double (block $swap (block $sum (block $push (block $again
        (br_table $again $push $sum $swap $double $test $call $end (local.get $op)))
        ;; again
        (local.set $pc (i32.const 1024))
        (br_if $next (local.tee $rounds (i32.sub (local.get $rounds) (i32.const 1))))
        (return (i32.load (local.get $top))))
        ;; push
        (local.set $top (i32.add (local.get $top) (i32.const 4)))
        (i32.store (local.get $top) (i32.load8_s (local.get $pc)))
        (local.set $pc (i32.add (local.get $pc) (i32.const 1)))
        (br $next))
        ;; sum
        (i32.store (i32.sub (local.get $top) (i32.const 4))
          (i32.add (i32.load (i32.sub (local.get $top) (i32.const 4))) (i32.load (local.get $top))))
        (local.set $top (i32.sub (local.get $top) (i32.const 4)))
        (br $next))
        ;; swap, with 64 bits at once
        (i64.store (i32.sub (local.get $top) (i32.const 4))
          (i64.rotl (i64.load (i32.sub (local.get $top) (i32.const 4))) (i64.const 32)))
        (br $next))
        ;; double
        (i32.store (local.get $top) (i32.shl (i32.load (local.get $top)) (i32.const 1)))
        (br $next))
        ;; test
        (if (i32.and (i32.load (local.get $top)) (i32.const 1))
          (then (i32.store (local.get $top) (i32.shr_u (i32.load (local.get $top)) (i32.const 1))))
          (else (i32.store (local.get $top)
            (select (i32.const 7) (i32.load (local.get $top)) (i32.gt_s (local.get $top) (i32.const 5000))))))
        (br $next))
        ;; call
        (i32.store (local.get $top)
          (call_indirect (type $step) (i32.load (local.get $top)) (local.get $rounds)
            (i32.and (local.get $rounds) (i32.const 3))))
        (br $next))
      ;; end
      (br_if $next (i32.ne (local.get $pc) (i32.const 0))))
    (i32.const 0))

  ;; a list is made and walked, as objects are
  (func $list (param $count i32) (result i32) (local $node i32) (local $head i32) (local $total i32)
    (local.set $node (i32.const 131072))
    (loop $more
      (i32.store (local.get $node) (local.get $head))
      (i32.store offset=4 (local.get $node) (local.get $count))
      (i32.store8 offset=8 (local.get $node) (local.get $count))
      (i64.store offset=16 (local.get $node) (i64.extend_i32_u (local.get $count)))
      (local.set $head (local.get $node))
      (local.set $node (i32.add (local.get $node) (i32.const 24)))
      (br_if $more (local.tee $count (i32.sub (local.get $count) (i32.const 1)))))
    (block $done
      (loop $walk
        (br_if $done (i32.eqz (local.get $head)))
        (if (i32.eqz (i32.load8_u offset=8 (local.get $head)))
          (then (local.set $total (i32.xor (local.get $total) (i32.const -1))))
          (else (local.set $total (i32.add (local.get $total) (i32.load offset=4 (local.get $head))))))
        (i32.store offset=4 (local.get $head) (i32.sub (i32.load offset=4 (local.get $head)) (i32.const 1)))
        (local.set $head (i32.load (local.get $head)))
        (br $walk)))
    (local.get $total))

  ;; bytes are hashed, copied and compared, as strings are
  (func $bytes (param $length i32) (result i32) (local $i i32) (local $hash i32)
    (local.set $hash (i32.const 0x811C9DC5))
    (loop $next
      (local.set $hash (i32.mul (i32.const 0x1000193)
        (i32.xor (local.get $hash) (i32.load8_u (i32.add (local.get $i) (i32.const 1024))))))
      (i32.store8 offset=8192 (local.get $i) (i32.load8_u offset=1024 (local.get $i)))
      (i32.store16 offset=9216 (i32.shl (local.get $i) (i32.const 1)) (i32.load16_u offset=1024 (local.get $i)))
      (br_if $next (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $length))))
    (block $differ
      (loop $back
        (br_if $differ (i32.eqz (local.get $i)))
        (local.set $i (i32.sub (local.get $i) (i32.const 1)))
        (br_if $back (i32.eq (i32.load8_u offset=8192 (local.get $i)) (i32.load8_u offset=1024 (local.get $i))))))
    (local.get $hash))

  ;; words are sorted by insertion
  (func $sort (param $count i32) (local $i i32) (local $at i32) (local $word i32)
    (loop $fill
      (i32.store offset=16384 (i32.shl (local.get $i) (i32.const 2))
        (call $mix (local.get $i) (i32.load offset=16380 (i32.shl (local.get $i) (i32.const 2)))))
      (br_if $fill (i32.lt_s (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $count))))
    (local.set $i (i32.const 1))
    (loop $insert
      (local.set $at (i32.shl (local.get $i) (i32.const 2)))
      (local.set $word (i32.load offset=16384 (local.get $at)))
      (block $placed
        (loop $shift
          (br_if $placed (i32.le_s (i32.load offset=16380 (local.get $at)) (local.get $word)))
          (i32.store offset=16384 (local.get $at) (i32.load offset=16380 (local.get $at)))
          (br_if $shift (i32.gt_u (local.tee $at (i32.sub (local.get $at) (i32.const 4))) (i32.const 0)))))
      (i32.store offset=16384 (local.get $at) (local.get $word))
      (br_if $insert (i32.lt_s (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $count)))))

  ;; 64-bit arithmetic and floats
  (func $numbers (param $rounds i32) (result i64) (local $a i64) (local $b i64) (local $x f64)
    (local.set $a (i64.const 88172645463325252))
    (loop $next
      (local.set $a (i64.xor (local.get $a) (i64.shl (local.get $a) (i64.const 13))))
      (local.set $a (i64.xor (local.get $a) (i64.shr_u (local.get $a) (i64.const 7))))
      (local.set $b (i64.add (local.get $b) (i64.and (local.get $a) (i64.const 0xFFFF))))
      (local.set $b (i64.sub (i64.mul (local.get $b) (i64.const 31)) (i64.or (local.get $a) (i64.const 1))))
      (if (i64.lt_s (local.get $b) (i64.const 0)) (then (local.set $b (i64.rem_u (local.get $b) (i64.const 1000)))))
      (local.set $x (f64.add (f64.mul (local.get $x) (f64.const 0.5)) (f64.convert_i32_s (local.get $rounds))))
      (if (f64.gt (local.get $x) (f64.const 1000)) (then (local.set $x (f64.div (local.get $x) (f64.const 3)))))
      (br_if $next (local.tee $rounds (i32.sub (local.get $rounds) (i32.const 1)))))
    (global.set $sum (f64.add (global.get $sum) (local.get $x)))
    (i64.add (local.get $a) (i64.extend_i32_s (i32.wrap_i64 (local.get $b)))))

  ;; what the others leave out: each operation that the interpreter has a way of its own for, some as a test and a value
  (func $rest (param $a i32) (param $b i32) (param $x i64) (param $y i64) (result i32)
    (local $r i32) (local $l i64) (local $d f64)
    (local.set $r (i32.add (local.get $a) (local.get $b)))
    (local.set $r (i32.sub (local.get $a) (local.get $b)))
    (local.set $r (i32.mul (local.get $a) (local.get $b))) (local.set $r (i32.mul (local.get $r) (i32.const 3)))
    (local.set $r (i32.and (local.get $a) (local.get $b))) (local.set $r (i32.and (local.get $r) (i32.const 3)))
    (local.set $r (i32.or (local.get $a) (local.get $b))) (local.set $r (i32.or (local.get $r) (i32.const 3)))
    (local.set $r (i32.xor (local.get $a) (local.get $b)))
    (local.set $r (i32.shl (local.get $a) (local.get $b)))
    (local.set $r (i32.shr_s (local.get $a) (local.get $b))) (local.set $r (i32.shr_s (local.get $r) (i32.const 3)))
    (local.set $r (i32.shr_u (local.get $a) (local.get $b)))
    (local.set $r (i32.and (i32.shr_u (local.get $a) (i32.const 3)) (i32.const 15)))
    (local.set $r (i32.add (local.get $a) (i32.shl (local.get $b) (i32.const 2))))
    (local.set $r (i32.add (i32.add (local.get $a) (local.get $b)) (local.get $r)))
    (local.set $r (i32.rotl (i32.xor (local.get $a) (local.get $b)) (i32.const 7)))
    (local.set $l (i64.and (local.get $x) (local.get $y)))
    (local.set $l (i64.or (local.get $x) (local.get $y)))
    (local.set $l (i64.add (local.get $x) (i64.const 5))) (local.set $l (i64.xor (local.get $x) (i64.const 5)))
    (local.set $l (i64.and (local.get $x) (i64.const 0x123456789ABCDEF))) (local.set $l (i64.shr_s (local.get $x) (i64.const 5)))
    (local.set $l (i64.xor (i64.and (local.get $x) (local.get $y)) (local.get $l))) (local.set $l (i64.xor (i64.xor (local.get $x) (local.get $y)) (local.get $l)))
    (local.set $l (i64.rotl (i64.xor (local.get $x) (local.get $y)) (i64.const 7)))
    (local.set $d (f64.sub (local.get $d) (f64.const 1)))
    (local.set $r (i32.eq (local.get $a) (local.get $b))) (local.set $r (i32.eq (local.get $a) (i32.const 9)))
    (block (br_if 0 (i32.eq (local.get $a) (local.get $b))) (nop)) (block (br_if 0 (i32.eq (local.get $a) (i32.const 9))) (nop))
    (local.set $r (i32.ne (local.get $a) (local.get $b))) (local.set $r (i32.ne (local.get $a) (i32.const 9)))
    (block (br_if 0 (i32.ne (local.get $a) (local.get $b))) (nop)) (block (br_if 0 (i32.ne (local.get $a) (i32.const 9))) (nop))
    (local.set $r (i32.lt_s (local.get $a) (local.get $b))) (local.set $r (i32.lt_s (local.get $a) (i32.const 9)))
    (block (br_if 0 (i32.lt_s (local.get $a) (local.get $b))) (nop)) (block (br_if 0 (i32.lt_s (local.get $a) (i32.const 9))) (nop))
    (local.set $r (i32.lt_u (local.get $a) (local.get $b))) (local.set $r (i32.lt_u (local.get $a) (i32.const 9)))
    (block (br_if 0 (i32.lt_u (local.get $a) (local.get $b))) (nop)) (block (br_if 0 (i32.lt_u (local.get $a) (i32.const 9))) (nop))
    (local.set $r (i32.le_s (local.get $a) (local.get $b))) (local.set $r (i32.le_s (local.get $a) (i32.const 9)))
    (block (br_if 0 (i32.le_s (local.get $a) (local.get $b))) (nop)) (block (br_if 0 (i32.le_s (local.get $a) (i32.const 9))) (nop))
    (local.set $r (i32.le_u (local.get $a) (local.get $b))) (local.set $r (i32.le_u (local.get $a) (i32.const 9)))
    (block (br_if 0 (i32.le_u (local.get $a) (local.get $b))) (nop)) (block (br_if 0 (i32.le_u (local.get $a) (i32.const 9))) (nop))
    (local.set $r (i32.gt_s (local.get $a) (local.get $b))) (local.set $r (i32.gt_s (local.get $a) (i32.const 9)))
    (block (br_if 0 (i32.gt_s (local.get $a) (local.get $b))) (nop)) (block (br_if 0 (i32.gt_s (local.get $a) (i32.const 9))) (nop))
    (local.set $r (i32.gt_u (local.get $a) (local.get $b))) (local.set $r (i32.gt_u (local.get $a) (i32.const 9)))
    (block (br_if 0 (i32.gt_u (local.get $a) (local.get $b))) (nop)) (block (br_if 0 (i32.gt_u (local.get $a) (i32.const 9))) (nop))
    (local.set $r (i32.ge_s (local.get $a) (local.get $b))) (local.set $r (i32.ge_s (local.get $a) (i32.const 9)))
    (block (br_if 0 (i32.ge_s (local.get $a) (local.get $b))) (nop)) (block (br_if 0 (i32.ge_s (local.get $a) (i32.const 9))) (nop))
    (local.set $r (i32.ge_u (local.get $a) (local.get $b))) (local.set $r (i32.ge_u (local.get $a) (i32.const 9)))
    (block (br_if 0 (i32.ge_u (local.get $a) (local.get $b))) (nop)) (block (br_if 0 (i32.ge_u (local.get $a) (i32.const 9))) (nop))
    (local.set $r (i64.eq (local.get $x) (local.get $y))) (block (br_if 0 (i64.eq (local.get $x) (local.get $y))) (nop))
    (local.set $r (i64.ne (local.get $x) (local.get $y))) (block (br_if 0 (i64.ne (local.get $x) (local.get $y))) (nop))
    (local.set $r (i64.lt_s (local.get $x) (local.get $y))) (block (br_if 0 (i64.lt_s (local.get $x) (local.get $y))) (nop))
    (local.set $r (i64.lt_u (local.get $x) (local.get $y))) (block (br_if 0 (i64.lt_u (local.get $x) (local.get $y))) (nop))
    (local.set $r (i64.le_s (local.get $x) (local.get $y))) (block (br_if 0 (i64.le_s (local.get $x) (local.get $y))) (nop))
    (local.set $r (i64.le_u (local.get $x) (local.get $y))) (block (br_if 0 (i64.le_u (local.get $x) (local.get $y))) (nop))
    (local.set $r (i64.eq (local.get $x) (i64.const 9))) (block (br_if 0 (i64.eq (local.get $x) (i64.const 9))) (nop))
    (local.set $r (i64.ne (local.get $x) (i64.const 9))) (block (br_if 0 (i64.ne (local.get $x) (i64.const 9))) (nop))
    (block (br_if 0 (local.get $a)) (nop)) (block (br_if 0 (i32.ne (i32.and (local.get $a) (i32.const 8)) (i32.const 8))) (nop))
    (block (br_if 0 (i32.eq (i32.load (local.get $a)) (i32.const 8))) (nop)) (block (br_if 0 (i32.ne (i32.load (local.get $a)) (i32.const 8))) (nop))
    (local.set $r (i32.load16_s (local.get $a))) (local.set $r (i32.load (i32.const 8))) (local.set $r (i32.load8_u (i32.const 8)))
    (local.set $l (i64.load32_u (local.get $a))) (local.set $l (i64.load (i32.const 8)))
    (i32.store (i32.const 1200) (local.get $r)) (i32.store (i32.const 1200) (i32.const 1)) (i32.store8 offset=1200 (local.get $a) (i32.const 1))
    (local.set $a (i32.const 3)) (loop (br_if 0 (i32.lt_s (local.tee $a (i32.add (local.get $a) (i32.const 1))) (i32.const 9))))
    (loop (br_if 0 (i32.ne (local.tee $b (i32.add (local.get $b) (i32.const 1))) (local.get $a))))
    (return_call $mix (local.get $r) (i32.wrap_i64 (local.get $l))))

  ;; a recursion deep enough for the stack to grow
  (func $deep (param $n i32) (result i32) (local i64 i64 i64 i64)
    (if (i32.eqz (local.get $n)) (then (return (i32.const 0))))
    (i32.add (call $deep (i32.sub (local.get $n) (i32.const 1))) (i32.const 1)))

  (func $round (param $i i32)
    (drop (call $rest (local.get $i) (i32.const -50) (i64.extend_i32_s (local.get $i)) (i64.const 7)))
    (if (i32.eqz (i32.and (local.get $i) (i32.const 127))) (then (drop (call $deep (i32.const 500)))))
    (drop (call $fib (i32.const 9)))
    (drop (call $machine (i32.const 60)))
    (drop (call $list (i32.const 100)))
    (drop (call $bytes (i32.const 200)))
    (call $sort (i32.const 24))
    (drop (call $numbers (i32.const 60)))
    (drop (call $frame (local.get $i) (i32.const 3))))

  (func (export "_start") (local $i i32)
    (drop (call $args_sizes_get (i32.const 0) (i32.const 4)))
    (loop $next
      (call $round (local.get $i))
      (br_if $next (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 3000))))
    (memory.fill (i32.const 16384) (i32.const 0) (i32.const 800))
    (drop (call $fd_write (i32.const 1) (i32.const 8) (i32.const 1) (i32.const 0)))
    (if (i32.eqz (local.get $i)) (then (call $proc_exit (i32.const 0))))))
