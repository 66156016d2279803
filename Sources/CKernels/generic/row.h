// Forward of one row: what a rollout waits for. Its sums have the shape of the batch's, so its bits are the batch's.

INLINE V16 activate(V16 z, int activation) {
    if (activation == CK_RELU) return greatest_16(splat(0.0f), z);
    return activation == CK_TANH ? tanh_16(z) : z;
}

// (c₀ + c₁) + (c₂ + c₃), or as much of it as there is.
INLINE V16 sum_chains(int chains, const V16 c[4]) {
    if (chains == 4) return (c[0] + c[1]) + (c[2] + c[3]);
    return chains == 2 ? c[0] + c[1] : c[0];
}

// 16·vectors outputs: y = f(b + Σ_k x_k·w_k), input k in chain k mod chains, chain 0 starting at the bias.
INLINE void row_panel(int vectors, int chains, const float *x, int inputs, const float *weight, int64_t stride,
                      const float *bias, float *y, int activation) {
    V16 sums[8][4];
    UNROLL for (int j = 0; j < vectors; j++) {
        sums[j][0] = load(bias + 16 * j);
        UNROLL for (int s = 1; s < chains; s++) sums[j][s] = splat(0.0f);
    }
    int k = 0;
    for (; k + chains <= inputs; k += chains) {
        UNROLL for (int s = 0; s < chains; s++) {
            V16 a = splat(x[k + s]);
            UNROLL for (int j = 0; j < vectors; j++)
                sums[j][s] = fused_16(a, load(weight + (k + s) * stride + 16 * j), sums[j][s]);
        }
    }
    UNROLL for (int s = 0; s < chains - 1; s++) {
        if (k + s < inputs) {
            V16 a = splat(x[k + s]);
            UNROLL for (int j = 0; j < vectors; j++)
                sums[j][s] = fused_16(a, load(weight + (k + s) * stride + 16 * j), sums[j][s]);
        }
    }
    UNROLL for (int j = 0; j < vectors; j++) store(y + 16 * j, activate(sum_chains(chains, sums[j]), activation));
}

// How many vectors of outputs one row keeps in registers.
enum {
    ROW_VECTORS_1 = ACCUMULATORS >= 24 ? 8 : ACCUMULATORS >= 6 ? 4 : 1,
    ROW_VECTORS_2 = ACCUMULATORS >= 24 ? 4 : ACCUMULATORS >= 6 ? 2 : 1,
    ROW_VECTORS_4 = ACCUMULATORS >= 24 ? 2 : 1,
};

#define ROW_PANELS(vectors, chains)                                                                                    \
    for (; column + 16 * (vectors) <= layer->padded; column += 16 * (vectors))                                         \
        row_panel(vectors, chains, x, layer->inputs, weight + column, layer->weight_stride, bias + column, y + column, \
                  activation);

INLINE void row_layer_of(const ck_layer *layer, const float *parameters, const float *x, float *y, int activation) {
    const float *weight = parameters + layer->weight, *bias = parameters + layer->bias;
    int column = 0;
    if (layer->chains == 4) {
        ROW_PANELS(ROW_VECTORS_4, 4)
        ROW_PANELS(1, 4)
    } else if (layer->chains == 2) {
        ROW_PANELS(ROW_VECTORS_2, 2)
        ROW_PANELS(1, 2)
    } else {
        ROW_PANELS(ROW_VECTORS_1, 1)
        ROW_PANELS(1, 1)
    }
}

static void row_layer(const ck_layer *layer, const float *parameters, const float *x, float *y) {
    switch (layer->activation) {
    case CK_RELU: row_layer_of(layer, parameters, x, y, CK_RELU); break;
    case CK_TANH: row_layer_of(layer, parameters, x, y, CK_TANH); break;
    default: row_layer_of(layer, parameters, x, y, CK_IDENTITY);
    }
}

// Few outputs: lane l of a sum takes the inputs l mod 16, in order; then the halving tree; then the bias.
INLINE V16 lane_sums(const float *x, const float *weight, int64_t stride) {
    V16 sum = load(x) * load(weight);
    for (int64_t k = 16; k < stride; k += 16) sum = fused_16(load(x + k), load(weight + k), sum);
    return sum;
}

INLINE void row_head(const ck_layer *layer, const float *parameters, const float *x, float *outputs) {
    const float *weight = parameters + layer->weight, *bias = parameters + layer->bias;
    int64_t stride = layer->weight_stride;
    int a = 0;
    for (; a + 2 <= layer->outputs; a += 2) { // two trees side by side
        const float *w = weight + a * stride;
        V16 both = pair8(lane_sums(x, w, stride), lane_sums(x, w + stride, stride));
        V8 fours = __builtin_shufflevector(both, both, 0, 1, 2, 3, 8, 9, 10, 11) +
                   __builtin_shufflevector(both, both, 4, 5, 6, 7, 12, 13, 14, 15);
        V4 twos = __builtin_shufflevector(fours, fours, 0, 1, 4, 5) + __builtin_shufflevector(fours, fours, 2, 3, 6, 7);
        V2 sums = twos.xz + twos.yw;
        outputs[a] = bias[a] + sums.x;
        outputs[a + 1] = bias[a + 1] + sums.y;
    }
    if (a < layer->outputs) outputs[a] = bias[a] + halve(lane_sums(x, weight + a * stride, stride));
}

static void forward_row(const ck_network *network, const float *parameters, const float *input, float *kept,
                        int64_t capacity, int64_t row, float *outputs) {
    const float *x = input;
    for (int l = 0; l < network->layer_count; l++) {
        const ck_layer *layer = network->layers + l;
        if (layer->reduces_in_lanes) {
            row_head(layer, parameters, x, outputs);
            return;
        }
        float *y = kept + layer->kept * capacity + row * layer->padded;
        row_layer(layer, parameters, x, y);
        x = y;
    }
    for (int a = 0; a < network->outputs; a++) outputs[a] = x[a];
}
