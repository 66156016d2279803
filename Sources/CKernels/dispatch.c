#include "CKernels.h"
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

extern const ck_table ck_table_base;
#if defined(__x86_64__)
extern const ck_table ck_table_avx2, ck_table_avx512;
#endif

static pthread_once_t once = PTHREAD_ONCE_INIT;
static const ck_table *tables[CK_SET_COUNT];
static int active;
static char request[32];
static bool is_requested;

static void choose(void) {
    tables[CK_BASE] = &ck_table_base;
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) tables[CK_AVX2] = &ck_table_avx2;
    if (tables[CK_AVX2] && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw"))
        tables[CK_AVX512] = &ck_table_avx512;
#endif
    for (int set = 0; set < CK_SET_COUNT; set++)
        if (tables[set]) active = set;
    const char *wanted = getenv("CONCORD_ISA");
    if (!wanted) return;
    is_requested = true;
    strncpy(request, wanted, sizeof request - 1);
    for (int set = 0; set < CK_SET_COUNT; set++)
        if (tables[set] && strcmp(tables[set]->name, request) == 0) active = set;
}

const ck_table *ck_kernels(int set) {
    pthread_once(&once, choose);
    return set >= 0 && set < CK_SET_COUNT ? tables[set] : 0;
}

int ck_active(void) {
    pthread_once(&once, choose);
    return active;
}

const char *ck_requested(void) {
    pthread_once(&once, choose);
    return is_requested ? request : 0;
}
