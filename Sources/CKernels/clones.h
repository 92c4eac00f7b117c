// How a kernel is built for several instruction sets.

#ifndef POLYGRAPH_CLONES_H
#define POLYGRAPH_CLONES_H

#include <stddef.h>
#include <string.h>

// The choice at start-up needs the loader's indirect functions, which glibc has; elsewhere the portable version serves.
#if defined(__x86_64__) && defined(__GLIBC__)
#define POLYGRAPH_CLONES __attribute__((target_clones("default", "avx2", "arch=x86-64-v4")))
#else
#define POLYGRAPH_CLONES
#endif

#define POLYGRAPH_INLINE static inline __attribute__((always_inline))

#endif
