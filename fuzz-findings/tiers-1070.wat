;; ./weft fuzz --oracle tiers --seed 1070 --count 1
;; jit: error java.lang.VerifyError: get long/double overflows locals
;; Exception Details:
;;   Location:
;;     wasm/module_934/C0.first$4(JLdev/weft/jit/Context;I)J : lload
;;  
;; interp: f4[0]: 0L #0[] m0=1:1925235876 g0=24 g1=0 t0= t1=null,null
;; jit: f4[0]: error java.lang.VerifyError: get long/double overflows locals
;; Exception Details:
;;   Location:
;;     wasm/module_934/C0.first$4(JLdev/weft/jit/Context;I)J : lload
;;   Reason:
;;     Local index 10 is invalid
;;   Bytecode:
;;     0000000: 1d2c b400 0cb4 0012 a100 0b2c b400 0c1d
;;     0000010: b600 1684 0301 bb00 1859 b700 1c3a 041e
;;     0000020: 1904 5b57 b500 202c b600 2459 3a05 b600
;;     0000030: 2a36 06a7 007e 1904 2c1d b800 2e2c b600
;;     0000040: 2459 3a05 b600 2a36 06aa 0000 0000 0020
;;     0000050: 0000 0000 0000 0001 0000 0017 0000 001d
;;     0000060: 1904 b400 31ad a700 4e19 04b4 0034 3607
;;     0000070: a700 4a19 042c 1db8 0057 2cb6 0024 593a
;;     0000080: 05b6 002a 3606 9a00 06a7 0034 1904 b400
;;     0000090: 5a36 08a7 0037 1904 2c1d 1509 b800 9c2c
;;     00000a0: b600 2459 3a05 b600 2a36 0619 04b4 0031
;;     00000b0: ada7 ff85 0436 09a7 ffdf a7ff b919 0416
;;     00000c0: 0ab5 00ae 0536 09a7 ffcf 1904 1507 b500
;;     00000d0: 3419 0415 08b5 005a 0336 09a7 ffbb     
;;   Stackmap Table:
;;     same_frame()
;;     append_frame(,Object[#24],Object[#38],Integer)
;;     same_frame()
;;     same_frame()
;;     same_frame()
;;     append_frame(,Integer)
;;     same_frame()
;;     full_frame(,{Long,Object[#8],Integer,Object[#24],Object[#38],Integer,Top,Top,Integer},{})
;;     chop_frame(,3)
;;     same_frame()
;;     append_frame(,Integer)
;;     same_frame()
;;     append_frame(,Integer)
;;  at weft//wasm.module_934.F4.invoke(Unknown Source) m0=1:1925235876 g0=25 g1=0 t0= t1=null,null
;; calls [f4[0], f5[]]
;; fuel -1, call depth 400
;; choices [0, 0, 0, 1, 0, 1, 0, 0, 1, 0, 1, 0, 1, 0, 0, 1, 0, 0, 0, 0, 1, 2, 0, 0, 1, 0, 1, 8, 2, 8, 22, 2, 2, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 2, 2, 0, 1, 0, 0, 0, 1, 0, 2, 1, 0, 0, 0, 0, 1, 6, 0, 0, 0, 0, 0, 0, 1, 0, 1, 27, 0, 5, 0, 0, 3, 0, 6, 1, 0, 0, 0, 5, 3, 0, 2, 0, 1, 22, 0, 11, 0, 16, 21, 4, 0, 0, 0, 0, 0, 1, 16, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 16, 2, 0, 0, 2, 0, 0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 2, 0, 1, 0, 0, 0, 0, 0, 0, 0, 11, 0, 16, 0, 0, 6, 21, 8, 5, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 27, 1, 0, 24, 24, 22, 5, 0, 2, 0, 0, 0, 2, 22, 3, 0, 0, 0, 3, 0, 1, 1, 1, 0, 0, 0, 0, 5, 2, 2, 0, 0, 0, 0, 0, 0, 1, 12, 1, 0, 0, 12]
(module
  (type (sub (array (mut i8))))
  (type (func (param i32 i64) (result i32)))
  (type (func (param f32 f64 i32) (result f64 i32)))
  (type (func (param externref funcref) (result funcref externref)))
  (type (func (param i32)))
  (type (func (param i64) (result i64 (ref 0))))
  (type (func (result i32 i32 i32)))
  (type (func (param i32 i32) (result i32 i32)))
  (import "host" "h0" (func (type 1) (param i32 i64) (result i32)))
  (import "host" "h1" (func (type 2) (param f32 f64 i32) (result f64 i32)))
  (import "host" "h2" (func (type 3) (param externref funcref) (result funcref externref)))
  (import "host" "h3" (func (type 4) (param i32)))
  (table 0 0 funcref)
  (table 2 2 funcref)
  (memory 1 1)
  (tag (type 4) (param i32))
  (global (mut i32) i32.const 25)
  (global (mut i32) i32.const 0)
  (export "first" (func 4))
  (export "f0" (func 0))
  (export "f1" (func 1))
  (export "f2" (func 2))
  (export "f3" (func 3))
  (export "f4" (func 4))
  (export "f5" (func 5))
  (export "t0" (table 0))
  (export "t1" (table 1))
  (export "m0" (memory 0))
  (export "g0" (global 0))
  (export "g1" (global 1))
  (export "e0" (tag 0))
  (elem funcref)
  (elem funcref)
  (func (type 5) (param i64) (result i64 (ref 0))
    (local (ref null 0))
    (local i32 i32)
    global.get 0
    i32.eqz
    if
      i64.const 0
      ref.null 0
      ref.as_non_null
      return
    end
    global.get 0
    i32.const 1
    i32.sub
    global.set 0
    local.get 0
    i32.const -2
    i32.const 0
    array.new 0
    global.get 1
    br_if 0
    local.set 1
    local.set 0
    i32.const 0
    if (result i64)
      i32.const 0
      block (type 4)
        drop
        i32.const 0
        i32.const 0
        block (type 7)
          local.set 2
          local.set 2
          i32.const 0
          local.set 2
          i64.const 6
          i64.eqz
          i32.const 6
          local.set 3
          loop (result i32)
            i32.const 0
            local.set 2
            i32.const 0
            if (result i64)
              i32.const 0
              i32.const 0
              ref.func 3
              table.set 1
              i32.const 0
              call_indirect 1 (type 4)
              i32.const 5
              local.set 2
              i32.const 0
              local.set 2
              i32.const 0
              i32.const 32767
              i32.and
              i32.load
              i32.const 32767
              i32.and
              i64.const 0
              i64.store
              i64.const 0
            else
              i64.const 0
            end
            i64.const 0
            i32.const 0
            select
            i64.const 0
            i32.const 0
            select
            i32.const 0
            br_if 3
            local.set 0
            local.get 3
            i32.const 1
            i32.sub
            local.tee 3
            br_if 0
            i32.const 0
          end
        end
        local.set 2
        local.set 2
      end
      i64.const 0
    else
      i64.const 0
    end
    i64.eqz
    i64.const 0
    call 0
    local.set 2
    i64.const 0
    array.new_fixed 0 0)
  (func (type 6) (result i32 i32 i32)
    i32.const 0
    i32.const 0
    i32.const 0)
  (data (offset i32.const 0) "\00\00\00\00\00\00"))
