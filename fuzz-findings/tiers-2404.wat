;; ./weft fuzz --oracle tiers --seed 2404 --count 1
;; jit: differs
;; interp: f2[0, 0, 0, 0.0]: func 0 func 1 d0 m0=193:1659514776 g0=25 g1=func 1 g2=0L g3=f0 t0=null,null,null
;; jit: f2[0, 0, 0, 0.0]: null null d0 m0=193:1659514776 g0=25 g1=func 1 g2=0L g3=f0 t0=null,null,null
;; calls [f0[], f1[0.0, 0], f2[0, 0, 0, 0.0], f3[0.0, 0.0, 0.0, 0], f4[0, 0.0]]
;; fuel -1, call depth 400
;; choices [0, 1, 1, 0, 1, 1, 1, 1, 0, 4, 0, 1, 0, 22, 3, 0, 4, 0, 3, 1, 20, 11, 0, 2, 17, 19, 0, 1, 4, 7, 19, 7, 15, 3, 23, 3, 0, 0, 25, 2, 0, 1, 16, 0, 4, 13, 18, 14, 11, 3, 5, 23, 0, 3, 0, 5, 0, 2, 2, 17, 3, 23, 2, 1, 2, 4, 5, 0, 193, 487, 1, 3, 3, 3, 23, 2, 2, 1, 2, 20, 2, 15, 0, 0, 1, 0, 2, 0, 0, 0, 1, 1, 1, 0, 23, 0, 4, 0, 15, 16, 1, 6, 1, 2, 4, 22, 0, 0, 0, 4, 0, 1, 1, 2, 38, 1, 0, 2, 15, 11, 59, 1, 15, 10, 62, 24, 13, 0, 1, 6, 2, 1, 19, 23, 2, 4, 0, -6678159528282122458, 24, 5, 0, 2, 15, 2, 3, 2, 2, 1, 0, 0, 4, 0, 0, 1, 2, 14, 2, 0, 3, 0, 7, 1, 8, 1, 2, 1, 0, 21, 0, 6, 0, 0, 2, 0, 0, 1, 1, 0, 0, 5, 1, 0, 1, 2, 22, 3, 10, 3, 2, 2, 5, 1, 1, 1, 10, 2, 0, 0, 0, 2, 0, 0, 0, 0, 16, 8, 22, 18, 22, 11, 2, 5, 13, 4, 12, 3240180085959344419, 24, 18, 5, 0, 0, 18, 21, 61, 3, 21, 14, 2, 1, 4, 3, 1, 0, 3, 0, 0, 1, 4, 0, 0, 3, 1, 0, 2, 0, 4, 1, 3, 8, 4, 3, 2, 3, 2, 0, 7, 3, 1, 11, 1596325709332110425, 3, 12, 0, 3, 2, 35, 1, 0, 11, 7, 0, 6, 3, 0, 239, 2, 7, 5, 13, 19, 36, 23, 18, 16, 2, 11, 16, 1, 16, 18, 10, 8, 2, 14, 2, 5, 3, 3, 15, 26, 9, 1, 0, 2, 19, 15, 6, 13, 5, 25, 1, 8, 26, 0, 13, 21, 5, 1, 38, 3, 0, 16, 12, 54, 0, 10, 2, 0, 14, 14, 47, 0, 8, 19, 2, 5, 13, 3, 59, 6, 12, 13, 29, 1, 10, 0, 4, 84572, 551, 1, 0, 15, 17, 9, 16, 2, 19, 6, 1, 3, 13, 15, 12, 9, 14, 16, 12, 12, 11, 2, 1, 2, 25, 1, 2, 5, 26, 24, 25, 2, 14, 17, 16, 3, 8, 1, 1, 2, 23, 26, 11, -1594664794898156799, 2, 1, 15, 1, 21, 11, 1, 1, 1, 2, 0, 0, 1, 8, 1, 2, 1, 1, 2, 9, 1, 1, 1, 0, 1, 0, 1, 0, 16, 13, 2, 11, 20, 2, 23, 11, 12, 5, 12, 2, 12, 0, 2, 5, 21, 11, 2, 1, 3, 1, 1, 2, 2, 15, 1, 0, 19, 22, 37, 5, 3, 3, 15, 0, 4, 1, 2229294803570913990, 8, 74, 22, 3, 2, 2, 28, 3, 1, 26, 10, 1, 0, 12, 18, 58, 2, 7, 0, 1, 77906, 1, 2, 17, 1, 0, 0, 10, 2, 0, 12, 2, 1, 1, 1, 0, 0, 0, 2, 1, 14, 7, 1, 26, 4, 50, 0, 1, 5, 0, 0, 1, 1, 0, 21, 14, 2, 0, 0, 2, 0, 0, 1, 1, 0, 0, 0, 2, 0, 1, 2, 1, 0, 1, 12, 22, 2, 0, 1, 0, 0, 2, 0, 1, 1, 0, 0, 0, 0, 1, 0, 2, 0, 2, 0, 0, 1, 2, 1, 0, 0, 1]
(module
  (type (func (result i32 i64 i64)))
  (type (func (param f64 i64)))
  (type (func (param i32 i64 i32 f32) (result (ref null 0) (ref null 1) f64)))
  (type (func (param f32 f64 f32 i64) (result i32 funcref i32)))
  (type (func (param i32 f64) (result (ref null 2) i32 i32)))
  (type (func (param i32)))
  (type (func (result i32 (ref exn))))
  (type (func (result f64)))
  (table 3 6 funcref)
  (memory 193 680 (pagesize 1))
  (tag (type 5) (param i32))
  (global (mut i32) i32.const 25)
  (global (mut (ref null 1)) ref.func 1)
  (global (mut i64) i64.const 0)
  (global (mut f32) f32.const 0.0)
  (export "first" (func 0))
  (export "f0" (func 0))
  (export "f1" (func 1))
  (export "f2" (func 2))
  (export "f3" (func 3))
  (export "f4" (func 4))
  (export "t0" (table 0))
  (export "m0" (memory 0))
  (export "g0" (global 0))
  (export "g1" (global 1))
  (export "g2" (global 2))
  (export "g3" (global 3))
  (export "e0" (tag 0))
  (elem funcref)
  (elem funcref)
  (func (type 0) (result i32 i64 i64)
    (local i64)
    (local i32)
    global.get 0
    i32.eqz
    if
      i32.const 0
      i64.const 0
      i64.const 0
      return
    end
    global.get 0
    i32.const 1
    i32.sub
    global.set 0
    block (result (ref func))
      ref.func 4
      br_on_non_null 0
      block (result (ref func))
        ref.func 0
      end
    end
    drop
    block
      block
        f32.const -9.223372E18
        f32.abs
        f32.const -2.638378E7
        f32.const 2.1474836E9
        f32.const -1.0
        i32.const 0
        i32.const 16
        i32.and
        select
        i32.const 14
        select (result f32)
        i32.const 7
        select
        i32.reinterpret_f32
        f32.convert_i32_s
        drop
        f32.const 1.0
        i32.trunc_f32_u
        i32.const 1
        i32.and
        br_table 0 1
      end
      i64.const -1
      local.set 0
      br 0
    end
    i32.const 1
    drop
    global.get 3
    f64.const -inf
    f32.const 1.0
    local.get 0
    call 3
    drop
    drop
    drop
    i64.const 13
    i64.const 3240180085959344419
    i64.sub
    try (result i32)
      i32.const 3
      drop
      i32.const 1
      local.set 1
      i32.const 1
    delegate 0
    f64.convert_i32_s
    drop
    f64.const 1.0
    i32.trunc_f64_u
    i32.const 63
    i32.and
    i64.load offset=3 align=2
    i64.const 2
    i32.const -4
    select
    i64.gt_u
    i64.const 1596325709332110425
    i64.const 12)
  (func (type 1) (param f64 i64)
    (local f64)
    (local exnref)
    i32.const 11
    i32.const -4
    i32.const 239
    memory.fill
    local.get 0
    f64.const 2.147483648E9
    f64.trunc
    local.tee 2
    i64.reinterpret_f64
    i64.const 9221120237041090560
    i64.and
    f64.reinterpret_i64
    local.get 2
    local.get 2
    local.get 2
    f64.ne
    select
    f64.mul
    local.tee 2
    i64.reinterpret_f64
    i64.const 9221120237041090560
    i64.and
    f64.reinterpret_i64
    local.get 2
    local.get 2
    local.get 2
    f64.ne
    select
    f64.abs
    f64.neg
    local.get 0
    local.tee 0
    i64.const 67108863
    i32.const 38
    i64.load32_s
    i64.ge_s
    i32.const 3
    i32.const 524289
    f32.const -nan:0x7fffff
    f32.const inf
    f32.lt
    f32.convert_i32_s
    drop
    f32.const 10571.5
    i32.trunc_f32_u
    i32.const 1
    i32.or
    drop
    i32.const 554
    i32.rem_s
    i32.shr_u
    i32.eq
    i32.const 2
    i32.and
    select
    f32.const 1.1754944E-38
    f64.promote_f32
    local.tee 2
    i64.reinterpret_f64
    i64.const 9221120237041090560
    i64.and
    f64.reinterpret_i64
    local.get 2
    local.get 2
    local.get 2
    f64.ne
    select
    f64.const 4.503599627370497E15
    f64.neg
    f64.const -inf
    f64.min
    local.tee 2
    i64.reinterpret_f64
    i64.const 9221120237041090560
    i64.and
    f64.reinterpret_i64
    local.get 2
    local.get 2
    local.get 2
    f64.ne
    select
    f64.const 2.147483647E9
    local.get 2
    f64.ceil
    local.tee 2
    i64.reinterpret_f64
    i64.const 9221120237041090560
    i64.and
    f64.reinterpret_i64
    local.get 2
    local.get 2
    local.get 2
    f64.ne
    select
    i32.const 1682322177
    i32.const 15
    block (result i32)
      block (type 6)
        try_table (result i32) (catch_ref 0 0)
          i32.const 8
        end
        br 1
      end
      local.set 3
      drop
      i32.const 9
    end
    select
    i32.const 2
    i32.and
    select
    local.tee 0
    f64.sub
    local.tee 2
    i64.reinterpret_f64
    i64.const 9221120237041090560
    i64.and
    f64.reinterpret_i64
    local.get 2
    local.get 2
    local.get 2
    f64.ne
    select
    f64.sub
    local.tee 2
    i64.reinterpret_f64
    i64.const 9221120237041090560
    i64.and
    f64.reinterpret_i64
    local.get 2
    local.get 2
    local.get 2
    f64.ne
    select
    f64.gt
    drop)
  (func (type 2) (param i32 i64 i32 f32) (result (ref null 0) (ref null 1) f64)
    (local exnref)
    (local f64)
    ref.func 0
    ref.func 1
    f64.const -inf
    block (type 7)
      block (result (ref exn))
        try_table (result f64) (catch_all_ref 0) (catch_all_ref 0)
          f64.const 2.147483648E9
          f64.const 1.1413345324179935E-159
          f64.le
          i32.const 63
          i32.and
          block (result i64)
            local.get 1
            local.tee 1
            local.get 2
            f32.convert_i32_s
            drop
            f32.const 9738.25
            i32.trunc_f32_s
            br_if 0
            local.set 1
            local.get 0
            local.set 2
            block
              block (result (ref exn))
                try_table (catch_all_ref 0) (catch_all_ref 0)
                  i32.const 26
                  i64.const 5
                  i64.store16 offset=50
                  try (result i32)
                    i32.const 0
                  catch 0
                    local.set 0
                    i32.const 2
                  catch_all
                    i32.const 0
                    i32.const 63
                    i32.and
                    i32.load8_u
                  end
                  if
                    ref.null 0
                    ref.null 1
                    f64.const 1.0
                    br 8
                  end
                end
                br 1
              end
              local.set 4
            end
            i32.const 1
            local.set 0
            i32.const 0
            local.set 0
            i64.const 0
          end
          i64.store offset=74
          f64.const 0.0
        end
        br 1
      end
      local.set 4
      f64.const 0.0
    end
    f64.min
    local.tee 5
    i64.reinterpret_f64
    i64.const 9221120237041090560
    i64.and
    f64.reinterpret_i64
    local.get 5
    local.get 5
    local.get 5
    f64.ne
    select
    f64.trunc
    local.tee 5
    i64.reinterpret_f64
    i64.const 9221120237041090560
    i64.and
    f64.reinterpret_i64
    local.get 5
    local.get 5
    local.get 5
    f64.ne
    select
    f64.const 0.0
    i32.const 0
    select)
  (func (type 3) (param f32 f64 f32 i64) (result i32 funcref i32)
    i32.const 0
    ref.null func
    i32.const 0)
  (func (type 4) (param i32 f64) (result (ref null 2) i32 i32)
    ref.null 2
    i32.const 0
    i32.const 0))
