// Kernels over whole arrays: the vector body, then a tail that runs the same vector operations on a padded copy.

#define ARRAY_KERNEL(name, f)                                                                                          \
    static void name(const float *x, int64_t count, float *y) {                                                        \
        int64_t i = 0;                                                                                                 \
        for (; i + 16 <= count; i += 16) store_unaligned(y + i, f##_16(load_unaligned(x + i)));                        \
        for (; i < count; i += 4) {                                                                                    \
            V4 part = (V4)(0.0f);                                                                                      \
            for (int lane = 0; lane < 4 && i + lane < count; lane++) part[lane] = x[i + lane];                         \
            part = f##_4(part);                                                                                        \
            for (int lane = 0; lane < 4 && i + lane < count; lane++) y[i + lane] = part[lane];                         \
        }                                                                                                              \
    }
ARRAY_KERNEL(exp_array, exp)
ARRAY_KERNEL(log_array, log)
ARRAY_KERNEL(tanh_array, tanh)
#undef ARRAY_KERNEL

static void fused_array(const float *a, const float *b, const float *c, int64_t count, float *y) {
    for (int64_t i = 0; i < count; i += 16) {
        V16 parts[3] = {splat(0.0f), splat(0.0f), splat(0.0f)};
        int64_t lanes = count - i < 16 ? count - i : 16;
        for (int64_t lane = 0; lane < lanes; lane++) {
            parts[0][lane] = a[i + lane];
            parts[1][lane] = b[i + lane];
            parts[2][lane] = c[i + lane];
        }
        V16 result = fused_16(parts[0], parts[1], parts[2]);
        for (int64_t lane = 0; lane < lanes; lane++) y[i + lane] = result[lane];
    }
}

// Two actions, 16 rows: the larger logit's e⁰ is exactly 1, so the sum is 1 + e and the bits are the general ones.
INLINE void softmax_pairs(const float *logits, float *probabilities) {
    V16 a = load_unaligned(logits), b = load_unaligned(logits + 16);
    V16 z0 = __builtin_shufflevector(a, b, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
    V16 z1 = __builtin_shufflevector(a, b, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31);
    I16 first_is_less = z0 < z1;
    V16 e = exp_nonpositive_16(first_is_less ? z0 - z1 : z1 - z0);
    V16 factor = splat(1.0f) / (splat(1.0f) + e);
    V16 lesser = e * factor;
    V16 p0 = first_is_less ? lesser : factor, p1 = first_is_less ? factor : lesser;
    store_unaligned(probabilities, __builtin_shufflevector(p0, p1, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7,
                                                           23));
    store_unaligned(probabilities + 16, __builtin_shufflevector(p0, p1, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29,
                                                                14, 30, 15, 31));
}

// One row of two actions: what a rollout waits for at every step.
INLINE void softmax_pair(const float *logits, float *probabilities) {
    float z0 = logits[0], z1 = logits[1];
    bool first_is_less = z0 < z1;
    float e = exp_nonpositive_4((V4)(first_is_less ? z0 - z1 : z1 - z0)).x;
    float factor = 1.0f / (1.0f + e);
    float lesser = e * factor;
    probabilities[0] = first_is_less ? lesser : factor;
    probabilities[1] = first_is_less ? factor : lesser;
}

static void softmax(const float *logits, int64_t rows, int64_t actions, float *probabilities) {
    int64_t row = 0;
    if (actions == 2) {
        for (; row + 16 <= rows; row += 16) softmax_pairs(logits + row * 2, probabilities + row * 2);
        for (; row < rows; row++) softmax_pair(logits + row * 2, probabilities + row * 2);
    }
    for (; row + 4 < rows; row += 16)
        softmax_block_16(logits + row * actions, rows - row, actions, probabilities + row * actions);
    for (; row < rows; row += 4)
        softmax_block_4(logits + row * actions, rows - row, actions, probabilities + row * actions);
}

static void combine(const float *rows, int64_t stride, const float *weights, int64_t count, int64_t width,
                    float divisor, float *y) {
    int64_t i = 0;
    for (; i + 16 <= width; i += 16) {
        V16 sum = splat(0.0f);
        for (int64_t n = 0; n < count; n++)
            sum = fused_16(splat(weights[n]), load_unaligned(rows + n * stride + i), sum);
        store_unaligned(y + i, sum / splat(divisor));
    }
    for (; i < width; i++) {
        V4 sum = (V4)(0.0f);
        for (int64_t n = 0; n < count; n++) sum = fused_4((V4)(weights[n]), (V4)(rows[n * stride + i]), sum);
        y[i] = sum.x / divisor;
    }
}

// Four vectors of columns at once, the last ones over columns that others have too: they get the same sums.
static void mean(const double *rows, int64_t count, int64_t width, double *y) {
    D8 divisor = (D8)((double)count);
    for (int64_t i = 0; width >= 8 && i < width; i += 32) {
        int64_t at[4];
        D8 sums[4];
        UNROLL for (int j = 0; j < 4; j++) {
            at[j] = i + 8 * j < width - 8 ? i + 8 * j : width - 8;
            sums[j] = *(const D8_unaligned *)(rows + at[j]);
        }
        for (int64_t n = 1; n < count; n++)
            UNROLL for (int j = 0; j < 4; j++) sums[j] += *(const D8_unaligned *)(rows + n * width + at[j]);
        UNROLL for (int j = 0; j < 4; j++) *(D8_unaligned *)(y + at[j]) = sums[j] / divisor;
    }
    for (int64_t i = 0; width < 8 && i < width; i++) {
        double sum = rows[i];
        for (int64_t n = 1; n < count; n++) sum += rows[n * width + i];
        y[i] = sum / (double)count;
    }
}

static float peak(int64_t count) {
    enum { CHAINS = ACCUMULATORS >= 12 ? 12 : 6 };
    V16 sums[CHAINS], factor = splat(0.999f), addend = splat(1e-3f);
    UNROLL for (int i = 0; i < CHAINS; i++) sums[i] = splat((float)i);
    for (int64_t n = 0; n < count * 12 / CHAINS; n++) {
        UNROLL for (int i = 0; i < CHAINS; i++) sums[i] = fused_16(sums[i], factor, addend);
    }
    V16 total = splat(0.0f);
    UNROLL for (int i = 0; i < CHAINS; i++) total += sums[i];
    return halve(total);
}
