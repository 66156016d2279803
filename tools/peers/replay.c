// DQN on CartPole, DDPG on Pendulum and PPO on CartPole, written by hand for one machine: the floor for learners that learn
// from what they lived through before.
//
//   cc -O3 -march=native -ffast-math -o replay replay.c -lm
//   ./replay dqn STEPS        4-64-128-2, batch 16, replay of 1000, target copied every 100 updates
//   ./replay ddpg STEPS       actor 3-256-256-1, critic 4-256-256-1, batch 64, targets follow by 0.005
//   ./replay ppo STEPS        policy 4-64-64-2 and value 4-64-64-1 of tanh, rollouts of 128, batch 64, 10 epochs
//
// One update per environment step, PPO's after every rollout. The generator is a word of splitmix64 per number; nothing is kept but the networks.
#include "common.h"

enum { LAYERS = 3, BATCH = 64 };
typedef struct { float *values[LAYERS + 1], *slopes[LAYERS + 1]; } pass;

// Layers [input][output padded to 16], then bias. Inputs of later layers are padded, those of the first are as many as told.
typedef struct {
    int in[LAYERS], out[LAYERS], outputs[LAYERS], activation[LAYERS];
    long weight[LAYERS], bias[LAYERS], turned_at[LAYERS], count, steps;
    float *parameters, *gradient, *first, *second, *turned;
} network;

static int padded(int width) { return (width + 15) / 16 * 16; }
static void make(network *n, const int widths[LAYERS + 1], int hidden, int last, uint64_t *seed) {
    long at = 0, turned = 0;
    *n = (network){0};
    for (int l = 0; l < LAYERS; l++) {
        n->in[l] = l ? padded(widths[l]) : widths[0], n->outputs[l] = widths[l + 1];
        n->out[l] = padded(n->outputs[l]);
        n->activation[l] = l + 1 < LAYERS ? hidden : last;
        n->weight[l] = at, at += (long)n->in[l] * n->out[l];
        n->bias[l] = at, at += n->out[l];
        n->turned_at[l] = turned, turned += (long)padded(n->in[l]) * n->out[l];
    }
    n->count = at;
    n->parameters = zeros(at), n->gradient = zeros(at), n->first = zeros(at), n->second = zeros(at);
    n->turned = zeros(turned);
    for (int l = 0; l < LAYERS; l++) { // padding stays zero, so that it never matters
        float bound = 1 / sqrtf(widths[l]);
        for (int j = 0; j < widths[l + 1]; j++) {
            for (int k = 0; k < widths[l]; k++)
                n->parameters[n->weight[l] + (long)k * n->out[l] + j] = bound * (2 * uniform(seed) - 1);
            n->parameters[n->bias[l] + j] = bound * (2 * uniform(seed) - 1);
        }
    }
}
static network copy_of(const network *n) {
    network copy = *n;
    copy.parameters = memcpy(zeros(n->count), n->parameters, 4 * n->count);
    return copy;
}
static pass pass_of(const network *n, int rows) {
    pass p;
    for (int l = 0; l <= LAYERS; l++) {
        long width = l ? n->out[l - 1] : padded(n->in[0]);
        p.values[l] = zeros(rows * width), p.slopes[l] = zeros(rows * width);
    }
    return p;
}

