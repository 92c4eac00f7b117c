#include "CKernels.h"
#include "clones.h"

// Every version must round alike: no multiply is joined with an add.
#pragma STDC FP_CONTRACT OFF

enum { WIDTH = 4 };

typedef double quad __attribute__((vector_size(32)));

#define SHUFFLE __builtin_shufflevector

// Four times the powers of line k and of line half − k: twice each line is e ± turn · o, e and o twice the spectra of
// the even and of the odd samples.
#define FOLD(TYPE, ar, ai, br, bi, cosine, sine, low, high)        \
  do {                                                             \
    TYPE er = (ar) + (br), ei = (ai) - (bi);                       \
    TYPE p = (ai) + (bi), q = (ar) - (br);                         \
    TYPE tr = (cosine) * p - (sine) * q;                           \
    TYPE ti = (cosine) * q + (sine) * p;                           \
    TYPE lr = er + tr, li = ei - ti, hr = er - tr, hi = ei + ti;   \
    (low) = lr * lr + li * li;                                     \
    (high) = hr * hr + hi * hi;                                    \
  } while (0)

// Four neighbouring lines as their real and their imaginary parts.
POLYGRAPH_INLINE void load_lines(const double *lines, quad *real, quad *imaginary) {
  quad first, second;
  memcpy(&first, lines, sizeof(quad));
  memcpy(&second, lines + WIDTH, sizeof(quad));
  *real = SHUFFLE(first, second, 0, 2, 4, 6);
  *imaginary = SHUFFLE(first, second, 1, 3, 5, 7);
}

POLYGRAPH_INLINE void add_quad(double *sums, const quad *value) {
  quad before;
  memcpy(&before, sums, sizeof(quad));
  before += *value;
  memcpy(sums, &before, sizeof(quad));
}

POLYGRAPH_CLONES
void polygraph_add_folded_power(
    const double *lines, size_t half, const double *cosines, const double *sines, double *sums) {
  double whole = lines[0] + lines[1], alternating = lines[0] - lines[1];
  sums[0] += 4 * (whole * whole);
  sums[half] += 4 * (alternating * alternating);
  size_t line = 1, pairs = (half + 1) / 2;
  for (; line + WIDTH <= pairs; line += WIDTH) {
    size_t mirror = half - line - (WIDTH - 1);
    quad ar, ai, br, bi, cosine, sine, low, high;
    load_lines(lines + 2 * line, &ar, &ai);
    load_lines(lines + 2 * mirror, &br, &bi);
    br = SHUFFLE(br, br, 3, 2, 1, 0);
    bi = SHUFFLE(bi, bi, 3, 2, 1, 0);
    memcpy(&cosine, cosines + line, sizeof(quad));
    memcpy(&sine, sines + line, sizeof(quad));
    FOLD(quad, ar, ai, br, bi, cosine, sine, low, high);
    high = SHUFFLE(high, high, 3, 2, 1, 0);
    add_quad(sums + line, &low);
    add_quad(sums + mirror, &high);
  }
  for (; line < pairs; line++) {
    const double *a = lines + 2 * line, *b = lines + 2 * (half - line);
    double low, high;
    FOLD(double, a[0], a[1], b[0], b[1], cosines[line], sines[line], low, high);
    sums[line] += low;
    sums[half - line] += high;
  }
  // The line in the middle is its own mirror, and its turn is a quarter.
  if (half % 2 == 0) {
    const double *middle = lines + half;
    sums[half / 2] += 4 * (middle[0] * middle[0] + middle[1] * middle[1]);
  }
}
