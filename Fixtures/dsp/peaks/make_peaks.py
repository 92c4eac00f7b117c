"""Makes peaks.json and shapes.json: python3 make_peaks.py (needs numpy and scipy)."""

import json
from pathlib import Path

import numpy as np
import scipy
from scipy.interpolate import PchipInterpolator, make_smoothing_spline
from scipy.signal import detrend, find_peaks
from scipy.stats import median_abs_deviation

VERSIONS = {"numpy": np.__version__, "scipy": scipy.__version__}


def lines():
    random = np.random.default_rng(2024)
    time = np.arange(300) / 30
    pulse = np.sin(2 * np.pi * 1.2 * time) + 0.35 * np.sin(4 * np.pi * 1.2 * time + 0.8) + 0.3 * np.sin(1.6 * time)
    noisy = pulse + 0.2 * random.standard_normal(len(time))
    plateaus = np.round(2 * np.sin(0.7 * time) + 0.8 * random.standard_normal(len(time)))
    walk = np.cumsum(random.standard_normal(250))
    gaps = noisy.copy()
    gaps[[0, 40, 41, 42, 150, 299]] = np.nan
    return {
        "pulse": pulse, "noisy": noisy, "plateaus": plateaus, "walk": walk, "gaps": gaps,
        "falling": np.arange(20.0)[::-1], "constant": np.ones(12),
        "edgePlateaus": np.array([2.0, 2, 1, 3, 3, 3, 0, 4, 4]),
        "two": np.array([1.0, 2]), "one": np.array([1.0]), "empty": np.array([]),
        "spike": np.array([0.0, 0, 1, 0, 0]), "step": np.array([5.0, 0, 1, 0, 3, 3, 1, 7, 0, 7.5, 6]),
    }


CRITERIA = [
    {},
    {"height": [0.3, None]},
    {"height": [-0.5, 1.0]},
    {"threshold": [0.05, None]},
    {"threshold": [0.0, 0.4]},
    {"plateau_size": [2, None]},
    {"plateau_size": [1, 2]},
    {"prominence": [0.5, None]},
    {"prominence": [0.2, 2.0]},
    {"prominence": [0.1, None], "wlen": 15},
    {"prominence": [0.1, None], "wlen": 40},
    {"width": [3, None]},
    {"width": [1, 12], "rel_height": 0.25},
    {"width": [0, None], "rel_height": 1.0},
    {"width": [2, None], "wlen": 21, "rel_height": 0.7},
    {"height": [0.0, None], "prominence": [0.3, None], "width": [1.5, 40]},
]
DISTANCES = [  # not for lines with equal peaks: which of them stays is left open by SciPy
    {"distance": 1}, {"distance": 5}, {"distance": 17}, {"distance": 1000},
    {"distance": 12, "prominence": [0.4, None]}, {"height": [None, 0.8], "distance": 9, "prominence": [0.0, None]},
]
PROPERTIES = [
    "plateau_sizes", "left_edges", "right_edges", "peak_heights", "left_thresholds", "right_thresholds", "prominences",
    "left_bases", "right_bases", "widths", "width_heights", "left_ips", "right_ips",
]


def plain(values):
    return [None if np.isnan(value) else float(value) for value in np.asarray(values, dtype=float)]


def peak_case(name, line, criteria):
    arguments = {key: tuple(value) if isinstance(value, list) else value for key, value in criteria.items()}
    # Every property is wanted, whatever the criteria are.
    for key in ("height", "threshold", "prominence", "width", "plateau_size"):
        arguments.setdefault(key, (None, None))
    indices, properties = find_peaks(line, **arguments)
    case = {"line": name, "criteria": criteria, "indices": [int(index) for index in indices]}
    # The properties depend on these two criteria alone; elsewhere the indices tell.
    if criteria and "wlen" not in criteria and "rel_height" not in criteria:
        return case
    return case | {key: plain(properties[key]) for key in PROPERTIES}


