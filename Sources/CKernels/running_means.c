#include "CKernels.h"

#pragma STDC FP_CONTRACT OFF

enum { SHORTEST_RUN = 256 };

// Distances from the run's first sample are summed, so that a high level costs no digits.
void polygraph_running_means(const double *line, size_t window, double *means, size_t count) {
  double divisor = (double)window;
  size_t run = window > SHORTEST_RUN ? window : SHORTEST_RUN;
  for (size_t start = 0; start < count; start += run) {
    size_t end = start + run < count ? start + run : count;
    double level = line[start], sum = 0;
    for (size_t offset = 1; offset < window; offset++) sum += line[start + offset] - level;
    means[start] = level + sum / divisor;
    for (size_t place = start + 1; place < end; place++) {
      sum += line[place + window - 1] - line[place - 1];
      means[place] = level + sum / divisor;
    }
  }
}
