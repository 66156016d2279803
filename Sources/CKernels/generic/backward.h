// Gradients from kept activations. Every parameter's sum is one fused chain over the rows, in their order.

// g[k][j] (+)= Σ_t x[t][k]·d[t][j] for `rows` values of k; with a bias, one more row where x is 1.
INLINE void gradient_tile(int inputs, int vectors, bool has_bias, const float *x, int64_t x_stride, const float *delta,
                          int64_t d_stride, int64_t rows, float *gradient, int64_t stride, float *bias, bool adds) {
    V16 sums[17][4];
    UNROLL for (int i = 0; i < inputs; i++)
        UNROLL for (int j = 0; j < vectors; j++)
            sums[i][j] = adds ? load(gradient + i * stride + 16 * j) : splat(0.0f);
    if (has_bias) UNROLL for (int j = 0; j < vectors; j++)
        sums[inputs][j] = adds ? load(bias + 16 * j) : splat(0.0f);
    for (int64_t t = 0; t < rows; t++) {
        V16 d[4];
        UNROLL for (int j = 0; j < vectors; j++) d[j] = load(delta + t * d_stride + 16 * j);
        UNROLL for (int i = 0; i < inputs; i++) {
            V16 a = splat(x[t * x_stride + i]);
            UNROLL for (int j = 0; j < vectors; j++) sums[i][j] = fused_16(a, d[j], sums[i][j]);
        }
        if (has_bias) UNROLL for (int j = 0; j < vectors; j++) sums[inputs][j] += d[j];
    }
    UNROLL for (int i = 0; i < inputs; i++)
        UNROLL for (int j = 0; j < vectors; j++) store(gradient + i * stride + 16 * j, sums[i][j]);
    if (has_bias) UNROLL for (int j = 0; j < vectors; j++) store(bias + 16 * j, sums[inputs][j]);
}

#define GRADIENT_TILES(count, vectors)                                                                                 \
    for (; i + (count) < inputs; i += (count))                                                                         \
        gradient_tile(count, vectors, false, x + i, x_stride, delta, d_stride, rows, gradient + i * stride, stride, 0, \
                      adds);                                                                                           \
    if (i + (count) == inputs) {                                                                                       \
        gradient_tile(count, vectors, true, x + i, x_stride, delta, d_stride, rows, gradient + i * stride, stride,     \
                      bias, adds);                                                                                     \
        return;                                                                                                        \
    }
#define GRADIENT_PANEL(name, vectors, most, more, middle, fewer)                                                       \
    static void name(int64_t inputs, const float *x, int64_t x_stride, const float *delta, int64_t d_stride,           \
                     int64_t rows, float *gradient, int64_t stride, float *bias, bool adds) {                          \
        int64_t i = 0;                                                                                                 \
        GRADIENT_TILES(most, vectors)                                                                                  \
        GRADIENT_TILES(more, vectors)                                                                                  \
        GRADIENT_TILES(middle, vectors)                                                                                \
        GRADIENT_TILES(fewer, vectors)                                                                                 \
        GRADIENT_TILES(1, vectors)                                                                                     \
    }
#if ACCUMULATORS >= 24
GRADIENT_PANEL(gradient_4, 4, 6, 5, 4, 2)
GRADIENT_PANEL(gradient_2, 2, 12, 8, 4, 2)
GRADIENT_PANEL(gradient_1, 1, 16, 8, 4, 2)
#elif ACCUMULATORS >= 6
GRADIENT_PANEL(gradient_1, 1, 6, 5, 4, 2)
#else
GRADIENT_PANEL(gradient_1, 1, 2, 2, 2, 2)
#endif

static void layer_gradient(const ck_layer *layer, const float *x, int64_t x_stride, const float *delta,
                           int64_t d_stride, int64_t rows, float *gradient, bool adds) {
    int64_t column = 0;
#define GRADIENT_PANELS(panel, vectors)                                                                                \
    for (; column + 16 * (vectors) <= layer->padded; column += 16 * (vectors))                                         \
        panel(layer->inputs, x, x_stride, delta + column, d_stride, rows, gradient + layer->weight + column,           \
              layer->weight_stride, gradient + layer->bias + column, adds);
#if ACCUMULATORS >= 24
    GRADIENT_PANELS(gradient_4, 4)
    GRADIENT_PANELS(gradient_2, 2)
#endif
    GRADIENT_PANELS(gradient_1, 1)
}

