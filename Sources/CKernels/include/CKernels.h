// The arithmetic that must be fast, once per instruction set, with equal bits.
//
// Every operation is fixed by the shapes alone: never by batch, instruction set or thread. Float32 operations are IEEE
// 754 round-to-nearest, fused where a comment says so; nothing here calls libm or touches the floating-point state.
#pragma once
#include <stdbool.h>
#include <stdint.h>

// One affine layer and its activation. Offsets and strides count floats; `padded` is a multiple of 16.
typedef struct {
    int32_t inputs, outputs;
    int32_t padded;           // outputs rounded up: the width of the kept activations
    int32_t activation;       // CK_IDENTITY, CK_RELU, CK_TANH
    int32_t reduces_in_lanes; // weight is [outputs][input stride] and sums run over 16 lanes; else [inputs][padded]
    int32_t chains;           // partial sums per output, input k belonging to chain k mod chains
    int64_t weight, bias;     // offsets in the parameters
    int64_t weight_stride;
    int64_t kept;       // offset of this layer's kept activations, per row of capacity
    int64_t transposed; // offset of the transposed weight in the scratch of the backward pass
} ck_layer;

enum { CK_IDENTITY = 0, CK_RELU = 1, CK_TANH = 2 };

typedef struct {
    int32_t layer_count, inputs, outputs, widest;
    const ck_layer *layers;
} ck_network;

// What one step of Adam needs; `weight_decay` adds to the gradient, `shrink` multiplies the parameters first.
typedef struct {
    float beta2, one_minus_beta1, one_minus_beta2, step, scale, epsilon, weight_decay, shrink;
} ck_adam;

// What can happen at a step of a walk: offsets of the features of two states, the reward, and the first column of the
// alias table for the step after.
typedef struct {
    uint32_t from, to, row;
    double reward;
} ck_transition;

// One agent walking and learning by TD(0). An entry of `columns` is threshold·2³² + alias: word u chooses the column
// row + u / 2^shift if u & mask is under the threshold, else the alias. `pull` is η ξ. Without features, offsets are
// states, and weights a table.
typedef struct {
    const uint64_t *columns;
    const ck_transition *transitions;
    const double *features, *discounted;
    const double *pull;
    double *weights;
    uint32_t row, shift, mask;
} ck_walker;

typedef struct {
    const char *name;
    // One row; activations are kept at `row` of `kept`, whose layers have `capacity` rows.
    void (*forward_row)(const ck_network *, const float *parameters, const float *input, float *kept, int64_t capacity,
                        int64_t row, float *outputs);
    // Many rows; `inputs` and `outputs` are dense.
    void (*forward)(const ck_network *, const float *parameters, const float *inputs, float *kept, int64_t capacity,
                    int64_t rows, float *outputs);
    // Writes the gradient of the parameters, and of the inputs unless null, from that of the outputs. With `inputs_only`,
    // `gradient` is scratch.
    void (*backward)(const ck_network *, const float *parameters, const float *inputs, const float *kept,
                     int64_t capacity, int64_t rows, const float *output_gradient, float *transposed, float *deltas,
                     float *gradient, float *input_gradient, bool inputs_only);
    void (*adam)(int64_t count, float *parameters, const float *gradient, float *first, float *second,
                 const ck_adam *);
    // parameters −= rate·buffer, buffer = momentum·buffer + gradient + weight_decay·parameters; no buffer if null.
    void (*sgd)(int64_t count, float *parameters, const float *gradient, float *buffer, float rate, float momentum,
                float weight_decay);
    // follower += rate·(leader − follower), the difference rounded first.
    void (*follow)(int64_t count, float *follower, const float *leader, float rate);
    void (*softmax)(const float *logits, int64_t rows, int64_t actions, float *probabilities);
    void (*exp)(const float *x, int64_t count, float *y);
    void (*log)(const float *x, int64_t count, float *y);
    void (*tanh)(const float *x, int64_t count, float *y);
    // y[i] = (Σ_n weights[n]·rows[n·stride + i]) / divisor, fused, in the order of n.
    void (*combine)(const float *rows, int64_t stride, const float *weights, int64_t count, int64_t width,
                    float divisor, float *y);
    // y[i] = (Σ_n rows[n·width + i]) / count, in the order of n; y does not overlap the rows.
    void (*mean)(const double *rows, int64_t count, int64_t width, double *y);
    // The words of `blocks` counters from `counter` on, word 0 counting: as multiples of 2⁻²⁴, four per block; as multiples
    // of 2⁻⁵³, two per block.
    void (*uniform_floats)(uint64_t key, const uint32_t *counter, int64_t blocks, float *numbers);
    void (*uniform_doubles)(uint64_t key, const uint32_t *counter, int64_t blocks, double *numbers);
    // The same of eight streams, whose words 1 and 2 count up from the counter's: number n of stream i at 8 n + i.
    void (*episode_doubles)(uint64_t key, const uint32_t *counter, int64_t blocks, double *numbers);
    // `steps` steps of eight walkers: step n draws word n mod 4 of the block counter + n / 4 under each walker's key, words 0
    // and 1 counting.
    void (*temporal_differences)(ck_walker *, const uint64_t *keys, const uint32_t *counter, int64_t steps,
                                 int64_t vectors, const double *rates, double discount, bool is_pulled);
    // y = a·b + c with one rounding: what the other kernels are made of, for tests.
    void (*fused)(const float *a, const float *b, const float *c, int64_t count, float *y);
    // `count` rounds of twelve independent fused vectors, 384 operations each: the peak of this instruction set.
    float (*peak)(int64_t count);
} ck_table;

enum { CK_BASE = 0, CK_AVX2 = 1, CK_AVX512 = 2, CK_SET_COUNT = 3 };
// How deep the row blocks are, for the size of `deltas` (2 × this × widest).
enum { CK_BLOCK_ROWS = 128 };

// The kernels of an instruction set; null where this machine lacks it.
const ck_table *ck_kernels(int set);
// The set in use: the one CONCORD_ISA names if the machine has it, else the best there is.
int ck_active(void);
// The value of CONCORD_ISA at first use; null if it is not set.
const char *ck_requested(void);