def peaks():
    all_lines = lines()
    cases = []
    for name, line in all_lines.items():
        if len(line) < 30:
            cases += [peak_case(name, line, criteria) for criteria in CRITERIA[:1] + CRITERIA[7:8] + CRITERIA[13:14]]
        else:
            cases += [peak_case(name, line, criteria) for criteria in CRITERIA]
    for name in ("noisy", "walk", "gaps"):
        cases += [peak_case(name, all_lines[name], criteria) for criteria in DISTANCES]
    return {"versions": VERSIONS, "lines": {name: plain(line) for name, line in all_lines.items()}, "cases": cases}


def pchip_cases():
    random = np.random.default_rng(7)
    sets = {
        "irregular": (np.cumsum(random.uniform(0.2, 3, 25)), np.round(random.normal(0, 2, 25), 3)),
        "monotone": (np.arange(8.0), np.array([0.0, 0, 1, 1.5, 6, 6, 6.5, 20])),
        "two": (np.array([1.0, 4]), np.array([2.0, -1])),
        "three": (np.array([0.0, 1, 5]), np.array([0.0, 3, 2.5])),
        "overshoot": (np.array([0.0, 1, 2]), np.array([0.0, 1, -9])),
    }
    for name, (x, y) in sets.items():
        places = np.linspace(x[0], x[-1], 61)
        curve = PchipInterpolator(x, y)
        yield {"name": name, "positions": plain(x), "values": plain(y), "places": plain(places),
               "expected": plain(curve(places)), "slopes": plain(curve.derivative()(x))}


def spline_cases():
    random = np.random.default_rng(8)
    x = np.cumsum(random.uniform(0.5, 1.5, 40))
    y = np.sin(x / 4) + 0.2 * random.standard_normal(40)
    weights = random.uniform(0.3, 3, 40)
    even = np.arange(120.0)
    wave = np.sin(even / 9) + 0.3 * random.standard_normal(120)
    sets = [(even, wave, None, lam) for lam in (0.1, 10, 1e4)] + [(x, y, w, 2.0) for w in (None, weights)]
    sets.append((x[:5], y[:5], None, 0.5))
    for x, y, w, lam in sets:
        curve = make_smoothing_spline(x, y, w=w, lam=lam)
        places = np.linspace(x[0], x[-1], 50)
        yield {"positions": plain(x), "values": plain(y), "weights": None if w is None else plain(w), "penalty": lam,
               "smooth": plain(curve(x)), "places": plain(places), "expected": plain(curve(places)),
               "curvatures": plain(curve.derivative(2)(x))}


def shapes():
    random = np.random.default_rng(9)
    line = np.cumsum(random.standard_normal(100)) + 50
    second = np.diff(np.eye(100), 2, axis=0)
    numbers = np.round(random.normal(10, 4, 23), 2)
    parts = [0, 0.01, 0.05, 0.1, 0.25, 1 / 3, 0.5, 0.613, 0.75, 0.9, 0.95, 0.99, 1]
    quantiles = []
    for count in (1, 2, 3, 10, 23):
        for kind, method in ((6, "weibull"), (7, "linear"), (8, "median_unbiased")):
            quantiles.append({"numbers": plain(numbers[:count]), "type": kind, "parts": parts,
                              "expected": plain(np.quantile(numbers[:count], parts, method=method))})
    return {
        "versions": VERSIONS,
        "pchip": list(pchip_cases()),
        "splines": list(spline_cases()),
        "detrending": {
            "line": plain(line), "withoutMean": plain(detrend(line, type="constant")),
            "withoutTrend": plain(detrend(line)), "breakpoints": [30, 71, 99],
            "piecewise": plain(detrend(line, bp=[30, 71, 99])), "smoothness": 25.0,
            "slowTrend": plain(np.linalg.solve(np.eye(100) + 25.0**2 * second.T @ second, line)),
        },
        "quantiles": quantiles,
        "deviations": [{"numbers": plain(numbers[:count]), "median": float(np.median(numbers[:count])),
                        "medianAbsoluteDeviation": float(median_abs_deviation(numbers[:count])),
                        "mean": float(np.mean(numbers[:count])), "population": float(np.std(numbers[:count])),
                        "sample": float(np.std(numbers[:count], ddof=1))} for count in (2, 3, 10, 23)],
    }


def main():
    here = Path(__file__).parent
    for name, content in (("peaks", peaks()), ("shapes", shapes())):
        (here / f"{name}.json").write_text(json.dumps(content, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
