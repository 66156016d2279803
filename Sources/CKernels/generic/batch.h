// Forward of many rows: tiles of rows × 16·vectors outputs whose sums stay in registers.

// What happens to a finished sum before it is stored.
enum { DERIVATIVE = 4 }; // CK_IDENTITY … CK_TANH apply f; DERIVATIVE + f multiplies with f′, read from the kept f

INLINE V16 finish(V16 z, int ending, const float *kept) {
    if (ending < DERIVATIVE) return activate(z, ending);
    V16 h = load(kept);
    if (ending == DERIVATIVE + CK_RELU) return h > splat(0.0f) ? z : splat(0.0f);
    return ending == DERIVATIVE + CK_TANH ? z * (splat(1.0f) - h * h) : z;
}

// y[i][j] = end(b[j] + Σ_k x[i][k]·w[k][j]), chains as in row_panel.
INLINE void tile(int rows, int vectors, int chains, const float *x, int64_t x_stride, int inputs, const float *weight,
                 int64_t stride, const float *bias, float *y, int64_t y_stride, int ending, const float *kept) {
    V16 sums[16][4][4];
    UNROLL for (int i = 0; i < rows; i++) {
        UNROLL for (int j = 0; j < vectors; j++) {
            sums[i][j][0] = bias ? load(bias + 16 * j) : splat(0.0f);
            UNROLL for (int s = 1; s < chains; s++) sums[i][j][s] = splat(0.0f);
        }
    }
#define TILE_STEP(k, s)                                                                                                \
    V16 b[4];                                                                                                          \
    UNROLL for (int j = 0; j < vectors; j++) b[j] = load(weight + (k) * stride + 16 * j);                              \
    UNROLL for (int i = 0; i < rows; i++) {                                                                            \
        V16 a = splat(x[i * x_stride + (k)]);                                                                          \
        UNROLL for (int j = 0; j < vectors; j++) sums[i][j][s] = fused_16(a, b[j], sums[i][j][s]);                     \
    }
    int k = 0;
    for (; k + chains <= inputs; k += chains) {
        UNROLL for (int s = 0; s < chains; s++) { TILE_STEP(k + s, s) }
    }
    UNROLL for (int s = 0; s < chains - 1; s++) {
        if (k + s < inputs) { TILE_STEP(k + s, s) }
    }
#undef TILE_STEP
#define TILE_END(ending)                                                                                               \
    UNROLL for (int i = 0; i < rows; i++) UNROLL for (int j = 0; j < vectors; j++)                                     \
        store(y + i * y_stride + 16 * j,                                                                               \
              finish(sum_chains(chains, sums[i][j]), ending, kept + i * y_stride + 16 * j));                           \
    break;
    switch (ending) {
    case CK_RELU: TILE_END(CK_RELU)
    case CK_TANH: TILE_END(CK_TANH)
    case DERIVATIVE + CK_RELU: TILE_END(DERIVATIVE + CK_RELU)
    case DERIVATIVE + CK_TANH: TILE_END(DERIVATIVE + CK_TANH)
    default: TILE_END(CK_IDENTITY)
    }
#undef TILE_END
}

#define TILE_PANEL(name, vectors, chains, most, middle, fewer)                                                         \
    static void name(int64_t rows, const float *x, int64_t x_stride, int inputs, const float *weight, int64_t stride,  \
                     const float *bias, float *y, int64_t y_stride, int ending, const float *kept) {                   \
        int64_t i = 0;                                                                                                 \
        TILE_ROWS(most, vectors, chains)                                                                               \
        TILE_ROWS(middle, vectors, chains)                                                                             \
        TILE_ROWS(fewer, vectors, chains)                                                                              \
        TILE_ROWS(1, vectors, chains)                                                                                  \
    }
#define TILE_ROWS(count, vectors, chains)                                                                              \
    for (; i + (count) <= rows; i += (count))                                                                          \
        tile(count, vectors, chains, x + i * x_stride, x_stride, inputs, weight, stride, bias, y + i * y_stride,       \
             y_stride, ending, kept + i * y_stride);

