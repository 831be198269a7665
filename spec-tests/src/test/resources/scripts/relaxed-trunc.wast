;; The official suite defines functions with these four instructions and never calls them. Where the specification
;; leaves a choice (NaN, numbers out of range) Weft does what the trunc_sat instruction of the same shape does.

(module
  (func (export "f32x4-s") (param v128) (result v128) (i32x4.relaxed_trunc_f32x4_s (local.get 0)))
  (func (export "f32x4-u") (param v128) (result v128) (i32x4.relaxed_trunc_f32x4_u (local.get 0)))
  (func (export "f64x2-s") (param v128) (result v128) (i32x4.relaxed_trunc_f64x2_s_zero (local.get 0)))
  (func (export "f64x2-u") (param v128) (result v128) (i32x4.relaxed_trunc_f64x2_u_zero (local.get 0))))

(assert_return (invoke "f32x4-s" (v128.const f32x4 1.9 -1.9 0x1p30 -0.0)) (v128.const i32x4 1 -1 0x40000000 0))
(assert_return (invoke "f32x4-s" (v128.const f32x4 nan inf -inf 0x1p31))
  (v128.const i32x4 0 0x7fffffff 0x80000000 0x7fffffff))
(assert_return (invoke "f32x4-u" (v128.const f32x4 1.9 0x1.fffffep31 0x1p31 -0.5)) (v128.const i32x4 1 0xffffff00 0x80000000 0))
(assert_return (invoke "f32x4-u" (v128.const f32x4 nan inf -1 0x1p32)) (v128.const i32x4 0 -1 0 -1))
(assert_return (invoke "f64x2-s" (v128.const f64x2 -2147483648.9 2147483647.9)) (v128.const i32x4 0x80000000 0x7fffffff 0 0))
(assert_return (invoke "f64x2-s" (v128.const f64x2 nan -1e300)) (v128.const i32x4 0 0x80000000 0 0))
(assert_return (invoke "f64x2-u" (v128.const f64x2 4294967295.9 0.9)) (v128.const i32x4 -1 0 0 0))
(assert_return (invoke "f64x2-u" (v128.const f64x2 nan 1e300)) (v128.const i32x4 0 -1 0 0))