// Inputs stand in rows of 16, whatever their count.
static long width_of(const network *n, int layer) { return layer ? n->out[layer - 1] : padded(n->in[0]); }
static void forward(const network *n, pass *p, int rows) {
    for (int l = 0; l < LAYERS; l++) {
        const float *w = n->parameters + n->weight[l], *bias = n->parameters + n->bias[l];
        if (rows == 1 && n->out[l] <= 128 && n->in[l] % 4 == 0 && (n->activation[l] != TANH || l + 1 < LAYERS))
            if (n->activation[l] == TANH) row_layer(n->out[l], p->values[l], n->in[l], w, bias, p->values[l + 1], TANH);
            else if (n->activation[l] == RELU) row_layer(n->out[l], p->values[l], n->in[l], w, bias, p->values[l + 1], RELU);
            else row_layer(n->out[l], p->values[l], n->in[l], w, bias, p->values[l + 1], LINEAR);
        else
            product(rows, n->out[l], n->in[l], p->values[l], width_of(n, l), 1, w, n->out[l], p->values[l + 1], n->out[l],
                    bias, n->activation[l], 0);
    }
}
// Weights by output, from layer `lowest` up, for sending slopes down.
static void turn(network *n, int lowest) {
    for (int l = lowest; l < LAYERS; l++) {
        long in = width_of(n, l), out = n->out[l];
        const float *w = n->parameters + n->weight[l];
        float *t = n->turned + n->turned_at[l];
        for (long k0 = 0; k0 < n->in[l]; k0 += 16)
            for (long j0 = 0; j0 < n->outputs[l]; j0 += 16)
                for (long j = j0; j < j0 + 16 && j < n->outputs[l]; j++)
                    for (long k = k0; k < k0 + 16 && k < n->in[l]; k++) t[j * in + k] = w[k * out + j];
    }
}
// From the slopes at the outputs to the gradient, if wanted, and to the slopes at the inputs, if wanted.
static void backward(network *n, pass *p, int rows, int wants_gradient, int wants_inputs) {
    turn(n, wants_inputs ? 0 : 1);
    for (int l = LAYERS - 1; l >= 0; l--) {
        long in = width_of(n, l), out = n->out[l];
        const float *slopes = p->slopes[l + 1];
        if (wants_gradient) {
            product(n->in[l], out, rows, p->values[l], 1, in, slopes, out, n->gradient + n->weight[l], out, 0, LINEAR, 0);
            for (long j = 0; j < out; j += 16) {
                V sum = {};
                for (int t = 0; t < rows; t++) sum += load(slopes + t * out + j);
                store(n->gradient + n->bias[l] + j, sum);
            }
        }
        if (l == 0 && !wants_inputs) break;
        float *below = p->slopes[l];
        product(rows, in, n->outputs[l], slopes, out, 1, n->turned + n->turned_at[l], in, below, in, 0, LINEAR, 0);
        if (l == 0) break;
        for (long i = 0; i < rows * in; i += 16) {
            V y = load(p->values[l] + i), slope = load(below + i);
            store(below + i, n->activation[l - 1] == TANH ? slope * (1 - y * y) : pick(y > (V){}, slope, (V){}));
        }
    }
}
// One step of Adam; `target` follows by `share`, where there is one.
static void adam(network *n, float rate, float *target, float share) {
    n->steps++;
    const float step = rate / (1 - pow(0.9, n->steps)), scale = 1 / sqrt(1 - pow(0.999, n->steps));
    float *restrict parameters = n->parameters, *restrict first = n->first, *restrict second = n->second;
    const float *restrict gradient = n->gradient;
    for (long i = 0; i < n->count; i++) {
        float g = gradient[i], m = 0.9f * first[i] + 0.1f * g, v = 0.999f * second[i] + 0.001f * g * g;
        first[i] = m, second[i] = v;
        parameters[i] -= step * m / (sqrtf(v) * scale + 1e-8f);
    }
    if (target)
        for (long i = 0; i < n->count; i++) target[i] += share * (parameters[i] - target[i]);
}

