// Counts what a thread allocates: this program's malloc family calls glibc's after counting.
#pragma once
#include <stdbool.h>

// Allocations of the calling thread since it began.
long allocations_of_this_thread(void);

// Whether calls are counted: sanitizers bring their own malloc, and then nothing is.
bool counts_allocations(void);
