// What the C programs of this folder share: a clock, a generator, products of small matrices, and CartPole.
//
// Vectors are GNU C's, 64 bytes long; the compiler splits them where the machine's are shorter.
#pragma once
#define _GNU_SOURCE
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define INLINE static inline __attribute__((always_inline))
#define UNROLL _Pragma("GCC unroll 16")
typedef float V __attribute__((vector_size(64)));
typedef int32_t I __attribute__((vector_size(64)));
enum { RELU, TANH, LINEAR };

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return t.tv_sec + 1e-9 * t.tv_nsec;
}
static float *zeros(long count) {
    size_t bytes = (4 * count + 64) / 64 * 64;
    float *p = aligned_alloc(64, bytes);
    return memset(p, 0, bytes);
}
static uint64_t random_word(uint64_t *s) { // splitmix64
    uint64_t z = *s += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}
static double uniform(uint64_t *s) { return (random_word(s) >> 11) * 0x1p-53; }

// Vectors: 16 outputs at a time.
INLINE V load(const float *p) { return *(const V *)p; }
INLINE void store(float *p, V v) { *(V *)p = v; }
INLINE V splat(float x) { return (V){} + x; }
INLINE V pick(I which, V a, V b) { return (V)((which & (I)a) | (~which & (I)b)); }
INLINE V tanh_of(V x) { // x·P(x²)/Q(x²)
    V u = x * x, most = splat(81.36f), one = splat(1);
    u = pick(u < most, u, most);
    V p = (((u * 1.3321736e-8f + 2.0585398e-5f) * u + 3.4941509e-3f) * u + 0.13379815f) * u + 1;
    V q = (((u * 7.763108e-7f + 3.2832831e-4f) * u + 0.025871515f) * u + 0.46713132f) * u + 1;
    V y = x * p / q;
    y = pick(y < one, y, one);
    return pick(y > -one, y, -one);
}
INLINE V activate(V z, int f) { return f == RELU ? pick(z > (V){}, z, (V){}) : f == TANH ? tanh_of(z) : z; }
INLINE float total(V v) {
    float sum = 0;
    for (int i = 0; i < 16; i++) sum += v[i];
    return sum;
}

// rows × (16·vectors) of C = f(bias + A·B), or C += A·B; A(m, k) = A[m·down + k·across].
INLINE void tile(int rows, int vectors, const float *A, long down, long across, const float *B, long b, float *C, long c,
                 int depth, const float *bias, int f, int adds) {
    V sums[16][4];
    UNROLL for (int i = 0; i < rows; i++)
        UNROLL for (int j = 0; j < vectors; j++)
            sums[i][j] = adds ? load(C + i * c + 16 * j) : bias ? load(bias + 16 * j) : (V){};
    for (int k = 0; k < depth; k++) {
        V row[4];
        UNROLL for (int j = 0; j < vectors; j++) row[j] = load(B + k * b + 16 * j);
        UNROLL for (int i = 0; i < rows; i++) {
            V a = splat(A[i * down + k * across]);
            UNROLL for (int j = 0; j < vectors; j++) sums[i][j] += a * row[j];
        }
    }
    UNROLL for (int i = 0; i < rows; i++)
        UNROLL for (int j = 0; j < vectors; j++) store(C + i * c + 16 * j, activate(sums[i][j], f));
}
#define ROWS(n, v)                                                                                                     \
    for (; m + n <= rows; m += n)                                                                                      \
        tile(n, v, A + m * down, down, across, B + j, b, C + m * c + j, c, depth, bias ? bias + j : 0, f, adds);
INLINE void product_of(int rows, int columns, int depth, const float *A, long down, long across, const float *B, long b,
                       float *C, long c, const float *bias, int f, int adds) {
    int j = 0, m;
    for (; j + 64 <= columns; j += 64) { m = 0; ROWS(6, 4) ROWS(4, 4) ROWS(2, 4) ROWS(1, 4) }
    for (; j + 32 <= columns; j += 32) { m = 0; ROWS(12, 2) ROWS(4, 2) ROWS(2, 2) ROWS(1, 2) }
    for (; j < columns; j += 16) { m = 0; ROWS(16, 1) ROWS(8, 1) ROWS(4, 1) ROWS(1, 1) }
}
static void product(int rows, int columns, int depth, const float *A, long down, long across, const float *B, long b,
                    float *C, long c, const float *bias, int f, int adds) {
#define CASE(f, adds) product_of(rows, columns, depth, A, down, across, B, b, C, c, bias, f, adds)
    if (adds) CASE(LINEAR, 1);
    else if (f == RELU) CASE(RELU, 0);
    else if (f == TANH) CASE(TANH, 0);
    else CASE(LINEAR, 0);
}

// One row, few outputs in several chains so that the multipliers do not wait.
INLINE void row_of(int vectors, int chains, const float *x, int in, const float *w, const float *bias, float *y, int f) {
    V sums[8][4];
    UNROLL for (int j = 0; j < vectors; j++)
        UNROLL for (int s = 0; s < chains; s++) sums[j][s] = s ? (V){} : load(bias + 16 * j);
    for (int k = 0; k < in; k += chains)
        UNROLL for (int s = 0; s < chains; s++)
            UNROLL for (int j = 0; j < vectors; j++) sums[j][s] += splat(x[k + s]) * load(w + 16 * ((k + s) * vectors + j));
    UNROLL for (int j = 0; j < vectors; j++) {
        V sum = sums[j][0];
        UNROLL for (int s = 1; s < chains; s++) sum += sums[j][s];
        store(y + 16 * j, activate(sum, f));
    }
}
INLINE void row_layer(int out, const float *x, int in, const float *w, const float *bias, float *y, int f) {
    switch (out) {
    case 16: row_of(1, 4, x, in, w, bias, y, f); break;
    case 32: row_of(2, 4, x, in, w, bias, y, f); break;
    case 64: row_of(4, 2, x, in, w, bias, y, f); break;
    default: row_of(8, 2, x, in, w, bias, y, f);
    }
}

typedef struct { double x, v, angle, spin; } cart;
static cart start(uint64_t *s) {
    return (cart){.1 * uniform(s) - .05, .1 * uniform(s) - .05, .1 * uniform(s) - .05, .1 * uniform(s) - .05};
}
INLINE int step(cart *c, int action) { // 1 where the pole has fallen
    double force = action ? 10.0 : -10.0, sine = sin(c->angle), cosine = cos(c->angle);
    double swing = (force + 0.05 * c->spin * c->spin * sine) / 1.1;
    double bend = (9.8 * sine - cosine * swing) / (0.5 * (4.0 / 3.0 - 0.1 * cosine * cosine / 1.1));
    double push = swing - 0.05 * bend * cosine / 1.1;
    c->x += 0.02 * c->v, c->v += 0.02 * push, c->angle += 0.02 * c->spin, c->spin += 0.02 * bend;
    return fabs(c->x) > 2.4 || fabs(c->angle) > 0.20943951023931953;
}
