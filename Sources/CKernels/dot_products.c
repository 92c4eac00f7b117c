#include "CKernels.h"
#include "clones.h"

// Every version must round alike: no multiply is joined with an add.
#pragma STDC FP_CONTRACT OFF

// Six products of four sums fill the sixteen registers of the portable version, and nearly those of the wider ones.
enum { SUMS = 4, GROUP = 6 };

typedef double quad __attribute__((vector_size(32)));

// Neighbouring products share the taps that are loaded; each has its own four sums.
POLYGRAPH_INLINE void run_products(
    const double *taps, size_t tap_count, const double *samples, size_t sample_step, double *products,
    size_t product_step, int count) {
  quad sums[GROUP];
  for (int index = 0; index < count; index++) sums[index] = (quad){0};
  for (size_t tap = 0; tap < tap_count; tap += SUMS) {
    quad weights;
    memcpy(&weights, taps + tap, sizeof(quad));
    for (int index = 0; index < count; index++) {
      quad values;
      memcpy(&values, samples + tap + index * sample_step, sizeof(quad));
      sums[index] += values * weights;
    }
  }
  for (int index = 0; index < count; index++)
    products[index * product_step] = (sums[index][0] + sums[index][2]) + (sums[index][1] + sums[index][3]);
}

POLYGRAPH_CLONES
void polygraph_dot_products(
    const double *taps, size_t tap_count, const double *samples, size_t sample_step, double *products,
    size_t product_step, size_t count) {
  size_t index = 0;
  for (; index + GROUP <= count; index += GROUP)
    run_products(
        taps, tap_count, samples + index * sample_step, sample_step, products + index * product_step, product_step,
        GROUP);
  for (; index < count; index++)
    run_products(
        taps, tap_count, samples + index * sample_step, sample_step, products + index * product_step, product_step, 1);
}
