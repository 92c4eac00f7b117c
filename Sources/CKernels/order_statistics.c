#include "CKernels.h"

#include <string.h>

enum { SMALL = 48, FEWEST = 19, MOST = 31, MANY = 2000, MOST_ROUNDS = 32 };

static void insertion_sort(double *values, size_t count) {
  for (size_t index = 1; index < count; index++) {
    double value = values[index];
    size_t place = index;
    for (; place > 0 && values[place - 1] > value; place--) values[place] = values[place - 1];
    values[place] = value;
  }
}

static double middle(double a, double b, double c) {
  if (a < b) return b < c ? b : a < c ? c : a;
  return a < c ? a : b < c ? c : b;
}

static void sift(double *values, size_t root, size_t count) {
  for (size_t child; (child = 2 * root + 1) < count; root = child) {
    if (child + 1 < count && values[child] < values[child + 1]) child++;
    if (values[root] >= values[child]) return;
    double held = values[root];
    values[root] = values[child];
    values[child] = held;
  }
}

static void heap_sort(double *values, size_t count) {
  for (size_t root = count / 2; root-- > 0;) sift(values, root, count);
  for (size_t last = count; last-- > 1;) {
    double held = values[0];
    values[0] = values[last];
    values[last] = held;
    sift(values, 0, last);
  }
}

// Hoare's selection with the middle of three as pivot; after too many rounds the rest is sorted.
static void part(double *values, size_t count, size_t place) {
  ptrdiff_t low = 0, high = (ptrdiff_t)count - 1, wanted = (ptrdiff_t)place;
  for (int rounds = 0; low < high; rounds++) {
    if (rounds == 64) {
      heap_sort(values + low, (size_t)(high - low + 1));
      return;
    }
    double pivot = middle(values[low], values[low + (high - low) / 2], values[high]);
    ptrdiff_t left = low, right = high;
    while (left <= right) {
      while (values[left] < pivot) left++;
      while (values[right] > pivot) right--;
      if (left > right) break;
      double held = values[left];
      values[left++] = values[right];
      values[right--] = held;
    }
    if (wanted <= right) high = right;
    else if (wanted >= left) low = left;
    else return;
  }
}

static void pair_of(double *values, size_t count, size_t place, double *pair) {
  part(values, count, place);
  pair[0] = values[place];
  double next = place + 1 < count ? values[place + 1] : values[place];
  for (size_t index = place + 2; index < count; index++) next = values[index] < next ? values[index] : next;
  pair[1] = next;
}

// Two numbers of a sample of the values between which the wanted ones very probably lie.
static void bracket(const double *values, size_t count, size_t place, double *low, double *high) {
  double sample[MOST];
  size_t size = count > MANY ? MOST : FEWEST;
  // Scattered places, so that a periodic line is not met in one phase only.
  for (size_t index = 0; index < size; index++)
    sample[index] = values[(size_t)((uint32_t)(index * 2654435761u) * (uint64_t)count >> 32)];
  insertion_sort(sample, size);
  double part = ((double)place + 1) / (double)count;
  double variance = (double)size * part * (1 - part);
  double spread = 1;
  // Two and a half standard deviations, by whole steps: no square root is needed.
  while ((spread - 1) * (spread - 1) < 6.25 * variance) spread++;
  double first = part * (double)size - spread - 1, last = part * (double)size + spread;
  *low = first < 0 ? -__builtin_inf() : sample[(size_t)first];
  *high = last >= (double)size ? __builtin_inf() : sample[(size_t)last];
}

// Keeps the values in a range and counts those below it.
static size_t kept_in(
    const double *source, size_t count, double low, double high, double *target, size_t *below) {
  size_t under = 0, kept = 0;
  for (size_t index = 0; index < count; index++) {
    double value = source[index];
    target[kept] = value;
    under += value < low;
    kept += (value >= low) & (value <= high);
  }
  *below = under;
  return kept;
}

void polygraph_order_pair(const double *values, size_t count, size_t place, double *scratch, double *pair) {
  const double *source = values;
  double *halves[2] = {scratch, scratch + count};
  size_t left = count, wanted = place;
  for (int round = 0; left > SMALL && round < MOST_ROUNDS; round++) {
    double low, high;
    double *target = halves[round & 1];
    bracket(source, left, wanted, &low, &high);
    size_t below, kept = kept_in(source, left, low, high, target, &below);
    size_t next = wanted + 1 < left ? wanted + 1 : wanted;
    if (next < below) {
      // The sample misled: both lie below the bracket, or above it, or on either side of its edge.
      size_t none;
      kept = kept_in(source, left, -__builtin_inf(), low, target, &none);
      below = 0;
    } else if (wanted >= below + kept) {
      kept = kept_in(source, left, high, __builtin_inf(), target, &below);
    } else if (wanted < below || next >= below + kept) {
      break;
    } else if (low == high) {
      pair[0] = pair[1] = low;
      return;
    }
    if (kept > left - left / 8) break;
    source = target;
    left = kept;
    wanted -= below;
  }
  double *rest = source == halves[0] ? halves[1] : halves[0];
  memcpy(rest, source, left * sizeof(double));
  pair_of(rest, left, wanted, pair);
}
