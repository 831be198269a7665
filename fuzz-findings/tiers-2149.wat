;; ./weft fuzz --oracle tiers --seed 2149 --count 1
;; error dev.weft.valid.InvalidException: type mismatch: instruction requires [i64 i64] but stack has [i32 i64], i64.rotr (func 4, offset 0x206) at dev.weft.valid.
;; interp: instantiate error dev.weft.valid.InvalidException: type mismatch: instruction requires [i64 i64] but stack has [i32 i64], i64.rotr (func 4, offset 0x206) at dev.weft.valid.BodyState.invalid(BodyState.java:417)
;; calls [f4[0], f5[0.0, 0.0, 0], f5[0.0, 0.0, 0], f6[0, 0, null, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], f6[0, 0, null, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], f6[0, 0, null, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]]
;; fuel -1, call depth 400
;; choices [0, 0, 0, 1, 1, 0, 0, 0, 1, 4, 0, 0, 1, 29, 4, 1, 1, 0, 3, 0, 0, 1, 0, 3, 0, 0, 0, 2, 0, 0, 1, 0, 3, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 2, 1, 2, 3, 2, 1, 1, 4, 0, 0, 22, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 18, 0, 0, 0, 0, 0, 22, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 256, 0, 1, 0, 0, 0, 0, 0, 1, 8, 2, 0, 1, 0, 0, 0, 1, 7, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 1, 1, 24, 11, 0, 13, 0, 0, 0, 0, 0, 0, 8, 14, 0, 11, 0, 1, 0, 0, 8, 27, 1, 0, 0, 0, 0, 0, 0, 0, 21, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 21, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 21, 4, 0, 11, -4797554205299726018, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 21, 8, 0, 0, 2, 0, 2, 0, 0, 0, 23, 0, 0, 0, 0, 2, 8, 21, 0, 0, 0, 0, 0, 0, 11, 0, 29, 7, 0, 0, 0, 0, 0, 21, 0, 0, 0, 0, 0, 0, 0, 11, 0, 7, 0, 0, 21, 11, 2, 1, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -4785590345470001808, 0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]
(module
  (type (struct (field (mut (ref null 0)))))
  (rec
    (type (sub (array (mut (ref null 0)))))
    (type (sub (array (mut i32))))
    (type (sub 2 (array (mut i32)))))
  (type (func (param i32 i64) (result i32)))
  (type (func (param f32 f64 i32) (result f64 i32)))
  (type (func (param externref funcref) (result funcref externref)))
  (type (func (param i32)))
  (type (func (param i32 i32 funcref i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32) (result i32 i32 i32 i32 i32 (ref null 0) i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32)))
  (type (func (param i64)))
  (type (func (result i64)))
  (import "host" "h0" (func (type 4) (param i32 i64) (result i32)))
  (import "host" "h1" (func (type 5) (param f32 f64 i32) (result f64 i32)))
  (import "host" "h2" (func (type 6) (param externref funcref) (result funcref externref)))
  (import "host" "h3" (func (type 7) (param i32)))
  (table 0 0 funcref)
  (memory i64 256 256 (pagesize 1))
  (tag (type 9) (param i64))
  (global (mut i32) i32.const 25)
  (export "first" (func 4))
  (export "f0" (func 0))
  (export "f1" (func 1))
  (export "f2" (func 2))
  (export "f3" (func 3))
  (export "f4" (func 4))
  (export "f5" (func 5))
  (export "f6" (func 6))
  (export "t0" (table 0))
  (export "m0" (memory 0))
  (export "g0" (global 0))
  (export "e0" (tag 0))
  (elem funcref)
  (elem (offset i32.const 0) funcref)
  (func (type 7) (param i32)
    (local i64 i64 i64 i64 i64 i64 i64 i64 i64)
    (local i32)
    (local i64 i64 i64 i64 i64 i64 i64 i64)
    (local i32)
    (local i64 i64 i64 i64 i64 i64 i64 i64 i64)
    i64.const 0
    i64.const 0
    i64.const 1
    i64.or
    i64.div_s
    local.set 1
    i64.const 16383
    local.set 2
    i32.const 134217728
    i32.const 127
    i32.and
    i64.extend_i32_u
    i64.load8_s
    local.set 3
    i64.const 0
    local.set 4
    i64.const 0
    local.set 5
    block (result i64)
      i64.const 0
    end
    local.set 6
    i64.const 0
    local.set 7
    i64.const 0
    local.set 8
    i64.const 0
    local.set 9
    i32.const 1
    local.set 10
    loop (result i64)
      local.get 10
      i32.const 1
      i32.sub
      local.tee 10
      br_if 0
      i64.const 0
    end
    local.set 11
    i64.const 0
    local.set 12
    i32.const 1785571646
    if (result i64)
      i64.const 0
    else
      i64.const 0
    end
    local.set 13
    i64.const 0
    local.set 14
    i64.const 0
    local.set 15
    i64.const 0
    local.set 16
    i64.const 0
    local.set 17
    i64.const 0
    local.set 18
    i32.const 2000
    local.set 19
    loop (result i64)
      local.get 19
      i32.const 1
      i32.sub
      local.tee 19
      i32.const 0
      i32.gt_s
      br_if 0
      i64.const 0
    end
    local.set 20
    i64.const 0
    i64.const 0
    i32.const 2097151
    i32.const 1
    i32.and
    select
    local.set 21
    i64.const 0
    local.set 22
    f64.const 0.0
    i64.trunc_f64_s
    local.set 23
    i64.const 0
    local.set 24
    block (result i64)
      i64.const 0
    end
    local.set 25
    i64.const 0
    local.set 26
    i64.const 0
    i64.clz
    local.set 27
    block (type 10)
      block (result (ref exn))
        try_table (result i64) (catch_all_ref 0)
          i64.const 0
        end
        br 1
      end
      drop
      i64.const 0
    end
    local.set 28
    local.get 4
    local.get 4
    i64.rotl
    local.set 1
    local.get 19
    local.get 23
    i64.rotr
    local.set 2
    local.get 19
    local.get 4
    i64.sub
    local.set 3
    local.get 11
    local.get 2
    i64.shl
    local.set 4
    local.get 3
    local.get 3
    i64.shl
    local.set 5
    local.get 20
    local.get 4
    i64.shr_s
    local.set 6
    local.get 7
    local.get 3
    i64.rotr
    local.set 7
    local.get 20
    local.get 1
    i64.mul
    local.set 8
    local.get 5
    local.get 25
    i64.mul
    local.set 9
    local.get 22
    local.get 24
    i64.xor
    local.set 10
    local.get 5
    local.get 20
    i64.sub
    local.set 11
    local.get 18
    local.get 5
    i64.and
    local.set 12
    local.get 18
    local.get 21
    i64.xor
    local.set 13
    local.get 13
    local.get 16
    i64.xor
    local.set 14
    local.get 19
    local.get 2
    i64.rotl
    local.set 15
    local.get 11
    local.get 15
    i64.rotl
    local.set 16
    local.get 23
    local.get 11
    i64.or
    local.set 17
    local.get 21
    local.get 11
    i64.shr_u
    local.set 18
    local.get 16
    local.get 17
    i64.shl
    local.set 19
    local.get 1
    local.get 2
    i64.or
    local.set 20
    local.get 2
    local.get 14
    i64.add
    local.set 21
    local.get 10
    local.get 1
    i64.shl
    local.set 22
    local.get 15
    local.get 13
    i64.mul
    local.set 23
    local.get 24
    local.get 26
    i64.shr_u
    local.set 24
    local.get 22
    local.get 7
    i64.mul
    local.set 25
    local.get 14
    local.get 11
    i64.sub
    local.set 26
    local.get 25
    local.get 19
    i64.shr_s
    local.set 1
    local.get 10
    local.get 26
    i64.shr_u
    local.set 2
    local.get 26
    local.get 16
    i64.shr_u
    local.set 3
    local.get 20
    local.get 20
    i64.xor
    local.set 4
    local.get 5
    local.get 4
    i64.or
    local.set 5
    local.get 13
    local.get 8
    i64.shr_u
    local.set 6
    local.get 18
    local.get 3
    i64.xor
    local.set 7
    local.get 14
    local.get 7
    i64.add
    local.set 8
    local.get 9
    local.get 11
    i64.and
    local.set 9
    local.get 16
    local.get 3
    i64.rotr
    local.set 10
    local.get 26
    local.get 13
    i64.shr_s
    local.set 11
    local.get 22
    local.get 19
    i64.and
    local.set 12
    local.get 12
    local.get 5
    i64.shl
    local.set 13
    local.get 11
    local.get 11
    i64.or
    local.set 14
    local.get 22
    local.get 3
    i64.shr_s
    local.set 15
    local.get 9
    local.get 15
    i64.mul
    local.set 16
    local.get 8
    local.get 9
    i64.shr_s
    local.set 17
    local.get 2
    local.get 20
    i64.shr_s
    local.set 18
    local.get 5
    local.get 10
    i64.mul
    local.set 19
    local.get 21
    local.get 10
    i64.rotr
    local.set 20
    local.get 8
    local.get 9
    i64.xor
    local.set 21
    local.get 23
    local.get 14
    i64.shr_s
    local.set 22
    local.get 24
    local.get 15
    i64.shr_u
    local.set 23
    local.get 6
    local.get 11
    i64.shr_u
    local.set 24
    local.get 19
    local.get 3
    i64.or
    local.set 25
    local.get 9
    local.get 18
    i64.xor
    local.set 26
    local.get 25
    local.get 22
    i64.shr_s
    local.set 1
    local.get 20
    local.get 2
    i64.shl
    local.set 2
    local.get 19
    local.get 18
    i64.rotr
    local.set 3
    local.get 23
    local.get 22
    i64.shr_s
    local.set 4
    local.get 14
    local.get 7
    i64.shl
    local.set 5
    local.get 5
    local.get 13
    i64.rotr
    local.set 6
    local.get 5
    local.get 11
    i64.rotl
    local.set 7
    local.get 21
    local.get 15
    i64.shr_u
    local.set 8
    local.get 2
    local.get 2
    i64.or
    local.set 9
    local.get 11
    local.get 5
    i64.shr_u
    local.set 10
    local.get 4
    local.get 15
    i64.rotr
    local.set 11
    local.get 11
    local.get 21
    i64.mul
    local.set 12
    local.get 26
    local.get 4
    i64.or
    local.set 13
    local.get 15
    local.get 8
    i64.add
    local.set 14
    local.get 25
    local.get 5
    i64.shl
    local.set 15
    local.get 23
    local.get 11
    i64.rotl
    local.set 16
    local.get 16
    local.get 24
    i64.or
    local.set 17
    local.get 2
    local.get 25
    i64.mul
    local.set 18
    local.get 2
    local.get 21
    i64.shl
    local.set 19
    local.get 21
    local.get 11
    i64.xor
    local.set 20
    local.get 16
    local.get 4
    i64.and
    local.set 21
    local.get 10
    local.get 12
    i64.shr_u
    local.set 22
    local.get 24
    local.get 10
    i64.or
    local.set 23
    local.get 12
    local.get 26
    i64.xor
    local.set 24
    local.get 21
    local.get 7
    i64.add
    local.set 25
    local.get 4
    local.get 22
    i64.shr_u
    local.set 26
    local.get 17
    local.get 7
    i64.rotr
    local.set 1
    local.get 3
    local.get 10
    i64.sub
    local.set 2
    local.get 11
    local.get 22
    i64.shr_s
    local.set 3
    local.get 20
    local.get 10
    i64.mul
    local.set 4
    local.get 13
    local.get 19
    i64.and
    local.set 5
    local.get 26
    local.get 25
    i64.add
    local.set 6
    local.get 17
    local.get 26
    i64.rotr
    local.set 7
    local.get 18
    local.get 1
    i64.rotr
    local.set 8
    local.get 21
    local.get 6
    i64.shr_u
    local.set 9
    local.get 10
    local.get 8
    i64.xor
    local.set 10
    local.get 12
    local.get 25
    i64.xor
    local.set 11
    local.get 23
    local.get 11
    i64.shr_u
    local.set 12
    local.get 18
    local.get 19
    i64.shl
    local.set 13
    local.get 12
    local.get 7
    i64.shr_s
    local.set 14
    local.get 26
    local.get 25
    i64.shl
    local.set 15
    local.get 24
    local.get 25
    i64.rotr
    local.set 16
    local.get 12
    local.get 22
    i64.shr_u
    local.set 17
    local.get 10
    local.get 25
    i64.shr_u
    local.set 18
    local.get 23
    local.get 10
    i64.rotr
    local.set 19
    local.get 11
    local.get 23
    i64.sub
    local.set 20
    local.get 25
    local.get 6
    i64.rotr
    local.set 21
    local.get 16
    local.get 10
    i64.shr_s
    local.set 22)
  (func (type 5) (param f32 f64 i32) (result f64 i32)
    local.get 1
    i32.const 0)
  (func (type 8) (param i32 i32 funcref i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32) (result i32 i32 i32 i32 i32 (ref null 0) i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32)
    i32.const 0
    i32.const 0
    i32.const 0
    i32.const 0
    i32.const 0
    ref.null 0
    i32.const 0
    i32.const 0
    i32.const 0
    i32.const 0
    i32.const 0
    i32.const 0
    i32.const 0
    i32.const 0
    i32.const 0
    i32.const 0
    i32.const 0
    i32.const 0)
  (data (offset i64.const 0) "\00\00\00\00\00\00\00"))
