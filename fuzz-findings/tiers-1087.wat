;; ./weft fuzz --oracle tiers --seed 1087 --count 1
;; jit: error java.lang.VerifyError: Bad local variable type
;; Exception Details:
;;   Location:
;;     wasm/module_5615/C0.first$4(FDILdev/weft/jit/Context;I)D : iload
;;   Reaso
;; interp: f4[0.0, 0.0, 0]: trap EXPECTED_SHARED_MEMORY f4 of 1 m0=1:1925235876 m1=0:0 g0=25 g1=0 g2=0 g3=0 t0= t1=
;; jit: f4[0.0, 0.0, 0]: error java.lang.VerifyError: Bad local variable type
;; Exception Details:
;;   Location:
;;     wasm/module_5615/C0.first$4(FDILdev/weft/jit/Context;I)D : iload
;;   Reason:
;;     Type top (current frame, locals[22]) is not assignable to integer
;;   Current Frame:
;;     bci: 
;;     flags: { }
;;     locals: { float, double, double_2nd, integer, 'dev/weft/jit/Context', integer, 'wasm/module_5615/R4', 'java/nio/ByteBuffer', integer, double, double_2nd, long, long_2nd, long, long_2nd, top, long, long_2nd, long, long_2nd }
;;     stack: { 'wasm/module_5615/R4' }
;;   Bytecode:
;;     0000000: 1505 1904 b400 0cb4 0012 a100 0d19 04b4
;;     0000010: 000c 1505 b600 1684 0501 bb00 1859 b700
;;     0000020: 1c3a 061d 1906 5fb5 001f 1904 b600 2359
;;     0000030: 3a07 b600 2936 08a7 00d0 1906 1904 1505
;;     0000040: b800 2d19 04b6 0023 593a 07b6 0029 3608
;;     0000050: 9a00 2219 06b4 0031 3909 1906 b400 3537
;;     0000060: 0b19 06b4 0038 370d 1906 b400 3b36 0fa7
;;     0000070: 009b 1906 b400 3139 0919 06b4 0035 370b
;;     0000080: 1906 b400 3837 0d19 06b4 003e 1906 b400
;;     0000090: 4137 1237 10a7 0090 1906 1904 1505 b800
;;     00000a0: 6a19 04b6 0023 593a 07b6 0029 3608 aa00
;;     00000b0: 0000 002a 0000 0000 0000 0001 0000 0016
;;     00000c0: 0000 0027 1906 b400 3b36 0f19 06b4 006e
;;     00000d0: 3a14 a700 64a7 0083 1906 b400 3b36 0f19
;;     00000e0: 06b4 006e 3a14 a700 8619 0619 0415 0515
;;     00000f0: 15b8 007c 1904 b600 2359 3a07 b600 2936
;;     0000100: 0819 06b4 007f afa7 ff33 1906 160b b500
;;     0000110: 3519 0616 0db5 0038 1906 150f b500 3b04
;;     0000120: 3615 a7ff c719 0616 10b5 003e 1906 1612
;;     0000130: b500 41a7 ff65 1906 160b b500 3519 0616
;;     0000140: 0db5 0038 1906 150f b500 3b19 0619 14b5
;;     0000150: 006e 0536 15a7 ff94 1906 160b b500 3519
;;     0000160: 0615 16b5 0093 0636 15a7 ff80 1906 160b
;;     0000170: b500 3519 0616 0db5 0038 1906 150f b500
;;     0000180: 3b19 0619 14b5 006e 0336 15a7 ff5e     
;;   Stackmap Table:
;;     same_frame()
;;     append_frame(,Object[#24],Object[#37],Integer)
;;     same_frame()
;;     full_frame(,{Float,Double,Integer,Object[#8],Integer,Object[#24],Object[#37],Integer,Double,Long,Long,Top,Long,Long},{})
;;     same_frame()
;;     same_frame()
;;     same_frame()
;;     full_frame(,{Float,Double,Integer,Object[#8],Integer,Object[#24],Object[#37],Integer,Double,Long,Long,Top,Top,Top,Top,Top,Top,Integer},{})
;;     full_frame(,{Float,Double,Integer,Object[#8],Integer,Object[#24],Object[#37],Integer},{})
;;     full_frame(,{Float,Double,Integer,Object[#8],Integer,Object[#24],Object[#37],Integer,Double,Long,Long,Integer},{})
;;     full_frame(,{Float,Double,Integer,Object[#8],Integer,Object[#24],Object[#37],Integer,Double,Long,Long,Top,Long,Long},{})
;;     full_frame(,{Float,Double,Integer,Object[#8],Integer,Object[#24],Object[#37],Integer,Double,Long,Long,Integer,Long,Long,Object[#4]},{})
;;     full_frame(,{Float,Double,Integer,Object[#8],Integer,Object[#24],Object[#37],Integer,Double,Long,Long,Top,Long,Long},{})
;;     full_frame(,{Float,Double,Integer,Object[#8],Integer,Object[#24],Object[#37],Integer,Double,Long,Long,Integer,Long,Long,Object[#4]},{})
;;  at weft//wasm.module_5615.F4.invoke(Unknown Source) m0=1:1925235876 m1=0:0 g0=25 g1=0 g2=0 g3=0 t0= t1=
;; calls [f4[0.0, 0.0, 0], f5[], f6[0, 0], f7[]]
;; fuel -1, call depth 400
;; choices [1, 0, 0, 0, 0, 0, 0, 1, 1, 0, 1, 0, 1, 0, 0, 1, 3, 2, 1, 0, 0, 0, 2, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 8, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 16, 1, 19, 1, 0, 11, 0, 25, 11, 0, 0, 0, 0, 0, 11, 23, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 23, 11, 0, 17, 0, 0, 0, 11, 0, 27, 0, 21, 0, 0, 0, 23, 11, 0, 87, 1, 0, 0, 0, 0, 0, 21, 4, 0, 0, 0, 0, 1, 8, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 16, 2, 8, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 16, 0, 2, 0, 22, 0, 8, 0, 1, 1, 19, 4, 0, 4, 2, 0, 0, 0, 0, 0, 1, 27, 5, 2, 0, 0, 0, 0, 0, 8, 2, 0, 0, 3, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 8, 0, 0, 0, 1, 8, 0, 0, 0, 1, 27, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 1, 0, 0, 0, 0, 2]
(module
  (type (func (param i32 i64) (result i32)))
  (type (func (param f32 f64 i32) (result f64 i32)))
  (type (func (param externref funcref) (result funcref externref)))
  (type (func (param i32)))
  (type (func))
  (type (func (param v128) (result i32)))
  (type (func (param i64 i32) (result i32 i32 i32)))
  (type (func (result i32 funcref)))
  (type (func (param v128) (result i32 funcref)))
  (import "host" "h0" (func (type 0) (param i32 i64) (result i32)))
  (import "host" "h1" (func (type 1) (param f32 f64 i32) (result f64 i32)))
  (import "host" "h2" (func (type 2) (param externref funcref) (result funcref externref)))
  (import "host" "h3" (func (type 3) (param i32)))
  (table 0 0 funcref)
  (table 0 0 funcref)
  (memory 1 1)
  (memory i64 0 0)
  (global (mut i32) i32.const 25)
  (global (mut i32) i32.const 0)
  (global (mut i32) i32.const 0)
  (global (mut i32) i32.const 0)
  (export "first" (func 4))
  (export "f0" (func 0))
  (export "f1" (func 1))
  (export "f2" (func 2))
  (export "f3" (func 3))
  (export "f4" (func 4))
  (export "f5" (func 5))
  (export "f6" (func 6))
  (export "f7" (func 7))
  (export "t0" (table 0))
  (export "t1" (table 1))
  (export "m0" (memory 0))
  (export "m1" (memory 1))
  (export "g0" (global 0))
  (export "g1" (global 1))
  (export "g2" (global 2))
  (export "g3" (global 3))
  (func (type 1) (param f32 f64 i32) (result f64 i32)
    (local i32)
    (local v128)
    i32.const 0
    i32.const 32764
    i32.and
    i32.const 0
    i64.const 0
    memory.atomic.wait32
    i32.const 32767
    i32.and
    v128.load
    v128.const i32x4 0x0 0x0 0x0 0x0
    i8x16.eq
    block (type 5)
      drop
      i32.const 0
      local.set 2
      i32.const 0
    end
    local.set 2
    f64.const 0.0
    i64.const 0
    block (result i32)
      i64.const 0
      i32.const 0
      if (result i32)
        i32.const 0
        global.set 1
        i32.const 0
        local.set 2
        i32.const 0
      else
        i32.const 0
        local.set 2
        i32.const 0
        local.set 2
        i64.const 0
        i32.const 0
        block (type 6)
          local.set 2
          drop
          i32.const 1
          local.set 3
          block (type 7)
            v128.const i32x4 0x0 0x0 0x2 0x0
            loop (type 8)
              drop
              local.get 3
              i32.eqz
              if
                i32.const 0
                ref.null func
                br 2
              end
              local.get 3
              i32.const 1
              i32.sub
              local.set 3
              block (result v128)
                v128.const i32x4 0x0 0x0 0x3 0x0
                i32.const 0
                br_table 1 1 1 0
              end
              drop
              i32.const 0
              global.set 1
              i32.const 0
              global.set 1
              i32.const 0
              i32.const 0
              br_if 4
              local.set 2
              i32.const 0
              local.set 2
              i32.const 0
              global.set 1
              v128.const i32x4 0x0 0x0 0x2 0x0
              i32.const 0
              br_if 0
              local.set 4
              i32.const 0
              ref.null func
            end
          end
          drop
          local.set 2
          i32.const 0
          i32.const 0
          i32.const 0
        end
        local.set 2
        local.set 2
        local.set 2
        i32.const 0
      end
      i32.atomic.rmw.add 1
      i32.const 0
      i32.const 0
      select
    end
    f32.convert_i32_s
    i64.trunc_f32_s
    i64.eq
    i32.const 0
    i32.const 0
    select)
  (func (type 4))
  (func (type 0) (param i32 i64) (result i32)
    i32.const 0)
  (func (type 4)))
