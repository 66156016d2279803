// Federated TD(0) by hand: 100 agents on Garnet processes of 30 states, averaged every H local steps.
//
//   cc -O3 -march=native -o td td.c -lm
//   ./td WORK H            WORK = same     Float64 and Philox4x32-10 as Concord does it: one stream per agent, eight keys at once
//                          WORK = scalar   Float32 and xoshiro256++, four agents interleaved
//                          WORK = vector   Float32 and xoshiro128++, sixteen agents per vector (AVX-512 only)
//
// Successors are drawn by alias tables with one word each. Nothing is recorded; only `same` could be repeated on another machine.
#include "common.h"
#ifdef __AVX512F__
#include <immintrin.h>
#endif

enum { AGENTS = 100, STATES = 30, COLUMNS = 32, STEPS = 20000000 };
static const double RATE = 0.1, DISCOUNT = 0.9;

// By agent and state: 32 columns of equal chance, each split between two successors; the last two are never drawn alone.
typedef struct { uint32_t share, state, other; } column;
static column tables[AGENTS][STATES][COLUMNS];
static double rewards[AGENTS][STATES];

// An alias table of `COLUMNS` columns for one row of probabilities (Vose 1991).
static void fill(column *table, const double *row) {
    double left[COLUMNS] = {0};
    int small[COLUMNS], large[COLUMNS], smalls = 0, larges = 0;
    for (int j = 0; j < COLUMNS; j++) {
        left[j] = j < STATES ? row[j] * COLUMNS : 0;
        table[j] = (column){1u << 27, j, j};
        if (left[j] < 1) small[smalls++] = j;
        else large[larges++] = j;
    }
    while (smalls && larges) {
        int a = small[--smalls], b = large[larges - 1];
        table[a] = (column){(uint32_t)(left[a] * (1u << 27)), a, b};
        left[b] -= 1 - left[a];
        if (left[b] < 1) larges--, small[smalls++] = b;
    }
}
static void garnet(uint64_t *seed) { // ten successors per state; agents differ by a jitter of chances and rewards
    static double common[STATES][STATES];
    for (int s = 0; s < STATES; s++)
        for (int b = 0; b < 10; b++) common[s][random_word(seed) % STATES] += uniform(seed) + 0.01;
    for (int i = 0; i < AGENTS; i++)
        for (int s = 0; s < STATES; s++) {
            double row[STATES], sum = 0;
            for (int j = 0; j < STATES; j++) sum += row[j] = common[s][j] * (1 + 0.2 * (uniform(seed) - 0.5));
            for (int j = 0; j < STATES; j++) row[j] /= sum;
            fill(tables[i][s], row);
            rewards[i][s] = s * 7 % STATES / (double)STATES + 0.05 * (uniform(seed) - 0.5);
        }
}
INLINE int drawn(const column *table, uint32_t word) { // five bits choose the column, the others the side
    const column *c = table + (word >> 27);
    return (word & 0x7ffffff) < c->share ? c->state : c->other;
}

