"""The signal core beside SciPy."""

import sys

import dsp_fourier
import harness

if __name__ == "__main__":
    sys.exit(0 if harness.run(dsp_fourier.CASES, sys.argv[1], sys.argv[2:]) else 1)
