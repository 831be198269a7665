;; What ./weft runs once after a build, so that the JVM can write down which classes a run loads (see `warm` in ./weft):
;; a WASI guest that computes a little, with calls, memory and floats, and prints one line.
(module
  (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "args_sizes_get" (func $args_sizes_get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (memory (export "memory") 1)
  (table funcref (elem $fib))
  (global $sum (mut f64) (f64.const 0))
  (data (i32.const 8) "\10\00\00\00\05\00\00\00")
  (data (i32.const 16) "warm\n")

  (func $fib (param $n i32) (result i32)
    (if (result i32) (i32.lt_s (local.get $n) (i32.const 2))
      (then (local.get $n))
      (else (i32.add
        (call $fib (i32.sub (local.get $n) (i32.const 1)))
        (call $fib (i32.sub (local.get $n) (i32.const 2)))))))

  (func (export "_start") (local $i i32)
    (drop (call $args_sizes_get (i32.const 0) (i32.const 4)))
    (loop $next
      (i64.store (i32.add (i32.const 64) (i32.shl (local.get $i) (i32.const 3))) (i64.extend_i32_u (local.get $i)))
      (global.set $sum (f64.add (global.get $sum) (f64.convert_i32_u
        (call_indirect (param i32) (result i32) (i32.and (local.get $i) (i32.const 7)) (i32.const 0)))))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $i) (i32.const 100))))
    (memory.fill (i32.const 64) (i32.const 0) (i32.const 800))
    (drop (call $fd_write (i32.const 1) (i32.const 8) (i32.const 1) (i32.const 0)))
    (call $proc_exit (i32.const 0))))
