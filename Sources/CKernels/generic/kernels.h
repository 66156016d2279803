// All kernels for one instruction set: included once per set, with SET, FUSED_IS_NATIVE and ACCUMULATORS (how many
// vectors of 16 floats the registers hold as running sums) defined.
#pragma STDC FP_CONTRACT OFF
#pragma clang diagnostic ignored "-Wpsabi" // vectors cross inlined functions only
#include "../include/CKernels.h"
#include "vector.h"
#define LANES 16
#include "elementary.h"
#undef LANES
#define LANES 4
#include "elementary.h"
#undef LANES
#include "arrays.h"
#include "random.h"
#include "row.h"
#include "batch.h"
#include "backward.h"
#include "optimizers.h"
#include "temporal_difference.h"

#define JOIN2(a, b) a##b
#define JOIN(a, b) JOIN2(a, b)
#define TEXT2(a) #a
#define TEXT(a) TEXT2(a)
const ck_table JOIN(ck_table_, SET) = {
    .name = TEXT(SET),
    .forward_row = forward_row,
    .forward = forward,
    .backward = backward,
    .adam = adam,
    .sgd = sgd,
    .follow = follow,
    .softmax = softmax,
    .exp = exp_array,
    .log = log_array,
    .tanh = tanh_array,
    .combine = combine,
    .mean = mean,
    .uniform_floats = uniform_floats,
    .uniform_doubles = uniform_doubles,
    .episode_doubles = episode_doubles,
    .temporal_differences = temporal_differences,
    .fused = fused_array,
    .peak = peak,
};
