#include "CKernels.h"
#include "clones.h"

// Every version must round alike: no multiply is joined with an add.
#pragma STDC FP_CONTRACT OFF

enum { LANES = POLYGRAPH_LANES, TILE = 4 };

typedef double quad __attribute__((vector_size(32)));
typedef double lanes __attribute__((vector_size(64)));

#define SHUFFLE __builtin_shufflevector

// Four neighbouring samples of eight rows become four vectors of eight lanes, and back.

POLYGRAPH_INLINE void load_tile(const double *const *rows, size_t time, lanes tile[TILE]) {
  quad row[LANES];
  for (int lane = 0; lane < LANES; lane++) memcpy(&row[lane], rows[lane] + time, sizeof(quad));
  lanes pair[TILE];
  for (int index = 0; index < TILE; index++)
    pair[index] = SHUFFLE(row[index], row[index + TILE], 0, 1, 2, 3, 4, 5, 6, 7);
  lanes even01 = SHUFFLE(pair[0], pair[1], 0, 8, 2, 10, 4, 12, 6, 14);
  lanes odd01 = SHUFFLE(pair[0], pair[1], 1, 9, 3, 11, 5, 13, 7, 15);
  lanes even23 = SHUFFLE(pair[2], pair[3], 0, 8, 2, 10, 4, 12, 6, 14);
  lanes odd23 = SHUFFLE(pair[2], pair[3], 1, 9, 3, 11, 5, 13, 7, 15);
  tile[0] = SHUFFLE(even01, even23, 0, 1, 8, 9, 4, 5, 12, 13);
  tile[1] = SHUFFLE(odd01, odd23, 0, 1, 8, 9, 4, 5, 12, 13);
  tile[2] = SHUFFLE(even01, even23, 2, 3, 10, 11, 6, 7, 14, 15);
  tile[3] = SHUFFLE(odd01, odd23, 2, 3, 10, 11, 6, 7, 14, 15);
}

POLYGRAPH_INLINE void store_tile(double *const *rows, size_t time, const lanes tile[TILE]) {
  lanes even01 = SHUFFLE(tile[0], tile[1], 0, 8, 2, 10, 4, 12, 6, 14);
  lanes odd01 = SHUFFLE(tile[0], tile[1], 1, 9, 3, 11, 5, 13, 7, 15);
  lanes even23 = SHUFFLE(tile[2], tile[3], 0, 8, 2, 10, 4, 12, 6, 14);
  lanes odd23 = SHUFFLE(tile[2], tile[3], 1, 9, 3, 11, 5, 13, 7, 15);
  lanes pair[TILE];
  pair[0] = SHUFFLE(even01, even23, 0, 1, 8, 9, 4, 5, 12, 13);
  pair[1] = SHUFFLE(odd01, odd23, 0, 1, 8, 9, 4, 5, 12, 13);
  pair[2] = SHUFFLE(even01, even23, 2, 3, 10, 11, 6, 7, 14, 15);
  pair[3] = SHUFFLE(odd01, odd23, 2, 3, 10, 11, 6, 7, 14, 15);
  for (int index = 0; index < TILE; index++) {
    quad low = SHUFFLE(pair[index], pair[index], 0, 1, 2, 3);
    quad high = SHUFFLE(pair[index], pair[index], 4, 5, 6, 7);
    memcpy(rows[index] + time, &low, sizeof(quad));
    memcpy(rows[index + TILE] + time, &high, sizeof(quad));
  }
}

POLYGRAPH_INLINE void load_column(const double *const *rows, size_t time, lanes *value) {
  double column[LANES];
  for (int lane = 0; lane < LANES; lane++) column[lane] = rows[lane][time];
  memcpy(value, column, sizeof(lanes));
}

POLYGRAPH_INLINE void store_column(double *const *rows, size_t time, const lanes *value) {
  double column[LANES];
  memcpy(column, value, sizeof(lanes));
  for (int lane = 0; lane < LANES; lane++) rows[lane][time] = column[lane];
}

POLYGRAPH_INLINE void load_panel(const double *panel, size_t stride, lanes *tile, int count) {
  for (int step = 0; step < count; step++) memcpy(&tile[step], panel + step * stride, sizeof(lanes));
}

POLYGRAPH_INLINE void store_panel(double *panel, size_t stride, const lanes *tile, int count) {
  for (int step = 0; step < count; step++) memcpy(panel + step * stride, &tile[step], sizeof(lanes));
}

// The recursion over `count` steps of one unit, in the order of the scalar twin.
POLYGRAPH_INLINE void advance(
    const double *coefficients, size_t sections, double *state, lanes *tile, int count, int backward) {
  for (size_t section = 0; section < sections; section++) {
    const double *c = coefficients + 5 * section;
    double *memory = state + 2 * LANES * section;
    lanes z0, z1;
    memcpy(&z0, memory, sizeof(lanes));
    memcpy(&z1, memory + LANES, sizeof(lanes));
    for (int step = 0; step < count; step++) {
      int at = backward ? count - 1 - step : step;
      lanes x = tile[at];
      lanes y = c[0] * x + z0;
      z0 = c[1] * x - c[3] * y + z1;
      z1 = c[2] * x - c[4] * y;
      tile[at] = y;
    }
    memcpy(memory, &z0, sizeof(lanes));
    memcpy(memory + LANES, &z1, sizeof(lanes));
  }
}

// What the loops need of a cascade: the units, and where a unit's state and its place in a panel lie.
typedef struct {
  const double *coefficients;
  double *state;
  size_t sections, units, unit_state, panel_stride;
} plan;