// Two outputs or `vectors` × 16 inputs of more: the head's gradient and the delta of the layer below, in one pass.
INLINE void pair_tile(int vectors, const float *weight, int64_t stride, const float *kept, int64_t h_stride,
                      const float *slope, int64_t rows, float *gradient, float *delta, int64_t d_stride, int activation,
                      bool adds) {
    V16 w[2][4], sums[2][4];
    UNROLL for (int a = 0; a < 2; a++) UNROLL for (int j = 0; j < vectors; j++) {
        w[a][j] = load(weight + a * stride + 16 * j);
        sums[a][j] = adds ? load(gradient + a * stride + 16 * j) : splat(0.0f);
    }
    for (int64_t t = 0; t < rows; t++) {
        V16 z0 = splat(slope[2 * t]), z1 = splat(slope[2 * t + 1]);
        UNROLL for (int j = 0; j < vectors; j++) {
            V16 h = load(kept + t * h_stride + 16 * j);
            sums[0][j] = fused_16(z0, h, sums[0][j]);
            sums[1][j] = fused_16(z1, h, sums[1][j]);
            V16 d = fused_16(z1, w[1][j], z0 * w[0][j]);
            store(delta + t * d_stride + 16 * j, finish(d, DERIVATIVE + activation, kept + t * h_stride + 16 * j));
        }
    }
    UNROLL for (int a = 0; a < 2; a++) UNROLL for (int j = 0; j < vectors; j++)
        store(gradient + a * stride + 16 * j, sums[a][j]);
}

// Any number of outputs, 16 inputs: the same sums, output by output.
INLINE void lanes_tile(int outputs, const float *weight, int64_t stride, const float *kept, int64_t h_stride,
                       const float *slope, int64_t rows, float *gradient, float *delta, int64_t d_stride,
                       int activation, bool adds) {
    for (int a = 0; a < outputs; a++) {
        V16 sum = adds ? load(gradient + a * stride) : splat(0.0f);
        for (int64_t t = 0; t < rows; t++) sum = fused_16(splat(slope[t * outputs + a]), load(kept + t * h_stride), sum);
        store(gradient + a * stride, sum);
    }
    for (int64_t t = 0; t < rows; t++) {
        V16 d = splat(slope[t * outputs]) * load(weight);
        for (int a = 1; a < outputs; a++) d = fused_16(splat(slope[t * outputs + a]), load(weight + a * stride), d);
        store(delta + t * d_stride, finish(d, DERIVATIVE + activation, kept + t * h_stride));
    }
}

INLINE void head_backward_of(const ck_layer *layer, const float *parameters, const float *kept, int64_t h_stride,
                             const float *slope, int64_t rows, float *gradient, float *delta, int64_t d_stride,
                             int activation, bool adds) {
    const float *weight = parameters + layer->weight;
    float *sums = gradient + layer->weight;
    int64_t stride = layer->weight_stride;
    int64_t k = 0;
#define PAIR_TILES(vectors)                                                                                            \
    for (; k + 16 * (vectors) <= stride; k += 16 * (vectors))                                                          \
        pair_tile(vectors, weight + k, stride, kept + k, h_stride, slope, rows, sums + k, delta + k, d_stride,         \
                  activation, adds);
    if (layer->outputs == 2) {
        if (ACCUMULATORS >= 24) { PAIR_TILES(4) }
        if (ACCUMULATORS >= 6) { PAIR_TILES(2) }
        PAIR_TILES(1)
    }
#undef PAIR_TILES
    for (; k < stride; k += 16)
        lanes_tile(layer->outputs, weight + k, stride, kept + k, h_stride, slope, rows, sums + k, delta + k, d_stride,
                   activation, adds);
    float *bias = gradient + layer->bias;
    float low[16];
    for (int a = 0; a < layer->outputs; a++) low[a] = adds ? bias[a] : 0.0f;
    if (layer->outputs == 2) { // in registers
        float b0 = low[0], b1 = low[1];
        for (int64_t t = 0; t < rows; t++) b0 += slope[2 * t], b1 += slope[2 * t + 1];
        low[0] = b0, low[1] = b1;
    } else {
        for (int64_t t = 0; t < rows; t++)
            for (int a = 0; a < layer->outputs; a++) low[a] += slope[t * layer->outputs + a];
    }
    for (int a = 0; a < layer->outputs; a++) bias[a] = low[a];
}

static void head_backward(const ck_layer *layer, const float *parameters, const float *kept, int64_t h_stride,
                          const float *slope, int64_t rows, float *gradient, float *delta, int64_t d_stride,
                          int activation, bool adds) {
#define HEAD_BACKWARD(activation)                                                                                      \
    head_backward_of(layer, parameters, kept, h_stride, slope, rows, gradient, delta, d_stride, activation, adds)
    switch (activation) {
    case CK_RELU: HEAD_BACKWARD(CK_RELU); break;
    case CK_TANH: HEAD_BACKWARD(CK_TANH); break;
    default: HEAD_BACKWARD(CK_IDENTITY);
    }
#undef HEAD_BACKWARD
}

