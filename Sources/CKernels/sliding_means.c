#include "CKernels.h"
#include "clones.h"

#pragma STDC FP_CONTRACT OFF

enum { WIDTH = 8, GROUPS = 4 };

typedef double octet __attribute__((vector_size(64)));

// Neighbouring windows are summed side by side, each in ascending order, so every sum has the bits of a plain loop.
POLYGRAPH_INLINE void sum_windows(
    const double *line, size_t window, double *means, int groups) {
  octet sums[GROUPS];
  for (int group = 0; group < groups; group++) sums[group] = (octet){0};
  for (size_t offset = 0; offset < window; offset++)
    for (int group = 0; group < groups; group++) {
      octet next;
      memcpy(&next, line + offset + group * WIDTH, sizeof(octet));
      sums[group] += next;
    }
  double divisor = (double)window;
  for (int group = 0; group < groups; group++) {
    octet quotients = sums[group] / divisor;
    memcpy(means + group * WIDTH, &quotients, sizeof(octet));
  }
}

POLYGRAPH_CLONES
void polygraph_sliding_means(const double *line, size_t window, double *means, size_t count) {
  size_t start = 0;
  for (; start + GROUPS * WIDTH <= count; start += GROUPS * WIDTH)
    sum_windows(line + start, window, means + start, GROUPS);
  for (; start + WIDTH <= count; start += WIDTH) sum_windows(line + start, window, means + start, 1);
  for (; start < count; start++) {
    double sum = 0;
    for (size_t offset = 0; offset < window; offset++) sum += line[start + offset];
    means[start] = sum / (double)window;
  }
}
