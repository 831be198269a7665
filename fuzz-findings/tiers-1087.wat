;; ./weft fuzz --oracle tiers --seed 1087 --count 1
;; jit: error java.lang.VerifyError: Bad local variable type
;; Exception Details:
;;   Location:
;;     wasm/module_1432/C0.first$4(FDILdev/weft/jit/Context;I)D : iload
;;   Reaso
;; interp: f4[0.0, 0.0, 0]: trap OUT_OF_BOUNDS_MEMORY_ACCESS f4 of 1 m0=1:1925235876 m1=0:0 g0=25 g1=0 g2=0 g3=0 t0= t1=
;; jit: f4[0.0, 0.0, 0]: error java.lang.VerifyError: Bad local variable type
;; Exception Details:
;;   Location:
;;     wasm/module_1432/C0.first$4(FDILdev/weft/jit/Context;I)D : iload
;;   Reason:
;;     Type top (current frame, locals[23]) is not assignable to integer
;;   Current Frame:
;;     bci: 
;;     flags: { }
;;     locals: { float, double, double_2nd, integer, 'dev/weft/jit/Context', integer, 'wasm/module_1432/R4', 'java/nio/ByteBuffer', integer, double, double_2nd, long, long_2nd, long, long_2nd, top, long, long_2nd, long, long_2nd }
;;     stack: { 'wasm/module_1432/R4' }
;;   Bytecode:
;;     0000000: 1505 1904 b400 0cb4 0012 a100 0d19 04b4
;;     0000010: 000c 1505 b600 1684 0501 bb00 1859 b700
;;     0000020: 1c3a 0622 1906 5fb5 0020 2719 065b 57b5
;;     0000030: 0024 1d19 065f b500 2719 04b6 002b 593a
;;     0000040: 07b6 0031 3608 a700 e919 0619 0415 05b8
;;     0000050: 0035 1904 b600 2b59 3a07 b600 3136 08aa
;;     0000060: 0000 003a 0000 0000 0000 0001 0000 0015
;;     0000070: 0000 001b 1906 b400 38af 1906 b400 3b39
;;     0000080: 0919 06b4 003f 370b 1906 b400 4237 0d19
;;     0000090: 06b4 0045 360f a700 9c19 06b4 003b 3909
;;     00000a0: 1906 b400 3f37 0b19 06b4 0042 370d 1906
;;     00000b0: b400 4819 06b4 004b 3712 3710 a700 9119
;;     00000c0: 0619 0415 05b8 0078 1904 b600 2b59 3a07
;;     00000d0: b600 3136 08aa 0000 0000 002b 0000 0000
;;     00000e0: 0000 0001 0000 0017 0000 0028 1906 b400
;;     00000f0: 7b38 1419 06b4 007f 3a15 a700 64a7 0083
;;     0000100: 1906 b400 7b38 1419 06b4 007f 3a15 a700
;;     0000110: 8619 0619 0415 0515 16b8 0091 1904 b600
;;     0000120: 2b59 3a07 b600 3136 0819 06b4 0038 afa7
;;     0000130: ff1a 1906 160b b500 3f19 0616 0db5 0042
;;     0000140: 1906 150f b500 4504 3616 a7ff c719 0616
;;     0000150: 10b5 0048 1906 1612 b500 4ba7 ff64 1906
;;     0000160: 160b b500 3f19 0616 0db5 0042 1906 1714
;;     0000170: b500 7b19 0619 15b5 007f 0536 16a7 ff94
;;     0000180: 1906 160b b500 3f19 0615 17b5 00aa 0636
;;     0000190: 16a7 ff80 1906 160b b500 3f19 0616 0db5
;;     00001a0: 0042 1906 1714 b500 7b19 0619 15b5 007f
;;     00001b0: 0336 16a7 ff5e                         
;;   Stackmap Table:
;;     same_frame()
;;     append_frame(,Object[#24],Object[#45],Integer)
;;     same_frame()
;;     same_frame()
;;     same_frame()
;;     full_frame(,{Float,Double,Integer,Object[#8],Integer,Object[#24],Object[#45],Integer,Double,Long,Long,Top,Long,Long},{})
;;     same_frame()
;;     same_frame()
;;     same_frame()
;;     full_frame(,{Float,Double,Integer,Object[#8],Integer,Object[#24],Object[#45],Integer,Double,Long,Long,Top,Top,Top,Top,Top,Top,Top,Integer},{})
;;     full_frame(,{Float,Double,Integer,Object[#8],Integer,Object[#24],Object[#45],Integer},{})
;;     full_frame(,{Float,Double,Integer,Object[#8],Integer,Object[#24],Object[#45],Integer,Double,Long,Long,Integer},{})
;;     full_frame(,{Float,Double,Integer,Object[#8],Integer,Object[#24],Object[#45],Integer,Double,Long,Long,Top,Long,Long},{})
;;     append_frame(,Float,Object[#4])
;;     chop_frame(,2)
;;     append_frame(,Float,Object[#4])
;;  at weft//wasm.module_1432.F4.invoke(Unknown Source) m0=1:1925235876 m1=0:0 g0=25 g1=0 g2=0 g3=0 t0= t1=
;; calls [f4[0.0, 0.0, 0], f5[0, 0, 0, 0], f6[0, 0], f7[0, 0, 0, 0]]
;; fuel -1, call depth 400
;; choices [1, 0, 0, 0, 0, 0, 0, 1, 1, 0, 1, 0, 1, 0, 0, 1, 3, 2, 1, 0, 4, 0, 0, 0, 0, 0, 2, 0, 0, 4, 0, 0, 0, 0, 2, 0, 0, 1, 0, 0, 0, 0, 1, 0, 8, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 1, 16, 1, 19, 1, 0, 11, 0, 84, 11, 0, 0, 0, 0, 0, 11, 15, 13, 4, 10, 0, 0, 16, 16, 57, 26, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 30, 1, 2, 1, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 24, 13, 20, 26, 0, 0, 2, 16, 11, 29, 1, 21, 0, 0, 0, 26, 17, 14, 90, 1, 0, 0, 0, 0, 0, 21, 4, 0, 0, 0, 1, 2, 9, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 1, 2, 19, 2, 22, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 2, 18, 0, 2, 14, 23, 0, 9, 14, 1, 1, 21, 4, 5741383603050681595, 4, 144440514598031109, 0, 0, 0, 0, 1, 2, 28, 5, 2, 2, 0, 0, 0, 0, 8, 4, 0, 0, 3, 0, 2, 11, 0, 0, 0, 0, 1, 1, 1, 2, 10, 0, 0, 0, 2, 10, 0, 0, 2, 2, 29, 1, 0, 0, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 0, 1, 8, 1, 0, 0, 0, 0, 0, 0, 0, 0, 2, 1, 0, 0, 0, 0, 2, 0, 0, 0, 2]
(module
  (type (func (param i32 i64) (result i32)))
  (type (func (param f32 f64 i32) (result f64 i32)))
  (type (func (param externref funcref) (result funcref externref)))
  (type (func (param i32)))
  (type (func (param i32 i32 i32 i32)))
  (type (func (param i32 i32 i32 i32) (result i32 i32)))
  (type (func (param v128) (result i32)))
  (type (func (param funcref i32) (result i32 i32 i32)))
  (type (func (result f32 funcref)))
  (type (func (param v128) (result f32 funcref)))
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
    (local funcref)
    (local i32)
    (local v128)
    i32.const 0
    i64.const 0
    i32.wrap_i64
    i32.le_u
    i32.const 32767
    i32.and
    v128.load
    v128.const i32x4 0x0 0x0 0x0 0x0
    i8x16.narrow_i16x8_s
    block (type 6)
      drop
      i32.const 0
    end
    local.set 2
    f64.const 0.0
    i32.const 0
    i32.const 0
    br_if 0
    local.set 2
    local.set 1
    f64.const 0.0
    i64.const 2
    block (result i32)
      i64.const 0
      i32.const 0
      if (result i32)
        i32.const 0
        global.set 2
        i32.const 0
        local.set 2
        i32.const 1
      else
        i32.const 0
        local.set 2
        i32.const 0
        local.set 2
        ref.null func
        i32.const 0
        block (type 7)
          local.set 2
          local.set 3
          i32.const 15
          local.set 4
          block (type 8)
            v128.const i32x4 0xc31694fb 0x4fad7df7 0xfbca4f05 0x20127e1
            loop (type 9)
              drop
              local.get 4
              i32.eqz
              if
                f32.const 0.0
                local.get 3
                br 2
              end
              local.get 4
              i32.const 1
              i32.sub
              local.set 4
              block (result v128)
                v128.const i32x4 0x0 0x0 0xf 0x0
                i32.const 0
                i32.const 7
                i32.and
                br_table 1 1 1 0
              end
              drop
              i32.const 0
              global.set 1
              i32.const 2
              global.set 1
              i32.const 0
              i32.const 0
              br_if 4
              local.set 2
              i32.const 0
              local.set 2
              i32.const 0
              global.set 2
              v128.const i32x4 0x0 0x0 0x2 0x0
              i32.const 0
              br_if 0
              local.set 5
              f32.const 0.0
              ref.func 0
            end
          end
          local.set 3
          local.set 0
          i32.const 0
          i32.const 0
          i32.const 0
        end
        local.set 2
        local.set 2
        local.set 2
        i32.const 0
      end
      i32.atomic.rmw.sub 1
      local.tee 2
    end
    f64.convert_i32_s
    i64.trunc_f64_s
    i64.ge_u
    i32.const 0
    i32.const 0
    select)
  (func (type 4) (param i32 i32 i32 i32))
  (func (type 0) (param i32 i64) (result i32)
    i32.const 0)
  (func (type 5) (param i32 i32 i32 i32) (result i32 i32)
    i32.const 0
    i32.const 0)
  (data (offset i32.const 0) "\00"))
