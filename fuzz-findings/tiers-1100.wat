;; ./weft fuzz --oracle tiers --seed 1100 --count 1
;; jit (fuel): error java.lang.VerifyError: get long/double overflows locals
;; Exception Details:
;;   Location:
;;     wasm/module_1093/C0.f2$2(JLdev/weft/jit/Context;I)J : lload
;;   R
;; interp: f0[-4]: trap ALL_FUEL_CONSUMED f0 of 1 m0=1:1383972401 g0=25 g1=0 g2=null g3=0L g4=0L g5=0 t0=null,null,null,null,null t1=null,null,null,null,null,null,null t2=null,null,null,null,null,null,null,null fuel 1
;; jit (fuel): f0[-4]: error java.lang.VerifyError: get long/double overflows locals
;; Exception Details:
;;   Location:
;;     wasm/module_1093/C0.f2$2(JLdev/weft/jit/Context;I)J : lload
;;   Reason:
;;     Local index 11 is invalid
;;   Bytecode:
;;     0000000: 1d2c b400 0cb4 0012 a100 0b2c b400 0c1d
;;     0000010: b600 1684 0301 2cb4 000c b400 1a37 04bb
;;     0000020: 0097 59b7 0098 3a06 1e19 065b 57b5 009a
;;     0000030: a700 d019 062c 1d2c b400 0c16 04b5 001a
;;     0000040: b800 9e2c b400 0cb4 001a 3704 aa00 0000
;;     0000050: 0000 0036 0000 0000 0000 0002 0000 001c
;;     0000060: 0000 0022 0000 0025 1906 b400 a0ad a700
;;     0000070: 9519 06b4 00a4 3807 1906 b400 a738 08a7
;;     0000080: 008a 1906 b400 a438 0719 06b4 00a7 3808
;;     0000090: 1906 b400 aa38 09a7 007f 1906 2c1d 150a
;;     00000a0: 2cb4 000c 1604 b500 1ab8 00bf 2cb4 000c
;;     00000b0: b400 1a37 04aa 0000 0000 0027 0000 0000
;;     00000c0: 0000 0002 0000 001b 0000 0021 0000 0024
;;     00000d0: 1906 b400 a0ad a700 54a7 005e a700 6819
;;     00000e0: 062c 1d15 0a2c b400 0c16 04b5 001a b800
;;     00000f0: cc2c b400 0cb4 001a 3704 1906 b400 a0ad
;;     0000100: a7ff 3304 360a a7ff d919 0617 08b5 00a7
;;     0000110: 0336 0aa7 ff87 1906 1708 b500 a719 0617
;;     0000120: 09b5 00aa 0436 0aa7 ff73 1906 160b b500
;;     0000130: d205 360a a7ff ab19 0617 07b5 00a4 0636
;;     0000140: 0aa7 ff9e 1906 1707 b500 a403 360a a7ff
;;     0000150: 912c b400 0c16 04b5 001a bf            
;;   Exception Handler Table:
;;     bci [31, 64] => handler: 337
;;     bci [76, 169] => handler: 337
;;     bci [181, 238] => handler: 337
;;     bci [250, 337] => handler: 337
;;   Stackmap Table:
;;     same_frame()
;;     append_frame(,Long,Object[#151])
;;     same_frame()
;;     same_frame()
;;     same_frame()
;;     same_frame()
;;     full_frame(,{Long,Object[#8],Integer,Long,Object[#151],Float,Float,Top,Integer},{})
;;     same_frame()
;;     same_frame()
;;     same_frame()
;;     same_frame()
;;     full_frame(,{Long,Object[#8],Integer,Long,Object[#151],Top,Top,Top,Integer},{})
;;     full_frame(,{Long,Object[#8],Integer,Long,Object[#151]},{})
;;     same_frame()
;;     append_frame(,Float,Float)
;;     append_frame(,Float)
;;     full_frame(,{Long,Object[#8],Integer,Long,Object[#151],Float,Float,Top,Integer},{})
;;     same_frame()
;;     same_frame()
;;     full_frame(,{Long,Object[#8],Integer,Long},{Object[#47]})
;;  at weft//wasm.module_1093.F0.invoke(Unknown Source) m0=1:1383972401 g0=25 g1=0 g2=null g3=0L g4=0L g5=0 t0=null,null,null,null,null t1=null,null,null,null,null,null,null t2=null,null,null,null,null,null,null,null fuel 1
;; calls [f0[-4], f1[], f1[], f1[], f2[0], f3[6], f3[3], f3[3]]
;; fuel 1, call depth 400
;; choices [0, 0, 0, 0, 1, 0, 1, 1, 1, 2, 0, 0, 0, 11, 3, 1, 3, 1, 9, 1, 11, 0, 0, 1, 5, 2, 0, 2, 0, 0, 1, 3, 1, 3, 0, 5, 6, 1, 1, 0, 7, 1, 0, 1, 1, 8, 1, 5, 6, 0, 23, 2, 1, 9, 2, 11, 1, 0, 1, 0, 0, 2, 0, 0, 3, 9, 149, 149, 68, 120, 111, 178, 130, 232, 72, 16, 166, 19, 23, 136, 27, 216, 239, 143, 96, 243, 237, 30, 110, 57, 210, 43, 0, 2, 5, 0, 6, 0, 2, 8, 2, 21, 1, 10, 2, 22, 1, 10, 7, 3, 0, 6, 1, 22, 6, 2, 18, 3, 48, 14, 9, 45, 22, 9, 8, 1, 0, 0, 3, 2, 2, 2, 0, 0, 4, 11, 10, 59, 0, 25, 1, 1, 26, 9, 3, 0, 3, 0, 2, 35, 6, 1, 2, 40, 0, 13, 10, 31, 18, 16, 7, 1, 1, 7, 17, 11, 9, 14, 6, 12, 24, 3, 0, 8, 12, 10, 15, 7, 0, 1, 3, 4, 11, 2, 0, 2, 15, 10, 1, 0, 1, 8, 31, 2, 0, 2, 2, 26, 0, 1, 3, 1, 0, 1, 2, 0, 4, 1, 1, 3, 1, 2, 2, 9, 1, 3, 1, 0, 15, 11, 17, 10, 16, 23, 1, 1, 0, 0, 4, 2, 2, 4, 5, 14, 3, 2, 4, 2, 6, 0, 2, 0, 1, 0, 2, 6, 3, 2, 2, 0, 1, 3, 2, 6, 0, 13, 9, 17, 24, 22, 7, 0, 17, 13, 0, 5, 1, 4, 1, 0, 3, 2, 17, 1, 14, 1, 9, 1, 1, 12, 5, 1, 20, 11, 30, 1, 2, 17, 14, 18, 8, 15, 2, 10, 21, 4, 0, 0, 14, 0, 2, 27, 2, 0, 1, 9, 0, 6, 0, 2, 2, 0, 3, 1, 1, 10, 1, 2, 2, 35, 4, 2, 5, 1, 11422, 1, 0, 0, 15, 2, 25, 1, 0, 3, 1, 2, 29, 1, 2, 0, 10, 2, 0, 6, 4, 1, 1, 2, 1, 2, 2, 0, 2, 2, 0, 3, 0, 19, 20, 2, 2, 0, 0, 0, 0, 2, 0, 2, 0, 3, 1, 0, 23, 0, 8, 55, 0, 3, 0, 0, 1, 17, 0, 4, 12, 1, 0, 2, 0, 2, 1, 0, 4, 4, 2, 0, 1, 1, 2, 1, 1, 0, 0, 0, 1, 4, 0, 4, 1, 2, 0, 1, 0, 0, 1, 0, 0, 7, 3, 2, 0, 3, 0, 2, 4, 6, 2, 3, 1, 3, 4, 3, 1, 1]
(module
  (type (func (param i64) (result i64)))
  (type (func (result i32)))
  (type (func))
  (type (func (param i64) (result externref i64)))
  (type (func (result i64)))
  (type (func (param f32) (result i64)))
  (table 5 11 funcref)
  (table 7 8 funcref)
  (table 8 9 externref)
  (memory i64 1 2)
  (tag (type 2))
  (global (mut i32) i32.const 25)
  (global (mut i32) i32.const 0)
  (global (mut exnref) ref.null exn)
  (global (mut i64) i64.const 0)
  (global (mut i64) i64.const 0)
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
  (export "g5" (global 5))
  (export "e0" (tag 0))
  (elem funcref)
  (elem funcref)
  (func (type 0) (param i64) (result i64)
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
    local.get 0)
  (func (type 1) (result i32)
    (local i32)
    (local f32)
    (local i64)
    (local i32)
    global.get 0
    i32.eqz
    if
      i32.const 0
      return
    end
    global.get 0
    i32.const 1
    i32.sub
    global.set 0
    global.get 3
    i32.const 9
    local.set 0
    block (result i32)
      loop (type 1)
        local.get 0
        i32.eqz
        if
          i32.const 2
          br 2
        end
        local.get 0
        i32.const 1
        i32.sub
        local.set 0
        br 0
      end
    end
    call 1
    f32.convert_i32_s
    i32.trunc_f32_u
    i32.const 1
    i32.or
    i32.div_s
    i32.const 7
    i32.const 1
    i32.or
    i32.rem_u
    i32.const 8
    i32.and
    if (result i32)
      data.drop 1
      f32.const -nan
      f32.sqrt
      local.tee 1
      i32.reinterpret_f32
      i32.const 2143289344
      i32.and
      f32.reinterpret_i32
      local.get 1
      local.get 1
      local.get 1
      f32.ne
      select
      f32.const nan:0x1
      local.get 0
      f32.convert_i32_s
      i32.const 11
      select (result f32)
      f32.const 2.1474836E9
      f32.min
      local.tee 1
      i32.reinterpret_f32
      i32.const 2143289344
      i32.and
      f32.reinterpret_i32
      local.get 1
      local.get 1
      local.get 1
      f32.ne
      select
      local.get 1
      f32.sub
      local.tee 1
      i32.reinterpret_f32
      i32.const 2143289344
      i32.and
      f32.reinterpret_i32
      local.get 1
      local.get 1
      local.get 1
      f32.ne
      select
      f32.le
    else
      i32.const -2147483647
    end
    if (type 3)
      local.set 2
      i64.const 1
      call 0
      local.set 2
      i32.const 3
      local.set 3
      ref.null exn
      global.set 2
      ref.null extern
      i64.const 0
      i64.const 2
      i32.const 14
      i32.const 8
      i32.and
      select (result i64)
      i64.const -1
      i64.const 1
      i64.or
      i64.rem_u
    else
      local.set 2
      ref.null extern
      i64.const -4
    end
    local.set 2
    drop
    i32.const 3)
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
    i64.const 4
    i32.load
    if (type 4)
      f32.const -1.1754942E-38
      f32.const 4.2949673E9
      i32.const 14
      if (result f32)
        f32.const nan:0x200000
        i32.const -1
        br_if 0
        local.set 1
        f32.const 1.0
      else
        ref.null exn
        global.set 2
        i32.const 11422
        i64.extend_i32_u
        i32.const 0
        i32.const 15
        memory.init 2
        call 1
        drop
        block (result i64)
          i64.const 3
          i32.const 2
          br_table 2 0 0 3 0
        end
        local.set 0
        f32.const 0.0
      end
      f32.const 0.0
      f32.neg
      f32.mul
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
      f32.gt
      if (type 5)
        local.set 1
        i64.const 3
      else
        local.set 1
        i64.const 36028797018963967
        i64.const 0
        i64.const 0
        i32.load16_u
        select (result i64)
      end
      local.set 0
      i64.const 2
    else
      i64.const 2
    end
    i64.const 0
    i32.const 4
    select
    i64.const 2
    i64.and)
  (func (type 0) (param i64) (result i64)
    i64.const 0)
  (data (offset i64.const 0) "\95\95Dxo\b2\82\e8H")
  (data (offset i64.const 0) "\a6\13\17\88\1b\d8\ef\8f`\f3\ed\1en9\d2+")
  (data (offset i64.const 0) ""))