// wᵀ[j][k] = w[k][j], k padded with zeros to `width`.
static void transpose(const float *weight, int64_t stride, int inputs, int outputs, int64_t width, float *transposed) {
    int k = 0;
    for (; k + 16 <= inputs; k += 16) {
        for (int j = 0; j < outputs; j += 4) {
            V4 parts[4][4];
            UNROLL for (int i = 0; i < 4; i++) {
                V4 r[4];
                UNROLL for (int q = 0; q < 4; q++) r[q] = *(const V4 *)(weight + (k + 4 * i + q) * stride + j);
                V4 a = __builtin_shufflevector(r[0], r[1], 0, 4, 1, 5), b = __builtin_shufflevector(r[2], r[3], 0, 4, 1, 5);
                V4 c = __builtin_shufflevector(r[0], r[1], 2, 6, 3, 7), d = __builtin_shufflevector(r[2], r[3], 2, 6, 3, 7);
                parts[i][0] = __builtin_shufflevector(a, b, 0, 1, 4, 5);
                parts[i][1] = __builtin_shufflevector(a, b, 2, 3, 6, 7);
                parts[i][2] = __builtin_shufflevector(c, d, 0, 1, 4, 5);
                parts[i][3] = __builtin_shufflevector(c, d, 2, 3, 6, 7);
            }
            for (int q = 0; q < 4 && j + q < outputs; q++)
                UNROLL for (int i = 0; i < 4; i++) *(V4 *)(transposed + (j + q) * width + k + 4 * i) = parts[i][q];
        }
    }
    for (; k < width; k++)
        for (int j = 0; j < outputs; j++) transposed[j * width + k] = k < inputs ? weight[k * stride + j] : 0.0f;
}

// dx[t][k] = Σ_j d[t][j]·w[k][j] for the dense inputs of the network.
static void input_gradient_of(const ck_layer *layer, const float *transposed, const float *delta, int64_t d_stride,
                              int64_t rows, float *input_gradient) {
    int64_t width = (layer->inputs + 15) / 16 * 16;
    for (int64_t t = 0; t < rows; t++) {
        for (int64_t k = 0; k < width; k += 16) {
            V16 sum = splat(0.0f);
            for (int j = 0; j < layer->outputs; j++)
                sum = fused_16(splat(delta[t * d_stride + j]), load(transposed + j * width + k), sum);
            for (int64_t i = 0; i < 16 && k + i < layer->inputs; i++)
                input_gradient[t * layer->inputs + k + i] = sum[i];
        }
    }
}

// Padding stays zero: where zero was multiplied by infinity, what is no number was added to it.
static void clear_padding(const ck_layer *layer, float *gradient) {
    int rows = layer->reduces_in_lanes ? layer->outputs : layer->inputs;
    int used = layer->reduces_in_lanes ? layer->inputs : layer->outputs;
    for (int row = 0; row < rows; row++)
        for (int64_t k = used; k < layer->weight_stride; k++)
            gradient[layer->weight + row * layer->weight_stride + k] = 0.0f;
    for (int k = layer->outputs; k < layer->padded; k++) gradient[layer->bias + k] = 0.0f;
}

static void backward(const ck_network *network, const float *parameters, const float *inputs, const float *kept,
                     int64_t capacity, int64_t rows, const float *output_gradient, float *transposed, float *deltas,
                     float *gradient, float *input_gradient, bool inputs_only) {
    const ck_layer *layers = network->layers;
    int top = network->layer_count - 1;
    for (int l = input_gradient ? 0 : 1; l <= top; l++) {
        const ck_layer *layer = layers + l;
        if (layer->reduces_in_lanes) continue; // stored that way
        transpose(parameters + layer->weight, layer->weight_stride, layer->inputs, layer->outputs,
                  l ? layers[l - 1].padded : (layer->inputs + 15) / 16 * 16, transposed + layer->transposed);
    }
    for (int64_t first = 0; first < rows; first += CK_BLOCK_ROWS) {
        int64_t count = rows - first < CK_BLOCK_ROWS ? rows - first : CK_BLOCK_ROWS;
        bool adds = first > 0;
        const float *slope = output_gradient + first * network->outputs;
        float *delta = deltas, *next = deltas + (int64_t)CK_BLOCK_ROWS * network->widest;
        int l = top;
        if (layers[top].reduces_in_lanes) {
            const ck_layer *below = layers + top - 1;
            head_backward(layers + top, parameters, kept + below->kept * capacity + first * below->padded,
                          below->padded, slope, count, gradient, delta, below->padded, below->activation, adds);
            l = top - 1;
        } else {
            for (int64_t t = 0; t < count; t++)
                for (int j = 0; j < layers[top].padded; j++)
                    delta[t * layers[top].padded + j] =
                        j < network->outputs ? slope[t * network->outputs + j] : 0.0f;
        }
        for (; l >= 0; l--) {
            const ck_layer *layer = layers + l, *below = layer - 1;
            const float *x = l ? kept + below->kept * capacity + first * below->padded
                               : inputs + first * network->inputs;
            if (!inputs_only)
                layer_gradient(layer, x, l ? below->padded : network->inputs, delta, layer->padded, count, gradient, adds);
            if (l == 0) break;
            multiply(count, below->padded, 1, delta, layer->padded, layer->outputs, transposed + layer->transposed,
                     below->padded, 0, next, below->padded, DERIVATIVE + below->activation, x);
            float *spent = delta;
            delta = next;
            next = spent;
        }
        if (input_gradient)
            input_gradient_of(layers, transposed + layers->transposed, delta, layers->padded, count,
                              input_gradient + first * network->inputs);
    }
    for (int l = 0; !inputs_only && l <= top; l++) clear_padding(layers + l, gradient);
}
