;; ./weft fuzz --oracle tiers --seed 1070 --count 1
;; jit: error java.lang.VerifyError: get long/double overflows locals
;; Exception Details:
;;   Location:
;;     wasm/module_2532/C0.first$4(JLdev/weft/jit/Context;I)J : lload
;; 
;; interp: f4[0]: 0L #0[] m0=1:1925235876 g0=24 g1=0 t0= t1=null,null
;; jit: f4[0]: error java.lang.VerifyError: get long/double overflows locals
;; Exception Details:
;;   Location:
;;     wasm/module_2532/C0.first$4(JLdev/weft/jit/Context;I)J : lload
;;   Reason:
;;     Local index 10 is invalid
;;   Bytecode:
;;     0000000: 1d2c b400 0cb4 0012 a100 0b2c b400 0c1d
;;     0000010: b600 1684 0301 bb00 1859 b700 1c3a 041e
;;     0000020: 1904 5b57 b500 202c b600 2459 3a05 b600
;;     0000030: 2a36 06a7 008c 1904 2c1d b800 2e2c b600
;;     0000040: 2459 3a05 b600 2a36 06aa 0000 0000 002e
;;     0000050: 0000 0000 0000 0002 0000 001b 0000 0021
;;     0000060: 0000 0024 1904 b400 31ad a700 5819 04b4
;;     0000070: 0034 3607 a700 5419 04b4 0034 3607 a700
;;     0000080: 5719 042c 1db8 0059 2cb6 0024 593a 05b6
;;     0000090: 002a 3606 9a00 0d19 04b4 005c 3608 a700
;;     00000a0: 3aa7 004b 1904 2c1d 1509 b800 9b2c b600
;;     00000b0: 2459 3a05 b600 2a36 0619 04b4 0031 ada7
;;     00000c0: ff77 0336 09a7 ffdf 1904 1507 b500 3404
;;     00000d0: 3609 a7ff d2a7 ffac 1904 1507 b500 3419
;;     00000e0: 0415 08b5 005c 0536 09a7 ffbb 1904 160a
;;     00000f0: b500 a706 3609 a7ff ae                 
;;   Stackmap Table:
;;     same_frame()
;;     append_frame(,Object[#24],Object[#38],Integer)
;;     same_frame()
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
;;     chop_frame(,1)
;;  at weft//wasm.module_2532.F4.invoke(Unknown Source) m0=1:1925235876 g0=25 g1=0 t0= t1=null,null
;; calls [f4[0], f5[]]
;; fuel -1, call depth 400
;; choices [0, 0, 0, 1, 0, 1, 0, 0, 1, 0, 1, 0, 1, 0, 0, 1, 0, 0, 0, 0, 1, 2, 0, 0, 1, 0, 1, 8, 2, 8, 22, 2, 2, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 2, 2, 0, 1, 0, 0, 0, 0, 0, 1, 6, 0, 0, 0, 0, 0, 0, 1, 0, 1, 27, 0, 5, 0, 0, 0, 0, 0, 5, 3, 0, 2, 0, 1, 22, 0, 11, 0, 16, 21, 4, 0, 0, 0, 0, 0, 1, 16, 1, 0, 2, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 2, 0, 11, 0, 16, 0, 0, 0, 21, 8, 0, 1, 0, 0, 0, 0, 0, 0, 1, 27, 1, 0, 23, 23, 21, 4, 0, 0, 0, 0, 0, 1, 22, 3, 0, 0, 0, 3, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 11, 0, 0, 0, 11]
(module
  (type (sub (array (mut i8))))
  (type (func (param i32 i64) (result i32)))
  (type (func (param f32 f64 i32) (result f64 i32)))
  (type (func (param externref funcref) (result funcref externref)))
  (type (func (param i32)))
  (type (func (param i64) (result i64 (ref 0))))
  (type (func))
  (type (func (param i32) (result i32 i32)))
  (import "host" "h0" (func (type 1) (param i32 i64) (result i32)))
  (import "host" "h1" (func (type 2) (param f32 f64 i32) (result f64 i32)))
  (import "host" "h2" (func (type 3) (param externref funcref) (result funcref externref)))
  (import "host" "h3" (func (type 4) (param i32)))
  (table 0 0 funcref)
  (table 2 2 funcref)
  (memory 1 1)
  (tag (type 6))
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
    array.new_fixed 0 0
    global.get 1
    br_if 0
    local.set 1
    local.set 0
    i32.const 0
    if (result i64)
      i32.const 0
      i32.const 0
      if (type 7)
        local.set 2
        i64.const 0
        i64.eqz
        i32.const 1
        local.set 3
        block (result i32)
          loop (result i32)
            local.get 3
            i32.eqz
            if
              i32.const 0
              br 2
            end
            local.get 3
            i32.const 1
            i32.sub
            local.set 3
            i32.const 0
            if (result i64)
              i32.const 0
              i32.const 0
              ref.func 3
              table.set 1
              i32.const 0
              call_indirect 1 (type 4)
              i32.const 0
              local.set 2
              i32.const 0
              local.set 2
              i32.const 0
              i32.const 32767
              i32.and
              i32.load
              i32.const 32767
              i32.and
              i32.const 0
              i32.store
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
            br 0
          end
        end
      else
        local.set 2
        i32.const 0
        i32.const 0
      end
      local.set 2
      local.set 2
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
  (func (type 6))
  (data (offset i32.const 0) "\00\00\00\00\00\00"))
