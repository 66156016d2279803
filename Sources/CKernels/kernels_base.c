#define SET base
#if defined(__aarch64__)
#define FUSED_IS_NATIVE 1
#define ACCUMULATORS 6
#else
#define FUSED_IS_NATIVE 0
#define ACCUMULATORS 1
#endif
#include "generic/kernels.h"
