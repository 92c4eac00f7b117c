// The loops of PolygraphDSP that Swift's portable SIMD does not reach.
//
// Each function is built several times for wider instruction sets, and the one that fits is chosen when the program
// starts. None uses fused multiply-add, so every version gives the same bits; each has a scalar twin in Swift, and a
// test that holds the two together bit for bit.

#ifndef POLYGRAPH_CKERNELS_H
#define POLYGRAPH_CKERNELS_H

#include <stddef.h>
#include <stdint.h>

enum {
  /// The channels that share a vector: one unit.
  POLYGRAPH_LANES = 8,
  /// The units that one call takes at most.
  POLYGRAPH_UNITS = 8
};

/// Memory on a 64-byte boundary that `free` gives back, or null. What it holds is not defined.
///
/// From 4 MB on it begins on a huge page and asks for such pages: long walks over many rows otherwise spend much of
/// their time finding pages.
void *polygraph_allocate(size_t bytes);

/// A cascade of second-order sections over a block of channels.
///
/// `coefficients` holds b0, b1, b2, a1, a2 for each section. `state` holds, for each unit and each section, eight first
/// and then eight second states of the transposed direct form II; it is read and written back. There are 1 to 64
/// channels; the spare lanes of the last unit repeat the last channel.
typedef struct {
  const double *coefficients;
  size_t sections;
  double *state;
  size_t channels;
} polygraph_cascade;

/// Filters rows of `count` samples into other rows (or the same ones). Row c begins at `input + c * input_stride`.
void polygraph_cascade_rows(
    const polygraph_cascade *cascade, const double *input, size_t input_stride, double *output, size_t output_stride,
    size_t count);

/// Filters rows of `count` samples into a panel: for each time, for each unit, eight doubles.
void polygraph_cascade_rows_to_panel(
    const polygraph_cascade *cascade, const double *input, size_t input_stride, double *panel, size_t count);

/// Filters a panel from its last time to its first, into rows.
void polygraph_cascade_panel_to_rows_backward(
    const polygraph_cascade *cascade, const double *panel, double *output, size_t output_stride, size_t count);

/// Filters a panel in place, from its first time to its last.
void polygraph_cascade_panel(const polygraph_cascade *cascade, double *panel, size_t count);

/// Filters a panel in place, from its last time to its first.
void polygraph_cascade_panel_backward(const polygraph_cascade *cascade, double *panel, size_t count);

/// Writes the mean of each full window of `window` samples of `line`, summed in ascending order: `count` means from
/// `count + window - 1` samples. The means may not overlap the line.
void polygraph_sliding_means(const double *line, size_t window, double *means, size_t count);

/// Writes the same means from running sums: each sum is the one before it with one sample more and one less, and begins
/// anew every `window` means (every 256 when that is more), so that no error lasts.
void polygraph_running_means(const double *line, size_t window, double *means, size_t count);

/// Writes the number at `place`, from 0, in ascending order of `count` numbers, and the one behind it (itself when it
/// is the last) to `pair`. None is NaN. `scratch` holds `2 * count` numbers.
///
/// Numbers outside the bracket that a sample of them draws are left behind in one walk (Floyd and Rivest 1975); what is
/// left is parted around its middle.
void polygraph_order_pair(const double *values, size_t count, size_t place, double *scratch, double *pair);

/// Finds the samples that no neighbour lies above (below, for minima), and how far that goes on: a sample reaches h
/// when none of the h samples before it and the h - 1 after it lies beyond it, for h up to `widest`. A NaN ends a
/// reach. `places` and `reaches` hold `count` numbers; the number of samples found is returned.
size_t polygraph_local_extremes(
    const double *line, size_t count, int is_minima, size_t widest, int32_t *places, int32_t *reaches);

/// Writes `count` dot products of one row of taps with samples: product k, at `products[k * product_step]`, begins at
/// `samples[k * sample_step]`. `tap_count` is a multiple of four.
///
/// A product is four sums, of every fourth tap in ascending order, joined as (0 + 2) + (1 + 3).
void polygraph_dot_products(
    const double *taps, size_t tap_count, const double *samples, size_t sample_step, double *products,
    size_t product_step, size_t count);

/// Adds four times the power of each line of a real transform of `2 * half` samples to `sums`, which holds `half + 1`.
///
/// `lines` are `half` complex numbers: the transform of the samples taken in pairs as real and imaginary part.
/// `cosines` and `sines` hold those of 2 pi k / (2 half) for each k below (half + 1) / 2.
void polygraph_add_folded_power(
    const double *lines, size_t half, const double *cosines, const double *sines, double *sums);

#endif
