// Philox4x32-10 (Salmon et al., SC 2011), eight counters at a time, each word in a 64-bit lane whose high half is junk.
typedef uint64_t U8 __attribute__((ext_vector_type(8)));
typedef U8 U8_unaligned __attribute__((aligned(4)));
typedef uint32_t W8 __attribute__((ext_vector_type(8)));

INLINE void philox_rounds(uint64_t key, U8 x[4]) {
    uint32_t k0 = (uint32_t)key, k1 = (uint32_t)(key >> 32);
    UNROLL for (int round = 0; round < 10; round++) {
        U8 product0 = (x[0] & 0xffffffff) * 0xD2511F53, product1 = (x[2] & 0xffffffff) * 0xCD9E8D57;
        x[0] = (product1 >> 32) ^ x[1] ^ (U8)((uint64_t)k0);
        x[1] = product1;
        x[2] = (product0 >> 32) ^ x[3] ^ (U8)((uint64_t)k1);
        x[3] = product0;
        k0 += 0x9E3779B9;
        k1 += 0xBB67AE85;
    }
}

// Eight counters that follow one another.
INLINE void philox_eight(uint64_t key, const uint32_t *counter, uint32_t first, U8 x[4]) {
    W8 low = (W8){0, 1, 2, 3, 4, 5, 6, 7} + first + counter[0];
    x[0] = __builtin_convertvector(low, U8);
    x[1] = (U8)((uint64_t)counter[1]);
    x[2] = (U8)((uint64_t)counter[2]);
    x[3] = (U8)((uint64_t)counter[3]);
    philox_rounds(key, x);
}

// Words 0 and 1, then 2 and 3, of counters 0…3 and 4…7, as they follow one another in the stream.
INLINE void philox_stream(uint64_t key, const uint32_t *counter, uint32_t first, U8 pairs[2]) {
    U8 x[4];
    philox_eight(key, counter, first, x);
    U8 front = (x[0] & 0xffffffff) | (x[1] << 32), back = (x[2] & 0xffffffff) | (x[3] << 32);
    pairs[0] = __builtin_shufflevector(front, back, 0, 8, 1, 9, 2, 10, 3, 11);
    pairs[1] = __builtin_shufflevector(front, back, 4, 12, 5, 13, 6, 14, 7, 15);
}

INLINE V16 floats_of(U8 pairs) {
    return __builtin_convertvector((I16)((W16)pairs >> 8), V16) * splat(0x1p-24f);
}

// A pair's first word is the high one: (w₀·2³² + w₁)/2¹¹ = w₀·2²¹ + ⌊w₁/2¹¹⌋, each part an exact Float64.
INLINE D8 doubles_of(U8 pairs) {
    U8 magic = (U8)(0x4330000000000000ull); // 2⁵², whose last bits then hold a word
    D8 high = (D8)((pairs & 0xffffffff) | magic) - (D8)(0x1p+52);
    D8 low = (D8)((pairs >> 43) | magic) - (D8)(0x1p+52);
    return (high * (D8)(0x1p+21) + low) * (D8)(0x1p-53);
}

#define STREAM_KERNEL(name, scalar, vector, convert, per_block)                                                        \
    static void name(uint64_t key, const uint32_t *counter, int64_t blocks, scalar *out) {                             \
        int64_t block = 0;                                                                                             \
        U8 pairs[2];                                                                                                   \
        for (; block + 8 <= blocks; block += 8) {                                                                      \
            philox_stream(key, counter, (uint32_t)block, pairs);                                                       \
            *(vector *)(out + block * per_block) = convert(pairs[0]);                                                  \
            *(vector *)(out + block * per_block + 4 * per_block) = convert(pairs[1]);                                  \
        }                                                                                                              \
        if (block == blocks) return;                                                                                   \
        scalar rest[8 * per_block] __attribute__((aligned(64)));                                                       \
        philox_stream(key, counter, (uint32_t)block, pairs);                                                           \
        *(vector *)rest = convert(pairs[0]);                                                                           \
        *(vector *)(rest + 4 * per_block) = convert(pairs[1]);                                                         \
        for (int64_t i = 0; i < (blocks - block) * per_block; i++) out[block * per_block + i] = rest[i];               \
    }
STREAM_KERNEL(uniform_floats, float, V16_unaligned, floats_of, 4)
STREAM_KERNEL(uniform_doubles, double, D8_unaligned, doubles_of, 2)
#undef STREAM_KERNEL

// The first `blocks` blocks of the streams of eight episodes that follow one another: number n of stream i at 8 n + i.
static void episode_doubles(uint64_t key, const uint32_t *counter, int64_t blocks, double *out) {
    U8 episodes = (U8){0, 1, 2, 3, 4, 5, 6, 7} + ((uint64_t)counter[2] << 32 | counter[1]);
    for (int64_t block = 0; block < blocks; block++) {
        U8 x[4] = {(U8)(counter[0] + (uint64_t)block), episodes, episodes >> 32, (U8)((uint64_t)counter[3])};
        philox_rounds(key, x);
        *(D8_unaligned *)(out + 16 * block) = doubles_of((x[0] & 0xffffffff) | (x[1] << 32));
        *(D8_unaligned *)(out + 16 * block + 8) = doubles_of((x[2] & 0xffffffff) | (x[3] << 32));
    }
}
