#include "plain_fftw.h"

#include <fftw3.h>
#include <stdlib.h>
#include <string.h>

struct plain_fftw {
  double *samples;
  fftw_complex *lines;
  fftw_plan plan;
};

plain_fftw *plain_fftw_make(int count, const double *samples) {
  plain_fftw *transform = malloc(sizeof *transform);
  if (transform == NULL) abort();
  transform->samples = fftw_alloc_real((size_t)count);
  transform->lines = fftw_alloc_complex((size_t)count / 2 + 1);
  if (transform->samples == NULL || transform->lines == NULL) abort();
  transform->plan = fftw_plan_dft_r2c_1d(count, transform->samples, transform->lines, FFTW_ESTIMATE);
  memcpy(transform->samples, samples, (size_t)count * sizeof *samples);
  return transform;
}

void plain_fftw_run(plain_fftw *transform) { fftw_execute(transform->plan); }

const double *plain_fftw_lines(const plain_fftw *transform) { return (const double *)transform->lines; }
