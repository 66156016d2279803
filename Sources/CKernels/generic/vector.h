// Vectors of 16 floats, whatever the registers are: the compiler splits them.
#define INLINE static inline __attribute__((always_inline))
#define UNROLL _Pragma("clang loop unroll(full)")

typedef float V16 __attribute__((ext_vector_type(16)));
typedef float V8 __attribute__((ext_vector_type(8)));
typedef float V4 __attribute__((ext_vector_type(4)));
typedef float V2 __attribute__((ext_vector_type(2)));
typedef int32_t I16 __attribute__((ext_vector_type(16)));
typedef int32_t I4 __attribute__((ext_vector_type(4)));
typedef uint32_t W16 __attribute__((ext_vector_type(16)));
typedef uint32_t W4 __attribute__((ext_vector_type(4)));
typedef double D4 __attribute__((ext_vector_type(4)));
typedef double D8 __attribute__((ext_vector_type(8)));
typedef D8 D8_unaligned __attribute__((aligned(8)));
typedef uint64_t U4 __attribute__((ext_vector_type(4)));
typedef V16 V16_unaligned __attribute__((aligned(4)));

INLINE V16 load(const float *p) { return *(const V16 *)p; }
INLINE void store(float *p, V16 x) { *(V16 *)p = x; }
INLINE V16 load_unaligned(const float *p) { return *(const V16_unaligned *)p; }
INLINE void store_unaligned(float *p, V16 x) { *(V16_unaligned *)p = x; }
INLINE V16 splat(float x) { return (V16)(x); }

// a·b + c with one rounding.
#if FUSED_IS_NATIVE
INLINE V16 fused_16(V16 a, V16 b, V16 c) { return __builtin_elementwise_fma(a, b, c); }
INLINE V4 fused_4(V4 a, V4 b, V4 c) { return __builtin_elementwise_fma(a, b, c); }
#else
// Float64 holds a·b exactly. Its sum with c is rounded to odd (Boldo & Melquiond, IEEE TC 2008): where the sum was
// inexact and its last bit even, step to the neighbor on the side of the error, which is the odd one. Rounding that to
// Float32 is rounding once, for subnormal results and overflow too, because 53 ≥ 24 + 2.
INLINE V4 fused_4(V4 a, V4 b, V4 c) {
    D4 product = __builtin_convertvector(a, D4) * __builtin_convertvector(b, D4);
    D4 addend = __builtin_convertvector(c, D4);
    D4 sum = product + addend;
    D4 recovered = sum - product;
    D4 error = (product - (sum - recovered)) + (addend - recovered);
    U4 bits = (U4)sum;
    U4 inexact = (U4)(error > (D4)(0.0)) | (U4)(error < (D4)(0.0)); // false where the sum is infinite or no number
    U4 is_even = (bits & 1) - 1;
    U4 step = 1 - ((((U4)error ^ bits) >> 63) << 1);
    bits += inexact & is_even & step;
    return __builtin_convertvector((D4)bits, V4);
}
INLINE V16 fused_16(V16 a, V16 b, V16 c) {
    V4 q0 = fused_4(a.lo.lo, b.lo.lo, c.lo.lo), q1 = fused_4(a.lo.hi, b.lo.hi, c.lo.hi);
    V4 q2 = fused_4(a.hi.lo, b.hi.lo, c.hi.lo), q3 = fused_4(a.hi.hi, b.hi.hi, c.hi.hi);
    V8 low = __builtin_shufflevector(q0, q1, 0, 1, 2, 3, 4, 5, 6, 7);
    V8 high = __builtin_shufflevector(q2, q3, 0, 1, 2, 3, 4, 5, 6, 7);
    return __builtin_shufflevector(low, high, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
}
#endif

// The halving tree: lane i + lane i+8, then i + i+4, i + i+2, i + i+1.
INLINE float halve(V16 x) {
    V8 a = x.lo + x.hi;
    V4 b = a.lo + a.hi;
    V2 c = b.lo + b.hi;
    return c.x + c.y;
}

// The halving trees of 16 vectors at once, tree r in lane r. `f(r)` makes vector r.
INLINE V16 pair8(V16 x, V16 y) {
    return __builtin_shufflevector(x, y, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23) +
           __builtin_shufflevector(x, y, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31);
}
INLINE V16 pair4(V16 x, V16 y) {
    return __builtin_shufflevector(x, y, 0, 1, 2, 3, 16, 17, 18, 19, 8, 9, 10, 11, 24, 25, 26, 27) +
           __builtin_shufflevector(x, y, 4, 5, 6, 7, 20, 21, 22, 23, 12, 13, 14, 15, 28, 29, 30, 31);
}
INLINE V16 pair2(V16 x, V16 y) {
    return __builtin_shufflevector(x, y, 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29) +
           __builtin_shufflevector(x, y, 2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31);
}
INLINE V16 pair1(V16 x, V16 y) {
    return __builtin_shufflevector(x, y, 0, 16, 2, 18, 4, 20, 6, 22, 8, 24, 10, 26, 12, 28, 14, 30) +
           __builtin_shufflevector(x, y, 1, 17, 3, 19, 5, 21, 7, 23, 9, 25, 11, 27, 13, 29, 15, 31);
}
#define TREE8(f, r) pair8(f(r), f((r) + 8))
#define TREE4(f, r) pair4(TREE8(f, r), TREE8(f, (r) + 4))
#define TREE2(f, r) pair2(TREE4(f, r), TREE4(f, (r) + 2))
#define HALVE_16(f) pair1(TREE2(f, 0), TREE2(f, 1))