POLYGRAPH_INLINE plan make_plan(const polygraph_cascade *cascade) {
  size_t units = (cascade->channels + LANES - 1) / LANES;
  return (plan){
      .coefficients = cascade->coefficients,
      .state = cascade->state,
      .sections = cascade->sections,
      .units = units,
      .unit_state = 2 * LANES * cascade->sections,
      .panel_stride = LANES * units,
  };
}

POLYGRAPH_INLINE void advance_unit(const plan *k, size_t unit, lanes *tile, int count, int backward) {
  advance(k->coefficients, k->sections, k->state + unit * k->unit_state, tile, count, backward);
}

// The first sample of each lane's row; spare lanes take the last channel's.
POLYGRAPH_INLINE void point_at_rows(double **rows, double *first, size_t stride, size_t channels, size_t units) {
  for (size_t lane = 0; lane < LANES * units; lane++)
    rows[lane] = first + (lane < channels ? lane : channels - 1) * stride;
}

POLYGRAPH_INLINE void point_at_inputs(
    const double **rows, const double *first, size_t stride, size_t channels, size_t units) {
  for (size_t lane = 0; lane < LANES * units; lane++)
    rows[lane] = first + (lane < channels ? lane : channels - 1) * stride;
}

POLYGRAPH_CLONES
void polygraph_cascade_rows(
    const polygraph_cascade *cascade, const double *input, size_t input_stride, double *output, size_t output_stride,
    size_t count) {
  plan k = make_plan(cascade);
  const double *inputs[LANES * POLYGRAPH_UNITS];
  double *outputs[LANES * POLYGRAPH_UNITS];
  point_at_inputs(inputs, input, input_stride, cascade->channels, k.units);
  point_at_rows(outputs, output, output_stride, cascade->channels, k.units);
  size_t time = 0;
  for (; time + TILE <= count; time += TILE)
    for (size_t unit = 0; unit < k.units; unit++) {
      lanes tile[TILE];
      load_tile(inputs + LANES * unit, time, tile);
      advance_unit(&k, unit, tile, TILE, 0);
      store_tile(outputs + LANES * unit, time, tile);
    }
  for (; time < count; time++)
    for (size_t unit = 0; unit < k.units; unit++) {
      lanes value;
      load_column(inputs + LANES * unit, time, &value);
      advance_unit(&k, unit, &value, 1, 0);
      store_column(outputs + LANES * unit, time, &value);
    }
}

POLYGRAPH_CLONES
void polygraph_cascade_rows_to_panel(
    const polygraph_cascade *cascade, const double *input, size_t input_stride, double *panel, size_t count) {
  plan k = make_plan(cascade);
  const double *inputs[LANES * POLYGRAPH_UNITS];
  point_at_inputs(inputs, input, input_stride, cascade->channels, k.units);
  size_t time = 0;
  for (; time + TILE <= count; time += TILE)
    for (size_t unit = 0; unit < k.units; unit++) {
      lanes tile[TILE];
      load_tile(inputs + LANES * unit, time, tile);
      advance_unit(&k, unit, tile, TILE, 0);
      store_panel(panel + time * k.panel_stride + unit * LANES, k.panel_stride, tile, TILE);
    }
  for (; time < count; time++)
    for (size_t unit = 0; unit < k.units; unit++) {
      lanes value;
      load_column(inputs + LANES * unit, time, &value);
      advance_unit(&k, unit, &value, 1, 0);
      store_panel(panel + time * k.panel_stride + unit * LANES, k.panel_stride, &value, 1);
    }
}

POLYGRAPH_CLONES
void polygraph_cascade_panel_to_rows_backward(
    const polygraph_cascade *cascade, const double *panel, double *output, size_t output_stride, size_t count) {
  plan k = make_plan(cascade);
  double *outputs[LANES * POLYGRAPH_UNITS];
  point_at_rows(outputs, output, output_stride, cascade->channels, k.units);
  size_t time = count;
  for (; time % TILE != 0; time--)
    for (size_t unit = 0; unit < k.units; unit++) {
      lanes value;
      load_panel(panel + (time - 1) * k.panel_stride + unit * LANES, k.panel_stride, &value, 1);
      advance_unit(&k, unit, &value, 1, 1);
      store_column(outputs + LANES * unit, time - 1, &value);
    }
  for (; time > 0; time -= TILE)
    for (size_t unit = 0; unit < k.units; unit++) {
      lanes tile[TILE];
      load_panel(panel + (time - TILE) * k.panel_stride + unit * LANES, k.panel_stride, tile, TILE);
      advance_unit(&k, unit, tile, TILE, 1);
      store_tile(outputs + LANES * unit, time - TILE, tile);
    }
}

// Panels are short (the ends of a line), so they are walked one time after the other.

POLYGRAPH_INLINE void advance_panel(const plan *k, double *panel, size_t time) {
  for (size_t unit = 0; unit < k->units; unit++) {
    lanes value;
    double *place = panel + time * k->panel_stride + unit * LANES;
    load_panel(place, k->panel_stride, &value, 1);
    advance_unit(k, unit, &value, 1, 0);
    store_panel(place, k->panel_stride, &value, 1);
  }
}

POLYGRAPH_CLONES
void polygraph_cascade_panel(const polygraph_cascade *cascade, double *panel, size_t count) {
  plan k = make_plan(cascade);
  for (size_t time = 0; time < count; time++) advance_panel(&k, panel, time);
}

POLYGRAPH_CLONES
void polygraph_cascade_panel_backward(const polygraph_cascade *cascade, double *panel, size_t count) {
  plan k = make_plan(cascade);
  for (size_t time = count; time > 0; time--) advance_panel(&k, panel, time - 1);
}
