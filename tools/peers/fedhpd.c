// FedHPD on CartPole, written by hand for one machine: the floor for what any framework could reach.
//
//   cc -O3 -march=native -ffast-math -o fedhpd fedhpd.c -lm
//   ./fedhpd STATES ROUNDS EVERY      public states (5000 × 4 float32, little endian); EVERY = 0 exchanges nothing
//   ./fedhpd step                     CartPole alone, random actions
//
// The published ten agents, one episode per agent and round, REINFORCE with normalized returns, Adam; every EVERY rounds
// 5 passes over 2 halves of the public states. Nothing is checkpointed, recorded, resumable or repeatable elsewhere.
#include "common.h"

enum { AGENTS = 10, STATES = 5000, HALF = STATES / 2, LONGEST = 500, BLOCK = 128, LAYERS = 4 };
static const struct { int hidden[3], depth, activation; float rate; } TABLE[AGENTS] = {
    {{128}, 1, RELU, 1e-3f},        {{32, 32}, 2, RELU, 2e-3f}, {{16, 16, 32}, 3, TANH, 4e-3f}, {{8, 8, 8}, 3, RELU, 5e-4f},
    {{32, 32, 32}, 3, TANH, 3e-3f}, {{8, 8}, 2, RELU, 7e-4f},   {{64, 64}, 2, TANH, 1e-3f},     {{16, 16}, 2, RELU, 5e-4f},
    {{16, 32, 16}, 3, TANH, 5e-4f}, {{32}, 1, RELU, 8e-4f}};

// A network: hidden layers [input][output padded to 16] then bias; the head as two rows over the last layer, then two biases.
typedef struct {
    int depth, f, in[LAYERS], out[LAYERS];
    long weight[LAYERS], bias[LAYERS], head, head_bias, count, steps;
    float rate, *parameters, *gradient, *first, *second, *kept[LAYERS], *deltas[LAYERS], *turned;
    float *outputs, *probabilities, *slopes, *inputs;
} network;

static void make(network *n, int agent, uint64_t *seed) {
    int width = 4;
    long at = 0;
    *n = (network){.depth = TABLE[agent].depth, .f = TABLE[agent].activation, .rate = TABLE[agent].rate};
    for (int l = 0; l < n->depth; l++) {
        n->in[l] = width;
        n->out[l] = (TABLE[agent].hidden[l] + 15) / 16 * 16;
        n->weight[l] = at, at += n->in[l] * n->out[l];
        n->bias[l] = at, at += n->out[l];
        n->kept[l] = zeros((long)HALF * n->out[l]);
        n->deltas[l] = zeros((long)BLOCK * n->out[l]);
        width = n->out[l];
    }
    n->head = at, at += 2 * width;
    n->head_bias = at, at += 16;
    n->count = at;
    n->parameters = zeros(at), n->gradient = zeros(at), n->first = zeros(at), n->second = zeros(at);
    n->turned = zeros(128 * 128), n->inputs = zeros(4 * LONGEST);
    n->outputs = zeros(2 * HALF), n->probabilities = zeros(2 * STATES), n->slopes = zeros(2 * HALF);
    int real = 4; // padding stays zero, so that it never matters
    for (int l = 0; l < n->depth; l++) {
        float bound = 1 / sqrtf(real);
        for (int j = 0; j < TABLE[agent].hidden[l]; j++) {
            for (int k = 0; k < real; k++)
                n->parameters[n->weight[l] + k * n->out[l] + j] = bound * (2 * uniform(seed) - 1);
            n->parameters[n->bias[l] + j] = bound * (2 * uniform(seed) - 1);
        }
        real = TABLE[agent].hidden[l];
    }
    for (int a = 0; a < 2; a++) {
        for (int k = 0; k < real; k++) n->parameters[n->head + a * width + k] = (2 * uniform(seed) - 1) / sqrtf(real);
        n->parameters[n->head_bias + a] = (2 * uniform(seed) - 1) / sqrtf(real);
    }
}

