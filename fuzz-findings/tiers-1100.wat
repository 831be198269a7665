;; ./weft fuzz --oracle tiers --seed 1100 --count 1
;; jit (fuel): error java.lang.VerifyError: get long/double overflows locals
;; Exception Details:
;;   Location:
;;     wasm/module_10233/C0.f2$2(JLdev/weft/jit/Context;I)J : lload
;;   
;; interp: f0[0]: trap ALL_FUEL_CONSUMED f0 of 1 m0=1:1925235876 g0=25 g1=0 g2=0 g3=0 g4=0 t0= t1= t2= fuel 0
;; jit (fuel): f0[0]: error java.lang.VerifyError: get long/double overflows locals
;; Exception Details:
;;   Location:
;;     wasm/module_10233/C0.f2$2(JLdev/weft/jit/Context;I)J : lload
;;   Reason:
;;     Local index 13 is invalid
;;   Bytecode:
;;     0000000: 1d2c b400 0cb4 0012 a100 0b2c b400 0c1d
;;     0000010: b600 1684 0301 2cb4 000c b400 1a37 04bb
;;     0000020: 0030 59b7 0034 3a06 1e19 065b 57b5 0037
;;     0000030: 2cb6 001e 593a 07b6 0024 3608 a700 f419
;;     0000040: 062c 1d2c b400 0c16 04b5 001a b800 3b2c
;;     0000050: b400 0cb4 001a 3704 2cb6 001e 593a 07b6
;;     0000060: 0024 3608 aa00 0000 0000 0036 0000 0000
;;     0000070: 0000 0002 0000 001c 0000 0022 0000 0025
;;     0000080: 1906 b400 3ead a700 ad19 06b4 0042 3809
;;     0000090: 1906 b400 4538 0aa7 00a2 1906 b400 4238
;;     00000a0: 0919 06b4 0045 380a 1906 b400 4838 0ba7
;;     00000b0: 0097 1906 2c1d 150c 2cb4 000c 1604 b500
;;     00000c0: 1ab8 005a 2cb4 000c b400 1a37 042c b600
;;     00000d0: 1e59 3a07 b600 2436 08aa 0000 0000 0027
;;     00000e0: 0000 0000 0000 0002 0000 001b 0000 001e
;;     00000f0: 0000 0024 a700 6619 06b4 003e ada7 006a
;;     0000100: a700 7419 062c 1d15 0c2c b400 0c16 04b5
;;     0000110: 001a b800 732c b400 0cb4 001a 3704 2cb6
;;     0000120: 001e 593a 07b6 0024 3608 1906 b400 3ead
;;     0000130: a7ff 0f04 360c a7ff cd19 0617 0ab5 0045
;;     0000140: 0336 0ca7 ff6f 1906 170a b500 4519 0617
;;     0000150: 0bb5 0048 0436 0ca7 ff5b 1906 160d b500
;;     0000160: 8805 360c a7ff 9f19 0617 09b5 0042 0636
;;     0000170: 0ca7 ff92 1906 1709 b500 4203 360c a7ff
;;     0000180: 852c b400 0c16 04b5 001a bf            
;;   Exception Handler Table:
;;     bci [31, 76] => handler: 385
;;     bci [88, 193] => handler: 385
;;     bci [205, 274] => handler: 385
;;     bci [286, 385] => handler: 385
;;   Stackmap Table:
;;     same_frame()
;;     full_frame(,{Long,Object[#8],Integer,Long,Object[#48],Object[#32],Integer},{})
;;     same_frame_extended()
;;     same_frame()
;;     same_frame()
;;     same_frame()
;;     full_frame(,{Long,Object[#8],Integer,Long,Object[#48],Object[#32],Integer,Float,Float,Top,Integer},{})
;;     same_frame_extended()
;;     same_frame()
;;     same_frame()
;;     same_frame()
;;     full_frame(,{Long,Object[#8],Integer,Long,Object[#48],Object[#32],Integer,Top,Top,Top,Integer},{})
;;     full_frame(,{Long,Object[#8],Integer,Long,Object[#48],Object[#32],Integer},{})
;;     same_frame()
;;     append_frame(,Float,Float)
;;     append_frame(,Float)
;;     full_frame(,{Long,Object[#8],Integer,Long,Object[#48],Object[#32],Integer,Float,Float,Top,Integer},{})
;;     same_frame()
;;     same_frame()
;;     full_frame(,{Long,Object[#8],Integer,Long},{Object[#43]})
;;  at weft//wasm.module_10233.F0.invoke(Unknown Source) m0=1:1925235876 g0=25 g1=0 g2=0 g3=0 g4=0 t0= t1= t2= fuel 0
;; calls [f0[0], f1[], f2[0], f3[0]]
;; fuel 0, call depth 400
;; choices [0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 3, 1, 8, 1, 8, 0, 0, 1, 0, 2, 0, 2, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 4, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 16, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 11, 0, 17, 23, 21, 5, 0, 0, 0, 0, 0, 1, 16, 1, 13, 1, 8, 0, 0, 0, 4, 0, 11, 0, 27, 0, 0, 0, 11, 0, 8, 11, 0, 8, 21, 4, 0, 0, 0, 0, 1, 27, 2, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 1, 34, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 22, 1, 0, 0, 0, 1, 27, 0, 2, 0, 0, 0, 0, 4, 0, 0, 0, 1, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 23, 5, 0, 0, 0, 0, 0, 11, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3]
(module
  (type (func (param i64) (result i64)))
  (type (func (result i32)))
  (type (func))
  (type (func (param f32) (result i64)))
  (table 0 0 funcref)
  (table 0 0 funcref)
  (table 0 0 funcref)
  (memory 1 1)
  (tag (type 2))
  (global (mut i32) i32.const 25)
  (global (mut i32) i32.const 0)
  (global (mut i32) i32.const 0)
  (global (mut i32) i32.const 0)
  (global (mut i32) i32.const 0)
  (export "first" (func 0))
  (export "f0" (func 0))
  (export "f1" (func 1))
  (export "f2" (func 2))
  (export "f3" (func 3))
  (export "t0" (table 0))
  (export "t1" (table 1))
  (export "t2" (table 2))
  (export "m0" (memory 0))
  (export "g0" (global 0))
  (export "g1" (global 1))
  (export "g2" (global 2))
  (export "g3" (global 3))
  (export "g4" (global 4))
  (export "e0" (tag 0))
  (func (type 0) (param i64) (result i64)
    i64.const 0)
  (func (type 1) (result i32)
    i32.const 0)
  (func (type 0) (param i64) (result i64)
    (local f32 f32)
    global.get 0
    i32.eqz
    if
      i64.const 0
      return
    end
    global.get 0
    i32.const 1
    i32.sub
    global.set 0
    i32.const 0
    if (result i64)
      f32.const 0.0
      f32.const 0.0
      i32.const 0
      if (result f32)
        f32.const 0.0
        i32.const 0
        br_if 0
        local.set 1
        f32.const 0.0
      else
        i32.const 0
        i32.const 0
        i32.const 0
        memory.fill
        call 1
        drop
        block (result i64)
          i64.const 0
          i32.const 0
          br_table 2 3 0 3 3
        end
        local.set 0
        f32.const 0.0
      end
      f32.const 0.0
      f32.add
      local.tee 2
      i32.reinterpret_f32
      i32.const 2143289344
      i32.and
      f32.reinterpret_i32
      local.get 2
      local.get 2
      local.get 2
      f32.ne
      select
      f32.const 0.0
      f32.add
      local.tee 2
      i32.reinterpret_f32
      i32.const 2143289344
      i32.and
      f32.reinterpret_i32
      local.get 2
      local.get 2
      local.get 2
      f32.ne
      select
      f32.eq
      if (type 3)
        local.set 1
        i64.const 0
      else
        local.set 1
        local.get 0
        i64.const 0
        i32.const 0
        i32.const 32767
        i32.and
        i32.load
        select
      end
      local.set 0
      i64.const 0
    else
      i64.const 0
    end
    i64.const 0
    i32.const 0
    select
    i64.const 0
    i64.and)
  (func (type 0) (param i64) (result i64)
    i64.const 0)
  (data (offset i32.const 0) "\00\00\00\00\00\00\00\00\00")
  (data (offset i32.const 0) "\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00"))