static double dqn(long steps) {
    enum { ROWS = 16, SIZE = 1000 };
    static float states[SIZE][4], following[SIZE][4], ends[SIZE];
    static int actions[SIZE];
    uint64_t seed = 3;
    network q, target;
    make(&q, (int[]){4, 64, 128, 2}, RELU, LINEAR, &seed);
    target = copy_of(&q);
    pass one = pass_of(&q, 1), now_pass = pass_of(&q, ROWS), next_pass = pass_of(&q, ROWS);
    cart c = start(&seed);
    const long warm = 2000;
    int length = 0;
    double began = 0;
    for (long i = 0; i < warm + steps; i++) {
        if (i == warm) began = now();
        long at = i % SIZE, known = i + 1 < SIZE ? i + 1 : SIZE;
        float *x = states[at], *y = following[at];
        x[0] = c.x, x[1] = c.v, x[2] = c.angle, x[3] = c.spin;
        memcpy(one.values[0], x, 16);
        forward(&q, &one, 1);
        float exploring = fmaxf(0.05f, 1 - i / 2000.f);
        actions[at] = uniform(&seed) < exploring ? random_word(&seed) & 1 : one.values[LAYERS][1] > one.values[LAYERS][0];
        ends[at] = step(&c, actions[at]);
        y[0] = c.x, y[1] = c.v, y[2] = c.angle, y[3] = c.spin;
        if (ends[at] || ++length == 500) c = start(&seed), length = 0;
        int chosen[ROWS];
        for (int j = 0; j < ROWS; j++) {
            chosen[j] = random_word(&seed) % known;
            memcpy(now_pass.values[0] + 16 * j, states[chosen[j]], 16);
            memcpy(next_pass.values[0] + 16 * j, following[chosen[j]], 16);
        }
        forward(&target, &next_pass, ROWS);
        forward(&q, &now_pass, ROWS);
        for (int j = 0; j < ROWS; j++) {
            const float *next = next_pass.values[LAYERS] + 16 * j;
            int k = chosen[j], action = actions[k];
            float goal = 1 + 0.99f * fmaxf(next[0], next[1]) * (1 - ends[k]);
            float *slopes = now_pass.slopes[LAYERS] + 16 * j;
            memset(slopes, 0, 64);
            slopes[action] = 2.f / ROWS * (now_pass.values[LAYERS][16 * j + action] - goal);
        }
        backward(&q, &now_pass, ROWS, 1, 0);
        adam(&q, 1e-3f, 0, 0);
        if (i % 100 == 0) memcpy(target.parameters, q.parameters, 4 * q.count);
    }
    return (now() - began) / steps;
}

static float normal(uint64_t *s) {
    double radius = sqrt(-2 * log(uniform(s) + 1e-300));
    return radius * cos(6.283185307179586 * uniform(s));
}
static void observe(double angle, double spin, float *x) { x[0] = cos(angle), x[1] = sin(angle), x[2] = spin; }