// One counter under eight keys.
typedef uint64_t U8 __attribute__((vector_size(64)));
INLINE void philox(U8 low, U8 high, uint32_t block, uint32_t round, U8 words[4]) {
    U8 x[4] = {(U8){} + block, (U8){} + round, (U8){}, (U8){}};
    UNROLL for (int i = 0; i < 10; i++) {
        U8 p = (x[0] & 0xffffffff) * 0xD2511F53, q = (x[2] & 0xffffffff) * 0xCD9E8D57;
        x[0] = (q >> 32) ^ x[1] ^ low, x[1] = q, x[2] = (p >> 32) ^ x[3] ^ high, x[3] = p;
        low += 0x9E3779B9, high += 0xBB67AE85;
    }
    UNROLL for (int i = 0; i < 4; i++) words[i] = x[i] & 0xffffffff;
}
enum { CREWS = (AGENTS + 7) / 8, SEATS = 8 * CREWS };
static double same(long rounds, int local) {
    static double values[SEATS][32] __attribute__((aligned(64)));
    static U8 low[CREWS], high[CREWS];
    static int at[SEATS];
    uint64_t seed = 9;
    for (int i = 0; i < SEATS; i++) low[i / 8][i % 8] = random_word(&seed) >> 32, high[i / 8][i % 8] = random_word(&seed) >> 32;
    double began = now();
    for (long r = 0; r < rounds; r++) {
        for (int crew = 0; crew < CREWS; crew++) {
            int state[8], first = 8 * crew;
            for (int i = 0; i < 8; i++) state[i] = at[first + i];
            U8 words[4];
            for (int h = 0; h < local; h++) {
                if (h % 4 == 0) philox(low[crew], high[crew], h / 4, (uint32_t)r, words);
                UNROLL for (int i = 0; i < 8; i++) { // seats beyond the last agent learn in its world and are not averaged
                    int agent = first + i < AGENTS ? first + i : AGENTS - 1, s = state[i];
                    int next = drawn(tables[agent][s], (uint32_t)words[h % 4][i]);
                    double *v = values[first + i];
                    v[s] += RATE * (rewards[agent][s] + (DISCOUNT * v[next] - v[s]));
                    state[i] = next;
                }
            }
            for (int i = 0; i < 8; i++) at[first + i] = state[i];
        }
        double mean[32] = {0};
        for (int i = 0; i < AGENTS; i++)
            for (int s = 0; s < 32; s++) mean[s] += values[i][s];
        for (int s = 0; s < 32; s++) mean[s] /= AGENTS;
        for (int i = 0; i < SEATS; i++) memcpy(values[i], mean, sizeof mean);
    }
    return now() - began;
}

typedef struct { uint64_t s[4]; } generator;
INLINE uint64_t turned(uint64_t x, int by) { return x << by | x >> (64 - by); }
INLINE uint64_t xoshiro(generator *g) {
    uint64_t *s = g->s, word = turned(s[0] + s[3], 23) + s[0], t = s[1] << 17;
    s[2] ^= s[0], s[3] ^= s[1], s[1] ^= s[2], s[0] ^= s[3], s[2] ^= t, s[3] = turned(s[3], 45);
    return word;
}
static double scalar(long rounds, int local) {
    static float values[AGENTS][32], given[AGENTS][STATES];
    static generator generators[AGENTS];
    static int at[AGENTS];
    uint64_t seed = 9;
    for (int i = 0; i < AGENTS; i++) {
        for (int k = 0; k < 4; k++) generators[i].s[k] = random_word(&seed);
        for (int s = 0; s < STATES; s++) given[i][s] = rewards[i][s];
    }
    double began = now();
    for (long r = 0; r < rounds; r++) {
        for (int first = 0; first < AGENTS; first += 4) {
            int state[4];
            for (int i = 0; i < 4; i++) state[i] = at[first + i];
            for (int h = 0; h < local; h++)
                UNROLL for (int i = 0; i < 4; i++) {
                    int s = state[i], next = drawn(tables[first + i][s], xoshiro(generators + first + i) >> 32);
                    float *v = values[first + i];
                    v[s] += 0.1f * (given[first + i][s] + 0.9f * v[next] - v[s]);
                    state[i] = next;
                }
            for (int i = 0; i < 4; i++) at[first + i] = state[i];
        }
        float mean[32] = {0};
        for (int i = 0; i < AGENTS; i++)
            for (int s = 0; s < 32; s++) mean[s] += values[i][s];
        for (int s = 0; s < 32; s++) mean[s] /= AGENTS;
        for (int i = 0; i < AGENTS; i++) memcpy(values[i], mean, sizeof mean);
    }
    return now() - began;
}