#if ACCUMULATORS >= 24
TILE_PANEL(panel_4x1, 4, 1, 6, 4, 2)
TILE_PANEL(panel_2x1, 2, 1, 12, 4, 2)
TILE_PANEL(panel_1x1, 1, 1, 16, 8, 4)
TILE_PANEL(panel_4x2, 4, 2, 3, 2, 1)
TILE_PANEL(panel_1x2, 1, 2, 12, 4, 2)
TILE_PANEL(panel_2x4, 2, 4, 3, 2, 1)
TILE_PANEL(panel_1x4, 1, 4, 6, 4, 2)
#elif ACCUMULATORS >= 6
TILE_PANEL(panel_1x1, 1, 1, 6, 4, 2)
TILE_PANEL(panel_1x2, 1, 2, 3, 2, 1)
TILE_PANEL(panel_1x4, 1, 4, 1, 1, 1)
#else
TILE_PANEL(panel_1x1, 1, 1, 2, 1, 1)
TILE_PANEL(panel_1x2, 1, 2, 1, 1, 1)
TILE_PANEL(panel_1x4, 1, 4, 1, 1, 1)
#endif

// Rows × `columns` outputs (a multiple of 16).
static void multiply(int64_t rows, int64_t columns, int chains, const float *x, int64_t x_stride, int inputs,
                     const float *weight, int64_t stride, const float *bias, float *y, int64_t y_stride, int ending,
                     const float *kept) {
    int64_t column = 0;
#define PANELS(panel, vectors)                                                                                         \
    for (; column + 16 * (vectors) <= columns; column += 16 * (vectors))                                               \
        panel(rows, x, x_stride, inputs, weight + column, stride, bias ? bias + column : 0, y + column, y_stride,      \
              ending, kept + column);
#if ACCUMULATORS >= 24
    if (chains == 1) { PANELS(panel_4x1, 4) PANELS(panel_2x1, 2) }
    if (chains == 2) { PANELS(panel_4x2, 4) }
    if (chains == 4) { PANELS(panel_2x4, 2) }
#endif
    if (chains == 1) { PANELS(panel_1x1, 1) }
    if (chains == 2) { PANELS(panel_1x2, 1) }
    if (chains == 4) { PANELS(panel_1x4, 1) }
#undef PANELS
}

// Few outputs, 16 rows at a time: the trees of 16 rows are halved together.
static void head(const ck_layer *layer, const float *parameters, const float *x, int64_t x_stride, int64_t rows,
                 float *outputs) {
    const float *weight = parameters + layer->weight, *bias = parameters + layer->bias;
    int64_t stride = layer->weight_stride;
    int count = layer->outputs;
    for (int64_t row = 0; row < rows; row += 16) {
        int64_t last = rows - 1 - row < 15 ? rows - 1 - row : 15; // missing rows repeat the last
        const float *block = x + row * x_stride;
        float *y = outputs + row * count;
        V16 sums[2];
        for (int a = 0; a < count; a++) {
            const float *w = weight + a * stride;
#define ROW_SUMS(r) lane_sums(block + ((r) < last ? (r) : last) * x_stride, w, stride)
            sums[a & 1] = splat(bias[a]) + HALVE_16(ROW_SUMS);
#undef ROW_SUMS
            if (count == 2 && last == 15) continue;
            for (int64_t r = 0; r <= last; r++) y[r * count + a] = sums[a & 1][r];
        }
        if (count != 2 || last < 15) continue;
        store_unaligned(y, __builtin_shufflevector(sums[0], sums[1], 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7,
                                                   23));
        store_unaligned(y + 16, __builtin_shufflevector(sums[0], sums[1], 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29,
                                                        14, 30, 15, 31));
    }
}

// Blocks of rows, so that activations stay in the near caches between layers.
static void forward(const ck_network *network, const float *parameters, const float *inputs, float *kept,
                    int64_t capacity, int64_t rows, float *outputs) {
    for (int64_t first = 0; first < rows; first += CK_BLOCK_ROWS) {
        int64_t count = rows - first < CK_BLOCK_ROWS ? rows - first : CK_BLOCK_ROWS;
        const float *x = inputs + first * network->inputs;
        int64_t x_stride = network->inputs;
        const ck_layer *layer = network->layers;
        for (int l = 0; l < network->layer_count; l++, layer++) {
            if (layer->reduces_in_lanes) {
                head(layer, parameters, x, x_stride, count, outputs + first * network->outputs);
                break;
            }
            float *y = kept + layer->kept * capacity + first * layer->padded;
            multiply(count, layer->padded, layer->chains, x, x_stride, layer->inputs, parameters + layer->weight,
                     layer->weight_stride, parameters + layer->bias, y, layer->padded, layer->activation, y);
            x = y;
            x_stride = layer->padded;
        }
        if (network->layers[network->layer_count - 1].reduces_in_lanes) continue;
        for (int64_t r = 0; r < count; r++)
            for (int a = 0; a < network->outputs; a++)
                outputs[(first + r) * network->outputs + a] = x[r * x_stride + a];
    }
}
