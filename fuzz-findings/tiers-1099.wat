;; ./weft fuzz --oracle tiers --seed 1099 --count 1
;; jit: trap at another place
;; interp: f0[0]: trap OUT_OF_BOUNDS_MEMORY_ACCESS f0@93 of 1 m0=0:0 g0=25
;; jit: f0[0]: trap OUT_OF_BOUNDS_MEMORY_ACCESS f0@90 of 1 m0=0:0 g0=25
;; calls [f0[0], f1[0]]
;; fuel -1, call depth 400
;; choices [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 2, 0, 0, 2, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 21, 0, 0, 1, 27, 0, 0, 0, 0, 0, 23, 0, 0, 0, 23, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 11, 0, 0, 5]
(module
  (type (func (param i32) (result i32 i32)))
  (memory 0 0)
  (global (mut i32) i32.const 25)
  (export "first" (func 0))
  (export "f0" (func 0))
  (export "f1" (func 1))
  (export "m0" (memory 0))
  (export "g0" (global 0))
  (func (type 0) (param i32) (result i32 i32)
    block (result i32)
      i32.const 0
      i32.const 0
      i32.const 0
      i32.const 0
      i32.const 0
      select
      i32.const 0
      select
      local.get 0
      i32.load
      br_if 1
      local.set 0
      local.set 0
      i32.const 0
    end
    i32.const 0)
  (func (type 0) (param i32) (result i32 i32)
    i32.const 0
    i32.const 0))