INLINE void head(const network *n, const float *x, float z[2]) {
    int width = n->out[n->depth - 1];
    const float *w = n->parameters + n->head;
    V s0 = load(x) * load(w), s1 = load(x) * load(w + width);
    for (int k = 16; k < width; k += 16) {
        s0 += load(x + k) * load(w + k);
        s1 += load(x + k) * load(w + width + k);
    }
    z[0] = n->parameters[n->head_bias] + total(s0);
    z[1] = n->parameters[n->head_bias + 1] + total(s1);
}
static void forward_row(network *n, const float *x, int row, float z[2]) {
    for (int l = 0; l < n->depth; l++) {
        float *y = n->kept[l] + (long)row * n->out[l];
        const float *w = n->parameters + n->weight[l], *bias = n->parameters + n->bias[l];
        if (n->f == RELU) row_layer(n->out[l], x, n->in[l], w, bias, y, RELU);
        else row_layer(n->out[l], x, n->in[l], w, bias, y, TANH);
        x = y;
    }
    head(n, x, z);
}
static void forward(network *n, const float *x, int rows) { // to probabilities
    long width = 4;
    for (int l = 0; l < n->depth; l++) {
        product(rows, n->out[l], n->in[l], x, width, 1, n->parameters + n->weight[l], n->out[l], n->kept[l], n->out[l],
                n->parameters + n->bias[l], n->f, 0);
        x = n->kept[l], width = n->out[l];
    }
    for (int t = 0; t < rows; t++) head(n, x + t * width, n->outputs + 2 * t);
    for (int t = 0; t < rows; t++) {
        float p = 1 / (1 + expf(n->outputs[2 * t] - n->outputs[2 * t + 1]));
        n->probabilities[2 * t] = 1 - p, n->probabilities[2 * t + 1] = p;
    }
}
static void backward(network *n, const float *inputs, int rows) { // from slopes to the gradient
    int top = n->depth - 1;
    for (int start = 0; start < rows; start += BLOCK) {
        int count = rows - start < BLOCK ? rows - start : BLOCK, adds = start > 0;
        const float *slopes = n->slopes + 2 * start;
        long width = n->out[top];
        const float *x = n->kept[top] + start * width, *w = n->parameters + n->head;
        float *g = n->gradient + n->head, *d = n->deltas[top];
        for (long k = 0; k < width; k += 16) {
            V s0 = adds ? load(g + k) : (V){}, s1 = adds ? load(g + width + k) : (V){};
            V w0 = load(w + k), w1 = load(w + width + k);
            for (int t = 0; t < count; t++) {
                V h = load(x + t * width + k), e = slopes[2 * t] * w0 + slopes[2 * t + 1] * w1;
                s0 += slopes[2 * t] * h, s1 += slopes[2 * t + 1] * h;
                store(d + t * width + k, n->f == RELU ? pick(h > (V){}, e, (V){}) : e * (1 - h * h));
            }
            store(g + k, s0), store(g + width + k, s1);
        }
        float b0 = adds ? n->gradient[n->head_bias] : 0, b1 = adds ? n->gradient[n->head_bias + 1] : 0;
        for (int t = 0; t < count; t++) b0 += slopes[2 * t], b1 += slopes[2 * t + 1];
        n->gradient[n->head_bias] = b0, n->gradient[n->head_bias + 1] = b1;
        for (int l = top; l >= 0; l--) {
            long out = n->out[l], in = n->in[l];
            x = l ? n->kept[l - 1] + start * in : inputs + start * in, d = n->deltas[l];
            product(in, out, count, x, 1, in, d, out, n->gradient + n->weight[l], out, 0, LINEAR, adds);
            for (long j = 0; j < out; j += 16) {
                V sum = adds ? load(n->gradient + n->bias[l] + j) : (V){};
                for (int t = 0; t < count; t++) sum += load(d + t * out + j);
                store(n->gradient + n->bias[l] + j, sum);
            }
            if (l == 0) break;
            if (start == 0 || n->depth > 2)
                for (long k = 0; k < in; k++)
                    for (long j = 0; j < out; j++) n->turned[j * in + k] = n->parameters[n->weight[l] + k * out + j];
            float *below = n->deltas[l - 1];
            product(count, in, out, d, out, 1, n->turned, in, below, in, 0, LINEAR, 0);
            for (long i = 0; i < count * in; i += 16) {
                V h = load(x + i), e = load(below + i);
                store(below + i, n->f == RELU ? pick(h > (V){}, e, (V){}) : e * (1 - h * h));
            }
        }
    }
}
static void adam(network *n, float rate) {
    n->steps++;
    float step = rate / (1 - pow(0.9, n->steps)), scale = 1 / sqrt(1 - pow(0.999, n->steps));
    for (long i = 0; i < n->count; i++) {
        float g = n->gradient[i], m = 0.9f * n->first[i] + 0.1f * g, v = 0.999f * n->second[i] + 0.001f * g * g;
        n->first[i] = m, n->second[i] = v;
        n->parameters[i] -= step * m / (sqrtf(v) * scale + 1e-8f);
    }
}

