// One step of an optimizer over padded parameters, whose padding is zero and stays zero.

// Numbers this small count as zero: subnormal moments would cost four times the time, and the floating-point mode that
// flushes them differs between instruction sets.
INLINE V16 flush(V16 x, float least) {
    return (V16)((W16)x & 0x7fffffff) < splat(least) ? splat(0.0f) : x;
}

INLINE void adam_of(bool decays, int64_t count, float *parameters, const float *gradient, float *first, float *second,
                    const ck_adam c) {
    for (int64_t i = 0; i < count; i += 16) {
        V16 p = load(parameters + i), g = load(gradient + i), m = load(first + i), v = load(second + i);
        if (decays) {
            p *= splat(c.shrink);
            g = fused_16(splat(c.weight_decay), p, g);
        }
        g = flush(g, 0x1p-50f);
        m = flush(fused_16(splat(c.one_minus_beta1), g - m, m), 0x1p-100f);
        v = fused_16(splat(c.beta2), v, splat(c.one_minus_beta2) * g * g);
        v = v < splat(0x1p-100f) ? splat(0.0f) : v; // never negative
        V16 root = fused_16(__builtin_elementwise_sqrt(v), splat(c.scale), splat(c.epsilon));
        store(first + i, m);
        store(second + i, v);
        store(parameters + i, p - splat(c.step) * m / root);
    }
}

static void adam(int64_t count, float *parameters, const float *gradient, float *first, float *second,
                 const ck_adam *constants) {
    if (constants->shrink == 1 && constants->weight_decay == 0)
        adam_of(false, count, parameters, gradient, first, second, *constants);
    else
        adam_of(true, count, parameters, gradient, first, second, *constants);
}

static void sgd(int64_t count, float *parameters, const float *gradient, float *buffer, float rate, float momentum,
                float weight_decay) {
    for (int64_t i = 0; i < count; i += 16) {
        V16 p = load(parameters + i);
        V16 g = fused_16(splat(weight_decay), p, load(gradient + i));
        if (buffer) {
            g = flush(fused_16(splat(momentum), load(buffer + i), g), 0x1p-100f);
            store(buffer + i, g);
        }
        store(parameters + i, fused_16(splat(-rate), g, p));
    }
}

static void follow(int64_t count, float *follower, const float *leader, float rate) {
    for (int64_t i = 0; i < count; i += 16) {
        V16 behind = load(follower + i);
        store(follower + i, fused_16(splat(rate), load(leader + i) - behind, behind));
    }
}
