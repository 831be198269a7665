;; ./weft fuzz --oracle tiers --seed 124 --count 1
;; jit: error java.lang.VerifyError: Bad local variable type
;; Exception Details:
;;   Location:
;;     wasm/module_2508/C0.f1$1$r0(Lwasm/module_2508/R1;Ldev/weft/jit/Context;I
;; interp: f0[]: #0[] m0=1:1925235876 g0=25 g1=0 g2=0L t0= t1=
;; jit: f0[]: error java.lang.VerifyError: Bad local variable type
;; Exception Details:
;;   Location:
;;     wasm/module_2508/C0.f1$1$r0(Lwasm/module_2508/R1;Ldev/weft/jit/Context;I)I : iload
;;   Reason:
;;     Type top (current frame, locals[11]) is not assignable to integer
;;   Current Frame:
;;     bci: 
;;     flags: { }
;;     locals: { 'wasm/module_2508/R1', 'dev/weft/jit/Context', integer, 'java/nio/ByteBuffer', integer, top, top, top, top, top, integer }
;;     stack: { integer, integer }
;;   Bytecode:
;;     0000000: a701 3f03 9a00 0ab2 0045 b800 4bbf 0336
;;     0000010: 08a7 0112 2a5f b500 512b b600 1a59 4eb6
;;     0000020: 0020 3604 2ab4 0051 c000 4db6 0055 2bb4
;;     0000030: 0059 0332 a600 4b2a b400 51c0 004d 03b6
;;     0000040: 005d 882a b400 51c0 004d 04b6 005d 882a
;;     0000050: b400 51c0 004d 05b6 005d 8836 0936 0a36
;;     0000060: 0815 0936 0b15 0a36 0b15 0836 0b03 9900
;;     0000070: 0b2a b400 51c0 004d bf03 3608 a700 a711
;;     0000080: 7fff 1504 0764 a300 a5b2 0063 2d11 7fff
;;     0000090: b600 6936 0a2b b400 6d03 3203 8514 006e
;;     00000a0: 7f15 0ab6 0073 0315 0407 64a3 008b b200
;;     00000b0: 632d 03b6 0069 2bb4 0077 0432 b600 7c88
;;     00000c0: 150b 1007 7e36 0c36 0936 0815 0caa 0000
;;     00000d0: 0000 0017 0000 0000 0000 0001 0000 0017
;;     00000e0: 0000 0036 2bb4 000c b400 8004 0950 2bb4
;;     00000f0: 000c b400 8005 1509 8550 1508 2a5f b500
;;     0000100: 3f04 ac15 0803 1509 3609 360a 3608 a700
;;     0000110: 0315 0936 0b15 0a36 0b15 0836 0b03 3608
;;     0000120: a700 032a 1508 b500 3c03 ac11 7fff 032b
;;     0000130: b800 a6a7 ff60 0303 2bb8 00a6 a7ff 7a2b
;;     0000140: b600 1a59 4eb6 0020 3604 a7fe b9       
;;   Exception Handler Table:
;;     bci [3, 20] => handler: 20
;;   Stackmap Table:
;;     append_frame(,Object[#28],Integer)
;;     same_frame()
;;     same_locals_1_stack_item_frame(,Object[#77])
;;     full_frame(,{Object[#46],Object[#8],Integer,Object[#28],Integer,Top,Top,Top,Integer,Integer,Integer,Integer},{})
;;     full_frame(,{Object[#46],Object[#8],Integer,Object[#28],Integer},{})
;;     same_locals_1_stack_item_frame(,Integer)
;;     full_frame(,{Object[#46],Object[#8],Integer,Object[#28],Integer,Top,Top,Top,Top,Top,Integer},{Integer})
;;     full_frame(,{Object[#46],Object[#8],Integer,Object[#28],Integer,Top,Top,Top,Integer,Integer,Integer,Top,Integer},{})
;;     same_frame()
;;     same_frame()
;;     full_frame(,{Object[#46],Object[#8],Integer,Object[#28],Integer,Top,Top,Top,Integer},{})
;;     full_frame(,{Object[#46],Object[#8],Integer,Object[#28],Integer},{})
;;     full_frame(,{Object[#46],Object[#8],Integer,Object[#28],Integer,Top,Top,Top,Top,Top,Integer},{})
;;     full_frame(,{Object[#46],Object[#8],Integer},{})
;;  at weft//wasm.module_2508.F0.invoke(Unknown Source) m0=1:1925235876 g0=25 g1=0 g2=0L t0= t1=
;; calls [f0[], f1[0, 0], f2[]]
;; fuel -1, call depth 400
;; choices [0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 1, 0, 0, 1, 2, 0, 0, 0, 1, 2, 0, 1, 22, 2, 2, 0, 0, 2, 0, 0, 3, 0, 0, 0, 2, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 8, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 21, 4, 0, 11, 0, 6, 23, 0, 0, 0, 0, 0, 0, 2, 11, 0, 42, 0, 0, 0, 26, 21, 11, 0, 0, 1, 0, 0, 11, 0, 6, 0, 0, 0, 0, 6, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 1, 1, 11, 10, 0, 1, 0, 0, 11, 0, 0, 0, 0, 6, 0, 0, 0, 1, 27, 0, 2, 11, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5, 3, 0, 2, 0, 2, 5, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 27, 0, 0, 21, 8, 0, 1, 0, 0, 0, 0, 0, 0, 1, 11, 0, 0, 1, 0, 0, 11, 0, 0, 0, 0, 5]
(module
  (rec
    (type (sub (array (mut i8))))
    (type (sub 0 (array (mut i8)))))
  (type (func (result (ref 0))))
  (type (func (param i32 i32) (result i32 i32 i32)))
  (type (func (param i32 i32 i32)))
  (type (func (result i32 i32 i32)))
  (table 0 0 funcref)
  (table 0 0 funcref)
  (memory 1 1)
  (tag (type 4) (param i32 i32 i32))
  (global (mut i32) i32.const 25)
  (global (mut i32) i32.const 0)
  (global (mut i64) i64.const 0)
  (export "first" (func 0))
  (export "f0" (func 0))
  (export "f1" (func 1))
  (export "f2" (func 2))
  (export "t0" (table 0))
  (export "t1" (table 1))
  (export "m0" (memory 0))
  (export "g0" (global 0))
  (export "g1" (global 1))
  (export "g2" (global 2))
  (export "e0" (tag 0))
  (func (type 2) (result (ref 0))
    array.new_fixed 0 0)
  (func (type 3) (param i32 i32) (result i32 i32 i32)
    (local i32)
    i32.const 0
    i32.const 0
    i32.const 0
    try (result i32)
      i32.const 0
      i32.const 0
      i32.eq
      if
        unreachable
      end
      i32.const 0
    catch 0
      local.set 0
      local.set 0
      local.set 0
      i32.const 0
      if
        rethrow 1
      end
      i32.const 0
    catch_all
      i32.const 0
      i32.const -1
      i32.const 32767
      i32.and
      i32.load
      i32.atomic.store
      block (type 5)
        i32.const 0
        i32.const 32767
        i32.and
        i32.load
        i32.const 0
        global.get 1
        local.get 0
        i32.const 7
        i32.and
        br_table 2 0 2
      end
      local.set 0
      local.set 0
      local.set 0
      i32.const 0
    end
    local.tee 0
    i32.add
    i32.const 1
    i32.and
    select
    i32.const 0
    i32.eq
    if (result i32)
      i32.const 1
      local.set 2
      block (result i32)
        loop (result i32)
          local.get 2
          i32.eqz
          if
            i32.const 0
            br 2
          end
          local.get 2
          i32.const 1
          i32.sub
          local.set 2
          i32.const 0
          local.get 0
          i32.const 32767
          i32.and
          i32.load
          i32.store
          br 0
        end
      end
      i32.const 0
      i32.const 0
      i32.const 0
      br_if 1
      local.set 0
      local.set 0
      local.set 0
      i32.const 0
    else
      i32.const 0
    end
    local.set 0
    i32.const 0
    i32.const 0
    i32.const 0)
  (func (type 2) (result (ref 0))
    array.new_fixed 0 0))