static long train(network *n, uint64_t *s, int round) {
    float returns[LONGEST], following = 0;
    int actions[LONGEST], count = 0, fallen = 0;
    for (cart c = start(s); count < LONGEST && !fallen; count++) {
        float *x = n->inputs + 4 * count, z[2];
        x[0] = c.x, x[1] = c.v, x[2] = c.angle, x[3] = c.spin;
        forward_row(n, x, count, z);
        float p = 1 / (1 + expf(z[0] - z[1]));
        actions[count] = (random_word(s) >> 40) * 0x1p-24f < p;
        n->probabilities[2 * count] = 1 - p, n->probabilities[2 * count + 1] = p;
        fallen = step(&c, actions[count]);
    }
    double sum = 0, squares = 0;
    for (int t = count - 1; t >= 0; t--) sum += returns[t] = following = 1 + 0.99f * following;
    for (int t = 0; t < count; t++) squares += (returns[t] - sum / count) * (returns[t] - sum / count);
    float scale = 1 / ((count > 1 ? sqrt(squares / (count - 1)) : 0) + 1e-5);
    for (int t = 0; t < count; t++) {
        float weight = (returns[t] - (float)(sum / count)) * scale;
        for (int a = 0; a < 2; a++) n->slopes[2 * t + a] = weight * (n->probabilities[2 * t + a] - (actions[t] == a));
    }
    backward(n, n->inputs, count);
    adam(n, n->rate * powf(0.95f, (round - 1) / 100));
    return count;
}
static void distill(network *agents, const float *states, int round) {
    static float consensus[2 * HALF] __attribute__((aligned(64)));
    for (int pass = 0; pass < 5; pass++)
        for (int half = 0; half < 2; half++) {
            const float *inputs = states + 4l * half * HALF;
            for (int k = 0; k < AGENTS; k++) forward(agents + k, inputs, HALF);
            for (int i = 0; i < 2 * HALF; i++) {
                float sum = 0;
                for (int k = 0; k < AGENTS; k++) sum += agents[k].probabilities[i];
                consensus[i] = sum / AGENTS;
            }
            for (int k = 0; k < AGENTS; k++) {
                network *n = agents + k;
                for (int i = 0; i < 2 * HALF; i++) n->slopes[i] = (n->probabilities[i] - consensus[i]) / HALF;
                backward(n, inputs, HALF);
                adam(n, n->rate * powf(0.95f, round / 100));
            }
        }
}

int main(int count, char **words) {
    uint64_t seed = 20;
    if (count > 1 && !strcmp(words[1], "step")) {
        cart c = start(&seed);
        const long steps = 20000000;
        double began = now();
        for (long i = 0; i < steps; i++)
            if (step(&c, random_word(&seed) & 1)) c = start(&seed);
        printf("{\"step_ns\": %.3f}\n", (now() - began) / steps * 1e9);
        return c.x > 9;
    }
    if (count != 4) return fprintf(stderr, "usage: fedhpd STATES ROUNDS EVERY | fedhpd step\n"), 64;
    int rounds = atoi(words[2]), every = atoi(words[3]), firings = 0;
    float *states = zeros(4 * STATES);
    FILE *file = fopen(words[1], "rb");
    if (!file || fread(states, 16, STATES, file) != STATES) return perror(words[1]), 1;
    static network agents[AGENTS];
    uint64_t streams[AGENTS];
    for (int k = 0; k < AGENTS; k++) make(agents + k, k, &seed), streams[k] = random_word(&seed);
    long steps = 0;
    double training = 0, distilling = 0;
    for (int round = 1; round <= rounds; round++) {
        double began = now();
        for (int k = 0; k < AGENTS; k++) steps += train(agents + k, streams + k, round);
        double trained = now();
        training += trained - began;
        if (every && round % every == 0) distill(agents, states, round), distilling += now() - trained, firings++;
    }
    printf("{\"train_us_per_step\": %.5f, \"distill_ms\": %.4f, \"total_s\": %.4f, \"steps\": %ld}\n", training / steps * 1e6,
           firings ? distilling / firings * 1e3 : 0, training + distilling, steps);
}
