#if defined(__x86_64__)
#define SET avx2
#define FUSED_IS_NATIVE 1
#define ACCUMULATORS 6
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#include "generic/kernels.h"
#pragma clang attribute pop
#endif