static double ddpg(long steps) {
    enum { SIZE = 100000 };
    const float strongest = 2;
    static float states[SIZE][3], following[SIZE][3], rewards[SIZE], controls[SIZE];
    uint64_t seed = 3;
    network actor, critic, slow_actor, slow_critic;
    make(&actor, (int[]){3, 256, 256, 1}, RELU, TANH, &seed);
    make(&critic, (int[]){4, 256, 256, 1}, RELU, LINEAR, &seed);
    slow_actor = copy_of(&actor), slow_critic = copy_of(&critic);
    pass one = pass_of(&actor, 1), acting = pass_of(&actor, BATCH), next_acting = pass_of(&actor, BATCH);
    pass judging = pass_of(&critic, BATCH), next_judging = pass_of(&critic, BATCH);
    double angle = 1, spin = 0, began = 0;
    const long warm = 300;
    for (long i = 0; i < warm + steps; i++) {
        if (i == warm) began = now();
        long at = i % SIZE, known = i + 1 < SIZE ? i + 1 : SIZE;
        observe(angle, spin, states[at]);
        memcpy(one.values[0], states[at], 12);
        forward(&actor, &one, 1);
        float u = strongest * (one.values[LAYERS][0] + 0.1f * normal(&seed));
        controls[at] = u = u > strongest ? strongest : u < -strongest ? -strongest : u;
        double upright = remainder(angle, 2 * M_PI);
        rewards[at] = -(upright * upright + 0.1 * spin * spin + 0.001 * u * u);
        spin += (15 * sin(angle) + 3 * u) * 0.05;
        spin = spin > 8 ? 8 : spin < -8 ? -8 : spin;
        angle += spin * 0.05;
        observe(angle, spin, following[at]);
        if (i % 200 == 199) angle = (2 * uniform(&seed) - 1) * M_PI, spin = 2 * uniform(&seed) - 1;
        int chosen[BATCH];
        for (int j = 0; j < BATCH; j++) {
            int k = chosen[j] = random_word(&seed) % known;
            memcpy(acting.values[0] + 16 * j, states[k], 12);
            memcpy(next_acting.values[0] + 16 * j, following[k], 12);
            memcpy(judging.values[0] + 16 * j, states[k], 12);
            memcpy(next_judging.values[0] + 16 * j, following[k], 12);
            judging.values[0][16 * j + 3] = controls[k];
        }
        forward(&slow_actor, &next_acting, BATCH);
        for (int j = 0; j < BATCH; j++) next_judging.values[0][16 * j + 3] = strongest * next_acting.values[LAYERS][16 * j];
        forward(&slow_critic, &next_judging, BATCH);
        forward(&critic, &judging, BATCH);
        for (int j = 0; j < BATCH; j++) {
            float goal = rewards[chosen[j]] + 0.99f * next_judging.values[LAYERS][16 * j];
            memset(judging.slopes[LAYERS] + 16 * j, 0, 64);
            judging.slopes[LAYERS][16 * j] = 2.f / BATCH * (judging.values[LAYERS][16 * j] - goal);
        }
        backward(&critic, &judging, BATCH, 1, 0);
        adam(&critic, 3e-4f, slow_critic.parameters, 0.005f);
        forward(&actor, &acting, BATCH);
        for (int j = 0; j < BATCH; j++) {
            judging.values[0][16 * j + 3] = strongest * acting.values[LAYERS][16 * j];
            memset(judging.slopes[LAYERS] + 16 * j, 0, 64);
            judging.slopes[LAYERS][16 * j] = -1.f / BATCH;
        }
        forward(&critic, &judging, BATCH);
        backward(&critic, &judging, BATCH, 0, 1);
        for (int j = 0; j < BATCH; j++) {
            float y = acting.values[LAYERS][16 * j];
            memset(acting.slopes[LAYERS] + 16 * j, 0, 64);
            acting.slopes[LAYERS][16 * j] = judging.slopes[0][16 * j + 3] * strongest * (1 - y * y);
        }
        backward(&actor, &acting, BATCH, 1, 0);
        adam(&actor, 3e-4f, slow_actor.parameters, 0.005f);
    }
    return (now() - began) / steps;
}

