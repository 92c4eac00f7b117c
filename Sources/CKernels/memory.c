#define _DEFAULT_SOURCE
#include "CKernels.h"

#include <stdlib.h>

#ifdef __linux__
#include <sys/mman.h>
#endif

enum { CACHE_LINE = 64, HUGE_PAGE = 2 << 20 };

static size_t rounded_up(size_t bytes, size_t step) { return (bytes + step - 1) / step * step; }

void *polygraph_allocate(size_t bytes) {
  // Less than two huge pages would leave too much of the last one unused.
  size_t step = bytes < 2 * HUGE_PAGE ? CACHE_LINE : HUGE_PAGE;
  if (bytes > SIZE_MAX - step) return NULL;
  size_t whole = rounded_up(bytes ? bytes : 1, step);
  void *memory = aligned_alloc(step, whole);
#if defined(__linux__) && defined(MADV_HUGEPAGE)
  // Advice only: a system that refuses it serves as well, more slowly.
  if (memory && step == HUGE_PAGE) madvise(memory, whole, MADV_HUGEPAGE);
#endif
  return memory;
}
