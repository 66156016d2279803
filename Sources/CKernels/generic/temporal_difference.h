// TD(0) for eight agents at once: lanes are agents while words are drawn and temporal differences summed, features while
// weights move. Float64, no fused operations, one order of summation.

// ((x₀ + x₄) + (x₂ + x₆)) + ((x₁ + x₅) + (x₃ + x₇)) of eight vectors x.
INLINE D8 sums_of_eight(const D8 p[8]) {
    D8 four[4], two[2];
    UNROLL for (int i = 0; i < 4; i++)
        four[i] = __builtin_shufflevector(p[2 * i], p[2 * i + 1], 0, 1, 2, 3, 8, 9, 10, 11) +
                  __builtin_shufflevector(p[2 * i], p[2 * i + 1], 4, 5, 6, 7, 12, 13, 14, 15);
    UNROLL for (int i = 0; i < 2; i++)
        two[i] = __builtin_shufflevector(four[2 * i], four[2 * i + 1], 0, 1, 4, 5, 8, 9, 12, 13) +
                 __builtin_shufflevector(four[2 * i], four[2 * i + 1], 2, 3, 6, 7, 10, 11, 14, 15);
    return __builtin_shufflevector(two[0], two[1], 0, 2, 4, 6, 8, 10, 12, 14) +
           __builtin_shufflevector(two[0], two[1], 1, 3, 5, 7, 9, 11, 13, 15);
}

// One counter under eight keys; its first two words count blocks, so that no walk of 64-bit length meets itself again.
INLINE void philox_keys(const uint64_t *keys, const uint32_t *counter, uint64_t block, uint64_t words[4][8]) {
    uint64_t first = ((uint64_t)counter[1] << 32 | counter[0]) + block;
    U8 x[4] = {(U8)(first & 0xffffffff), (U8)(first >> 32), (U8)((uint64_t)counter[2]), (U8)((uint64_t)counter[3])};
    U8 key = *(const U8_unaligned *)keys;
    // Both halves move on by their constants; the low one's carry must not reach the high one, so they are apart.
    U8 k0 = key, k1 = key >> 32;
    UNROLL for (int round = 0; round < 10; round++) {
        U8 product0 = (x[0] & 0xffffffff) * 0xD2511F53, product1 = (x[2] & 0xffffffff) * 0xCD9E8D57;
        x[0] = (product1 >> 32) ^ x[1] ^ k0;
        x[1] = product1;
        x[2] = (product0 >> 32) ^ x[3] ^ k1;
        x[3] = product0;
        k0 += 0x9E3779B9;
        k1 += 0xBB67AE85;
    }
    UNROLL for (int i = 0; i < 4; i++) *(U8_unaligned *)words[i] = x[i];
}

// The transition a word chooses by the alias table of the agent's row, and the row after it. No bound is checked here: the
// first row is one of the table's, as whoever places a walker checks; every other is a transition's, checked when the table
// was built; and a row has 2^(32 - shift) columns, whose aliases lie in it.
INLINE const ck_transition *drawn(ck_walker *w, uint32_t word) {
    uint32_t column = w->row + (uint32_t)((uint64_t)word >> w->shift);
    uint64_t entry = w->columns[column];
    uint32_t chosen = (word & w->mask) < (uint32_t)(entry >> 32) ? column : (uint32_t)entry;
    const ck_transition *t = w->transitions + chosen;
    w->row = t->row;
    return t;
}

#define EACH UNROLL for (int i = 0; i < 8; i++)

// w ← w + ((η δ) φ(s) + η ξ) with δ = r + (γ φ(s') − φ(s))ᵀ w, `vectors` times eight features.
INLINE void linear_steps(ck_walker *walkers, const uint64_t *keys, const uint32_t *counter, int64_t steps,
                         const int64_t vectors, const double *rates) {
    ck_walker at[8];
    D8 weights[8], pulls[8];
    EACH {
        at[i] = walkers[i];
        weights[i] = *(const D8_unaligned *)at[i].weights;
        pulls[i] = *(const D8_unaligned *)at[i].pull;
    }
    const D8 rate = *(const D8_unaligned *)rates;
    uint64_t words[4][8];
    for (int64_t step = 0; step < steps; step++) {
        if ((step & 3) == 0) philox_keys(keys, counter, (uint64_t)step >> 2, words);
        const uint64_t *word = words[step & 3];
        D8 products[8], rewards;
        const double *from[8];
        EACH {
            const ck_transition *t = drawn(&at[i], (uint32_t)word[i]);
            from[i] = at[i].features + t->from;
            const double *to = at[i].discounted + t->to;
            rewards[i] = t->reward;
            if (vectors == 1) {
                products[i] = (*(const D8_unaligned *)to - *(const D8_unaligned *)from[i]) * weights[i];
            } else {
                D8 sum = (D8)(0.0);
                for (int64_t v = 0; v < vectors; v++)
                    sum += (*(const D8_unaligned *)(to + 8 * v) - *(const D8_unaligned *)(from[i] + 8 * v)) *
                           *(const D8_unaligned *)(at[i].weights + 8 * v);
                products[i] = sum;
            }
        }
        D8 scaled = rate * (rewards + sums_of_eight(products));
        EACH {
            if (vectors == 1) {
                weights[i] += (D8)(scaled[i]) * *(const D8_unaligned *)from[i] + pulls[i];
            } else {
                for (int64_t v = 0; v < vectors; v++)
                    *(D8_unaligned *)(at[i].weights + 8 * v) +=
                        (D8)(scaled[i]) * *(const D8_unaligned *)(from[i] + 8 * v) +
                        *(const D8_unaligned *)(at[i].pull + 8 * v);
            }
        }
    }
    EACH {
        if (vectors == 1) *(D8_unaligned *)at[i].weights = weights[i];
        walkers[i].row = at[i].row;
    }
}

// The same where φ(s) is the unit vector of s: w ← w + η ξ, then w(s) ← w(s) + η δ with δ of before.
static void tabular_steps(ck_walker *walkers, const uint64_t *keys, const uint32_t *counter, int64_t steps,
                          int64_t vectors, const double *rates, double discount, bool is_pulled) {
    ck_walker at[8];
    EACH at[i] = walkers[i];
    uint64_t words[4][8];
    for (int64_t step = 0; step < steps; step++) {
        if ((step & 3) == 0) philox_keys(keys, counter, (uint64_t)step >> 2, words);
        const uint64_t *word = words[step & 3];
        EACH {
            const ck_transition *t = drawn(&at[i], (uint32_t)word[i]);
            double *w = at[i].weights;
            double change = rates[i] * (t->reward + (discount * w[t->to] - w[t->from]));
            if (is_pulled)
                for (int64_t v = 0; v < vectors; v++)
                    *(D8_unaligned *)(w + 8 * v) += *(const D8_unaligned *)(at[i].pull + 8 * v);
            w[t->from] += change;
        }
    }
    EACH walkers[i].row = at[i].row;
}

static void temporal_differences(ck_walker *walkers, const uint64_t *keys, const uint32_t *counter, int64_t steps,
                                 int64_t vectors, const double *rates, double discount, bool is_pulled) {
    if (walkers[0].features == 0)
        tabular_steps(walkers, keys, counter, steps, vectors, rates, discount, is_pulled);
    else if (vectors == 1)
        linear_steps(walkers, keys, counter, steps, 1, rates);
    else
        linear_steps(walkers, keys, counter, steps, vectors, rates);
}
#undef EACH
