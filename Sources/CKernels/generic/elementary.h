// exp, log, tanh and the softmax of rows, for LANES = 16 or 4: the same operations, so the same bits.
#define NAMED2(name, lanes) name##_##lanes
#define NAMED1(name, lanes) NAMED2(name, lanes)
#define NAMED(name) NAMED1(name, LANES)
#define TYPED2(letter, lanes) letter##lanes
#define TYPED1(letter, lanes) TYPED2(letter, lanes)
#define V TYPED1(V, LANES)
#define I TYPED1(I, LANES)
#define W TYPED1(W, LANES)
#define FUSED NAMED(fused)

INLINE V NAMED(least)(V a, V b) { return a < b ? a : b; }    // b where either is no number
INLINE V NAMED(greatest)(V a, V b) { return a > b ? a : b; } // b where either is no number

// eʳ on |r| ≤ ln 2 / 2, after x = n·ln 2 + r; minimax of degree 6, relative error 2⁻²⁸ before rounding.
INLINE V NAMED(exp_reduced)(V x, I *n) {
    V shifted = FUSED(x, (V)(0x1.715476p+0f), (V)(0x1.8p+23f)); // the last bits of the sum are n
    *n = (I)((W)shifted - (W)(V)(0x1.8p+23f));
    V whole = shifted - (V)(0x1.8p+23f);
    V r = FUSED(whole, (V)(-0x1.62e4p-1f), x);
    r = FUSED(whole, (V)(-0x1.7f7d1cp-20f), r);
    V r2 = r * r;
    V low = FUSED(r, (V)(0x1.55548ep-3f), (V)(0x1.fffff8p-2f));
    V high = FUSED(r, (V)(0x1.123b9ep-7f), (V)(0x1.555b58p-5f));
    high = FUSED(r2, (V)(0x1.687bf6p-10f), high);
    return FUSED(r2, FUSED(r2, high, low), r + (V)(1.0f));
}

// eˣ over the whole range: subnormal and infinite results as IEEE 754 rounds them.
INLINE V NAMED(exp)(V x) {
    I n;
    V y = NAMED(exp_reduced)(NAMED(greatest)((V)(-104.0f), NAMED(least)((V)(89.0f), x)), &n);
    I half = n >> 1; // 2ⁿ in two factors, neither of which overflows
    return y * (V)((W)(half + 127) << 23) * (V)((W)(n - half + 127) << 23);
}

// eˣ for x ≤ 0, with 0 below the least normal number: subnormal probabilities are slow and mean nothing.
INLINE V NAMED(exp_nonpositive)(V x) {
    I n;
    V y = NAMED(exp_reduced)(NAMED(greatest)((V)(-88.0f), x), &n);
    y = (V)((W)y + ((W)n << 23));
    return x < (V)(-87.33654f) ? (V)(0.0f) : y;
}

// ln x: x = 2ᵉ·m, m in [√½, √2), and ln m = f − f²/2 + f³·P(f) with f = m − 1; P of degree 8.
INLINE V NAMED(log)(V x) {
    I tiny = x < (V)(0x1p-126f);
    V scaled = tiny ? x * (V)(0x1p+23f) : x;
    I bits = (I)scaled - 0x3f3504f3;
    I exponent = (bits >> 23) - (tiny & 23);
    V f = (V)((bits & 0x7fffff) + 0x3f3504f3) - (V)(1.0f);
    V e = __builtin_convertvector(exponent, V);
    V f2 = f * f;
    V p01 = FUSED(f, (V)(-0x1.00000ap-2f), (V)(0x1.555546p-2f));
    V p23 = FUSED(f, (V)(-0x1.555a74p-3f), (V)(0x1.99a528p-3f));
    V p45 = FUSED(f, (V)(-0x1.fc5d96p-4f), (V)(0x1.232eb2p-3f));
    V p67 = FUSED(f, (V)(-0x1.dd09b8p-4f), (V)(0x1.e79df4p-4f));
    p67 = FUSED(f2, (V)(0x1.116b4cp-4f), p67);
    V p = FUSED(f2, FUSED(f2, FUSED(f2, p67, p45), p23), p01);
    V tail = FUSED(e, (V)(0x1.7f7d1cp-20f), f2 * FUSED(f, p, (V)(-0.5f)));
    V y = FUSED(e, (V)(0x1.62e4p-1f), f + tail);
    y = x == (V)(__builtin_inff()) ? x : y;
    y = x == (V)(0.0f) ? (V)(-__builtin_inff()) : y;
    return x >= (V)(0.0f) ? y : x != x ? x : (V)(__builtin_nanf(""));
}