#ifdef __AVX512F__
enum { WIDE = 112, GROUPS = WIDE / 16 };
typedef struct { __m512i x, y, z, w; } lanes;
INLINE __m512i xoshiro16(lanes *g) {
    __m512i word = _mm512_add_epi32(_mm512_rol_epi32(_mm512_add_epi32(g->x, g->w), 7), g->x), t = _mm512_slli_epi32(g->y, 9);
    g->z = _mm512_xor_si512(g->z, g->x), g->w = _mm512_xor_si512(g->w, g->y);
    g->y = _mm512_xor_si512(g->y, g->z), g->x = _mm512_xor_si512(g->x, g->w);
    g->z = _mm512_xor_si512(g->z, t), g->w = _mm512_rol_epi32(g->w, 11);
    return word;
}
static double vector(long rounds, int local) { // values by state and agent, so that a mean is a sum over a row
    static float values[STATES * WIDE], given[STATES * WIDE];
    static lanes generators[GROUPS];
    static __m512i at[GROUPS];
    uint64_t seed = 9;
    for (int s = 0; s < STATES; s++)
        for (int i = 0; i < WIDE; i++) given[s * WIDE + i] = rewards[i < AGENTS ? i : AGENTS - 1][s];
    uint32_t *words = (uint32_t *)generators;
    for (unsigned long k = 0; k < sizeof generators / 4; k++) words[k] = random_word(&seed) >> 32;
    const __m512i lane = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    const __m512i wide = _mm512_set1_epi32(WIDE), low = _mm512_set1_epi32(0x7ffffff);
    const __m512 rate = _mm512_set1_ps(0.1f), discount = _mm512_set1_ps(0.9f);
    const int *table = (const int *)tables;
    double began = now();
    for (long r = 0; r < rounds; r++) {
        for (int g = 0; g < GROUPS; g++) {
            __m512i state = at[g], seat = _mm512_add_epi32(lane, _mm512_set1_epi32(16 * g));
            __m512i agent = _mm512_min_epi32(seat, _mm512_set1_epi32(AGENTS - 1));
            __m512i base = _mm512_mullo_epi32(agent, _mm512_set1_epi32(STATES));
            lanes stream = generators[g];
            for (int h = 0; h < local; h++) {
                __m512i word = xoshiro16(&stream), row = _mm512_slli_epi32(_mm512_add_epi32(base, state), 5);
                __m512i entry = _mm512_add_epi32(row, _mm512_srli_epi32(word, 27));
                entry = _mm512_add_epi32(entry, _mm512_slli_epi32(entry, 1)); // three words each
                __m512i share = _mm512_i32gather_epi32(entry, table, 4);
                __mmask16 own = _mm512_cmplt_epu32_mask(_mm512_and_si512(word, low), share);
                __m512i side = _mm512_mask_blend_epi32(own, _mm512_set1_epi32(2), _mm512_set1_epi32(1));
                __m512i next = _mm512_i32gather_epi32(_mm512_add_epi32(entry, side), table, 4);
                __m512i here = _mm512_add_epi32(_mm512_mullo_epi32(state, wide), seat);
                __m512i there = _mm512_add_epi32(_mm512_mullo_epi32(next, wide), seat);
                __m512 v = _mm512_i32gather_ps(here, values, 4), ahead = _mm512_i32gather_ps(there, values, 4);
                __m512 delta = _mm512_sub_ps(_mm512_fmadd_ps(discount, ahead, _mm512_i32gather_ps(here, given, 4)), v);
                _mm512_i32scatter_ps(values, here, _mm512_fmadd_ps(rate, delta, v), 4);
                state = next;
            }
            generators[g] = stream, at[g] = state;
        }
        for (int s = 0; s < STATES; s++) {
            float sum = 0, *row = values + s * WIDE;
            for (int g = 0; g < GROUPS - 1; g++) sum += _mm512_reduce_add_ps(_mm512_loadu_ps(row + 16 * g));
            for (int i = 16 * (GROUPS - 1); i < AGENTS; i++) sum += row[i];
            for (int i = 0; i < WIDE; i++) row[i] = sum / AGENTS;
        }
    }
    return now() - began;
}
#else
static double vector(long rounds, int local) {
    (void)rounds, (void)local;
    return fprintf(stderr, "this processor has no AVX-512\n"), -1;
}
#endif

int main(int count, char **words) {
    int local = count == 3 ? atoi(words[2]) : 0;
    double (*work)(long, int) = count != 3                    ? 0
                                : !strcmp(words[1], "same")   ? same
                                : !strcmp(words[1], "scalar") ? scalar
                                : !strcmp(words[1], "vector") ? vector
                                                              : 0;
    if (!work || local < 1) return fprintf(stderr, "usage: td same|scalar|vector H\n"), 64;
    uint64_t seed = 20;
    garnet(&seed);
    long rounds = STEPS / (AGENTS * (long)local) + 1;
    double seconds = work(rounds, local);
    if (seconds < 0) return 1;
    printf("{\"ns_per_step\": %.4f}\n", seconds / (rounds * (double)AGENTS * local) * 1e9);
}
