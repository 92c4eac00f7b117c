#include "CKernels.h"

// The samples on one side, `step` away from each other, that do not lie above the one at `place`.
static size_t reach(const double *line, size_t place, ptrdiff_t step, size_t widest, double sign) {
  const double *next = line + place;
  double value = sign * *next;
  size_t count = 0;
  while (count < widest && sign * *(next += step) <= value) count++;
  return count;
}

size_t polygraph_local_extremes(
    const double *line, size_t count, int is_minima, size_t widest, int32_t *places, int32_t *reaches) {
  double sign = is_minima ? -1 : 1;
  size_t candidates = 0, found = 0;
  // Every place is written and only the candidates' kept: a noisy line would make a branch here a guess.
  for (size_t place = 1; place + 1 < count; place++) {
    double value = sign * line[place];
    places[candidates] = (int32_t)place;
    candidates += (sign * line[place - 1] <= value) & (sign * line[place + 1] <= value);
  }
  for (; found < candidates; found++) {
    size_t place = (size_t)places[found];
    size_t before = place < widest ? place : widest;
    size_t after = count - 1 - place < widest ? count - 1 - place : widest;
    before = reach(line, place, -1, before, sign);
    after = reach(line, place, 1, after < before ? after : before, sign);
    reaches[found] = (int32_t)(before < after + 1 ? before : after + 1);
  }
  return found;
}
