#if defined(__x86_64__)
#define SET avx512
#define FUSED_IS_NATIVE 1
#define ACCUMULATORS 24
#pragma clang attribute push(__attribute__((target("avx512f,avx512vl,avx512dq,avx512bw,avx2,fma"))), apply_to = function)
#include "generic/kernels.h"
#pragma clang attribute pop
#endif
