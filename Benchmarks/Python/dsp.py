"""The signal core beside SciPy, NeuroKit2 and cvxEDA: python dsp.py PROGRAM [CASE...]."""

import sys

import dsp_filters
import dsp_fourier
import dsp_shapes
import harness

CASES = [*dsp_filters.CASES, *dsp_fourier.CASES, *dsp_shapes.CASES]

if __name__ == "__main__":
    sys.exit(0 if harness.run(CASES, sys.argv[1], sys.argv[2:]) else 1)
