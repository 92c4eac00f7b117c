"""Makes the golden files of this folder: python3 make_filtering.py (NumPy 2.4.6, SciPy 1.17.1)."""

import csv
from decimal import Decimal, getcontext
from fractions import Fraction
from pathlib import Path

import numpy as np
import scipy.ndimage as ndi
import scipy.signal as ss

HERE = Path(__file__).parent
COUNT = 240

DESIGNS = {
    "lp1_0.886_30": ss.butter(1, 0.886, "low", fs=30, output="sos"),
    "lp2_3_30": ss.butter(2, 3, "low", fs=30, output="sos"),
    "lp4_3_30": ss.butter(4, 3, "low", fs=30, output="sos"),
    "lp8_1_30": ss.butter(8, 1, "low", fs=30, output="sos"),
    "hp1_0.0159_30": ss.butter(1, 0.0159155, "high", fs=30, output="sos"),
    "hp2_0.5_30": ss.butter(2, 0.5, "high", fs=30, output="sos"),
    "bp2_0.13_1.2_30": ss.butter(2, [0.13, 1.2], "band", fs=30, output="sos"),
    "ellip5_3_30": ss.ellip(5, 0.5, 60, 3, fs=30, output="sos"),
    "notch_50_1000": ss.tf2sos(*ss.iirnotch(50, 30, fs=1000)),
    "lp4_0.05_1000": ss.butter(4, 0.05, "low", fs=1000, output="sos"),
    "hp2_0.05_1000": ss.butter(2, 0.05, "high", fs=1000, output="sos"),
    "gain": np.array([[0.5, 0, 0, 1, 0, 0]]),
}
GUSTAFSSON = ["lp1_0.886_30", "lp2_3_30", "lp4_3_30", "hp1_0.0159_30", "hp2_0.5_30", "ellip5_3_30", "notch_50_1000"]


def lines():
    rng = np.random.default_rng(20)
    t = np.arange(COUNT) / 30
    walk = np.round(np.cumsum(rng.standard_normal(COUNT)) + 40, 3)
    breath = 500 + 120 * np.sin(2 * np.pi * 0.27 * t) + 30 * np.sin(2 * np.pi * 1.2 * t)
    steps = np.round(4 * np.sin(2 * np.pi * 0.4 * t) + rng.integers(0, 3, COUNT))
    return {"walk": walk, "breath": breath, "steps": steps}


def write(name, columns):
    """Columns by name, the shorter ones padded with NA; numbers in the fewest digits that give the same double."""
    height = max(len(column) for column in columns.values())
    with open(HERE / name, "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        for row in range(height):
            writer.writerow([repr(float(c[row])) if row < len(c) else "NA" for c in columns.values()])


def filters(inputs):
    with open(HERE / "cascades.csv", "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow("name section b0 b1 b2 a1 a2 zi0 zi1".split())
        for name, sos in DESIGNS.items():
            for index, (section, zi) in enumerate(zip(sos, ss.sosfilt_zi(sos))):
                numbers = [*section[:3], *section[4:], *zi]
                writer.writerow([name, index, *(repr(float(number)) for number in numbers)])
    causal, zero, gust = {}, {}, {}
    for name, sos in DESIGNS.items():
        zi = ss.sosfilt_zi(sos)
        for line in ("walk", "breath"):
            x = inputs[line]
            causal[f"{name} {line} rest"] = ss.sosfilt(sos, x)
            causal[f"{name} {line} steady"] = ss.sosfilt(sos, x, zi=zi * x[0])[0]
            zero[f"{name} {line}"] = ss.sosfiltfilt(sos, x)
        shortest = 3 * (2 * len(sos) + 1 - min((sos[:, 2] == 0).sum(), (sos[:, 5] == 0).sum())) + 1
        zero[f"{name} shortest"] = ss.sosfiltfilt(sos, inputs["walk"][:shortest])
    for name in GUSTAFSSON:
        # A first-order section has one state; its empty second place must not become another.
        b, a = (np.trim_zeros(taps, "b") for taps in ss.sos2tf(DESIGNS[name]))
        for impulse in (None, 60, 150):
            gust[f"{name} {impulse or 0}"] = ss.filtfilt(b, a, inputs["walk"], method="gust", irlen=impulse)
    write("causal.csv", causal)
    write("zero_phase.csv", zero)
    write("gustafsson.csv", gust)


def exact_moments(values):
    """Mean, population and sample standard deviation from exact rational sums."""
    getcontext().prec = 60
    exact = [Fraction(float(value)) for value in values]
    mean = sum(exact) / len(exact)
    squares = sum((value - mean) ** 2 for value in exact)
    root = lambda part: float((Decimal(part.numerator) / Decimal(part.denominator)).sqrt())
    sample = root(squares / (len(exact) - 1)) if len(exact) > 1 else float("nan")
    return float(mean), root(squares / len(exact)), sample


def moving(inputs):
    columns = {}
    inputs = {name: line[:150] for name, line in inputs.items()}
    for line in ("walk", "steps"):
        x = inputs[line]
        for half in (1, 7, 200):
            size = 2 * half + 1
            for mode in ("reflect", "mirror", "nearest"):
                key = f"{line} {half} {half} {mode}"
                columns[f"minimum {key}"] = ndi.minimum_filter1d(x, size, mode=mode)
                columns[f"maximum {key}"] = ndi.maximum_filter1d(x, size, mode=mode)
                columns[f"median {key}"] = ndi.median_filter(x, size, mode=mode)
                columns[f"rank2 {key}"] = ndi.rank_filter(x, 2, size, mode=mode)
    for line, offset in (("walk", 0), ("steps", 0), ("baseline", 1e7)):
        x = inputs["walk"] + offset if offset else inputs[line]
        for before, after in ((0, 0), (5, 0), (0, 4), (7, 7), (8, 3), (60, 61), (300, 300)):
            key = f"{line} {before} {after} shrink"
            windows = [x[max(0, i - before):i + after + 1] for i in range(len(x))]
            moments = [exact_moments(window) for window in windows]
            for place, name in enumerate(("mean", "population", "sample")):
                columns[f"{name} {key}"] = [moment[place] for moment in moments]
            if line == "steps" or not offset and before in (7, 8, 60):
                columns[f"minimum {key}"] = [window.min() for window in windows]
                columns[f"median {key}"] = [np.median(window) for window in windows]
                for part in (0.1, 0.75) if line == "walk" else ():
                    for kind, method in (("6", "weibull"), ("7", "linear"), ("8", "median_unbiased")):
                        columns[f"quantile{kind}_{part} {key}"] = [
                            np.quantile(window, part, method=method) for window in windows]
    write("moving.csv", columns)


if __name__ == "__main__":
    made = lines()
    write("lines.csv", made)
    filters(made)
    moving(made)
