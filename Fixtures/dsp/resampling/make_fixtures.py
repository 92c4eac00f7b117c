#!/usr/bin/env python3
"""Writes the resamplers' golden numbers beside this file, made by SciPy; see README.md."""

import csv
from pathlib import Path

import numpy as np
import scipy.signal

HERE = Path(__file__).resolve().parent
RATIOS = [(1, 10), (3, 2), (8, 1), (3, 10), (8, 25)]
LENGTHS = [(400, 40), (401, 133), (200, 331), (200, 400), (201, 402), (400, 399), (7, 7), (1, 5)]


def write(name, header, rows):
    with open(HERE / name, "w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(header)
        out.writerows([cell if isinstance(cell, str) else repr(cell) for cell in row] for row in rows)


def main():
    random = np.random.default_rng(30)
    time = np.arange(600) / 100
    line = np.round(50 + 10 * np.sin(2 * np.pi * 1.3 * time) + random.standard_normal(600), 6)
    write("input.csv", ["x"], ([value] for value in line.tolist()))
    taps, outputs = [], []
    for up, down in RATIOS:
        # The filter that resample_poly designs by default, handed over so that both sides use the same taps.
        window = scipy.signal.firwin(20 * max(up, down) + 1, 1 / max(up, down), window=("kaiser", 5.0))
        taps += ((f"{up}/{down}", index, value) for index, value in enumerate(window.tolist()))
        result = scipy.signal.resample_poly(line[:151], up, down)
        outputs += ((f"poly-{up}/{down}", index, value) for index, value in enumerate(result.tolist()))
    for count, number in LENGTHS:
        result = scipy.signal.resample(line[:count], number)
        outputs += ((f"fourier-{count}-{number}", index, value) for index, value in enumerate(result.tolist()))
    write("taps.csv", ["case", "index", "value"], taps)
    write("outputs.csv", ["case", "index", "value"], outputs)


if __name__ == "__main__":
    main()