// tanh x = x·P(x²)/Q(x²), minimax of degrees 4 and 4 on |x| ≤ 9.02, beyond which Float32 has only ±1. With x² held at the
// end of that interval the quotient keeps growing, and is held at ±1 itself.
INLINE V NAMED(tanh)(V x) {
    V u = NAMED(least)((V)(9.02f * 9.02f), x * x);
    V p = FUSED(u, (V)(0x1.c9bb3ap-27f), (V)(0x1.595d9cp-16f));
    V q = FUSED(u, (V)(0x1.a0c758p-21f), (V)(0x1.5846f6p-12f));
    p = FUSED(u, p, (V)(0x1.c9fc40p-9f));
    q = FUSED(u, q, (V)(0x1.a7e100p-6f));
    p = FUSED(u, p, (V)(0x1.1204c4p-3f));
    q = FUSED(u, q, (V)(0x1.de57acp-2f));
    p = FUSED(u, p, (V)(1.0f));
    q = FUSED(u, q, (V)(1.0f));
    return NAMED(greatest)((V)(-1.0f), NAMED(least)((V)(1.0f), x * p / q));
}

// Column `action` of LANES rows; rows beyond `rows` repeat the last.
INLINE V NAMED(column)(const float *table, int64_t rows, int64_t actions, int64_t action) {
    float lanes[LANES] __attribute__((aligned(64)));
    for (int lane = 0; lane < LANES; lane++) lanes[lane] = table[(lane < rows ? lane : rows - 1) * actions + action];
    return *(const V *)lanes;
}

INLINE void NAMED(set_column)(float *table, int64_t rows, int64_t actions, int64_t action, V x) {
    float lanes[LANES] __attribute__((aligned(64)));
    *(V *)lanes = x;
    for (int lane = 0; lane < LANES && lane < rows; lane++) table[lane * actions + action] = lanes[lane];
}

INLINE V NAMED(largest_logit)(const float *logits, int64_t rows, int64_t actions) {
    V top = NAMED(column)(logits, rows, actions, 0);
    for (int64_t a = 1; a < actions; a++) top = NAMED(greatest)(top, NAMED(column)(logits, rows, actions, a));
    return top;
}

// Up to LANES rows: eᶻ⁻ᵐ summed in the order of actions, then multiplied by the sum's reciprocal.
INLINE void NAMED(softmax_block)(const float *logits, int64_t rows, int64_t actions, float *probabilities) {
    V top = NAMED(largest_logit)(logits, rows, actions);
    V sum = (V)(0.0f);
    for (int64_t a = 0; a < actions; a++) {
        V e = NAMED(exp_nonpositive)(NAMED(column)(logits, rows, actions, a) - top);
        sum += e;
        NAMED(set_column)(probabilities, rows, actions, a, e);
    }
    V factor = (V)(1.0f) / sum;
    for (int64_t a = 0; a < actions; a++)
        NAMED(set_column)(probabilities, rows, actions, a, NAMED(column)(probabilities, rows, actions, a) * factor);
}

#undef FUSED
#undef W
#undef I
#undef V
#undef TYPED1
#undef TYPED2
#undef NAMED
#undef NAMED1
#undef NAMED2