static double squares(const network *n) {
    float sum = 0;
    for (long i = 0; i < n->count; i++) sum += n->gradient[i] * n->gradient[i];
    return sum;
}
static void scale(network *n, float factor) {
    for (long i = 0; i < n->count; i++) n->gradient[i] *= factor;
}
static double ppo(long steps) {
    enum { SIZE = 128, ROWS = 64, EPOCHS = 10 };
    static float states[SIZE][4], logs[SIZE], values[SIZE + 1], rewards[SIZE], advantages[SIZE], ends[SIZE];
    static int actions[SIZE], order[SIZE];
    uint64_t seed = 3;
    network policy, value;
    make(&policy, (int[]){4, 64, 64, 2}, TANH, LINEAR, &seed);
    make(&value, (int[]){4, 64, 64, 1}, TANH, LINEAR, &seed);
    pass acting = pass_of(&policy, 1), judging = pass_of(&value, 1), p = pass_of(&policy, ROWS), v = pass_of(&value, ROWS);
    cart c = start(&seed);
    const long warm = 20 * SIZE;
    int length = 0;
    double began = 0;
    for (long done = 0; done < warm + steps; done += SIZE) {
        if (done == warm) began = now();
        for (int i = 0; i < SIZE; i++) {
            float *x = states[i];
            x[0] = c.x, x[1] = c.v, x[2] = c.angle, x[3] = c.spin;
            memcpy(acting.values[0], x, 16);
            forward(&policy, &acting, 1);
            float gap = acting.values[LAYERS][1] - acting.values[LAYERS][0], right = 1 / (1 + expf(-gap));
            actions[i] = uniform(&seed) < right;
            logs[i] = logf(actions[i] ? right : 1 - right);
            int fell = step(&c, actions[i]), is_cut = !fell && ++length == 500;
            rewards[i] = 1, ends[i] = fell || is_cut;
            judging.values[0][0] = c.x, judging.values[0][1] = c.v;
            judging.values[0][2] = c.angle, judging.values[0][3] = c.spin;
            if (is_cut) forward(&value, &judging, 1), rewards[i] += 0.99f * judging.values[LAYERS][0];
            if (ends[i]) c = start(&seed), length = 0;
        }
        forward(&value, &judging, 1);
        values[SIZE] = judging.values[LAYERS][0];
        for (int from = 0; from < SIZE; from += ROWS) {
            for (int j = 0; j < ROWS; j++) memcpy(v.values[0] + 16 * j, states[from + j], 16);
            forward(&value, &v, ROWS);
            for (int j = 0; j < ROWS; j++) values[from + j] = v.values[LAYERS][16 * j];
        }
        float ahead = 0;
        for (int i = SIZE - 1; i >= 0; i--) {
            float goes_on = 1 - ends[i], error = rewards[i] + 0.99f * values[i + 1] * goes_on - values[i];
            advantages[i] = ahead = error + 0.99f * 0.95f * goes_on * ahead;
        }
        for (int i = 0; i < SIZE; i++) order[i] = i;
        for (int epoch = 0; epoch < EPOCHS; epoch++) {
            for (int i = SIZE - 1; i > 0; i--) {
                int j = random_word(&seed) % (i + 1), kept = order[i];
                order[i] = order[j], order[j] = kept;
            }
            for (int from = 0; from < SIZE; from += ROWS) {
                float sum = 0, spread = 0;
                for (int j = 0; j < ROWS; j++) {
                    memcpy(p.values[0] + 16 * j, states[order[from + j]], 16);
                    memcpy(v.values[0] + 16 * j, states[order[from + j]], 16);
                    sum += advantages[order[from + j]];
                }
                const float mean = sum / ROWS;
                for (int j = 0; j < ROWS; j++) spread += powf(advantages[order[from + j]] - mean, 2);
                const float deviation = sqrtf(spread / (ROWS - 1)) + 1e-8f;
                forward(&policy, &p, ROWS);
                forward(&value, &v, ROWS);
                for (int j = 0; j < ROWS; j++) {
                    int k = order[from + j], right = actions[k];
                    float *slopes = p.slopes[LAYERS] + 16 * j, good = (advantages[k] - mean) / deviation;
                    float gap = p.values[LAYERS][16 * j + 1] - p.values[LAYERS][16 * j];
                    float chance = 1 / (1 + expf(right ? -gap : gap)), ratio = chance / expf(logs[k]);
                    int is_clipped = good > 0 ? ratio > 1.2f : ratio < 0.8f;
                    float slope = is_clipped ? 0 : -ratio * good / ROWS * (1 - chance);
                    memset(slopes, 0, 64);
                    slopes[right] = slope, slopes[!right] = -slope;
                    memset(v.slopes[LAYERS] + 16 * j, 0, 64);
                    v.slopes[LAYERS][16 * j] = (v.values[LAYERS][16 * j] - advantages[k] - values[k]) / ROWS;
                }
                backward(&policy, &p, ROWS, 1, 0);
                backward(&value, &v, ROWS, 1, 0);
                float norm = sqrt(squares(&policy) + squares(&value));
                if (norm > 0.5f) scale(&policy, 0.5f / norm), scale(&value, 0.5f / norm);
                adam(&policy, 3e-4f, 0, 0);
                adam(&value, 3e-4f, 0, 0);
            }
        }
    }
    return (now() - began) / ((steps + SIZE - 1) / SIZE * SIZE);
}

int main(int count, char **words) {
    long steps = count == 3 ? atol(words[2]) : 0;
    const char *learner = count == 3 && steps > 0 ? words[1] : "";
    double seconds = !strcmp(learner, "dqn") ? dqn(steps) : !strcmp(learner, "ddpg") ? ddpg(steps)
                   : !strcmp(learner, "ppo") ? ppo(steps) : -1;
    if (seconds < 0) return fprintf(stderr, "usage: replay dqn|ddpg|ppo STEPS\n"), 64;
    printf("{\"us_per_step\": %.4f}\n", seconds * 1e6);
}
