"""ESS-M and OSS-3 of generated exams, whole arrays in NumPy and exam by exam in ours. Run by Scripts/benchmark scoring.

The reference is written from the published formulas: Federal ZCT, complete measurements, no intermediate rounding.
"""

import sys
from pathlib import Path

import numpy as np
from scipy.stats import norm

from harness import Case, run, write_doubles

EXAMS = 100_000
# Questions C4 R5 C6 R7 C9 R10; sensors thoracic, abdominal, EDA, cardio, vasomotor.
RELEVANT = [1, 3, 5]
COMPARISON = [0, 2, 4]
# Nearest comparisons of R5, R7, R10 in the sequence C4 R5 C6 R7 E8 C9 R10.
CANDIDATES = [(0, 2), (2,), (4,)]


def exams(count: int) -> np.ndarray:
    """Log-normal reactions of exams, a third of each kind: deceptive, truthful, and between."""
    random = np.random.default_rng(20260310)
    values = np.exp(random.normal(0, [0.12, 0.12, 0.5, 0.3, 0.4], (count, 3, 6, 5)))
    values *= np.array([400, 380, 250, 120, 0.2])
    gain = np.exp(np.array([-0.08, -0.08, 0.35, 0.2, 0.25]))
    kind = np.arange(count) % 3
    for relevant in RELEVANT:
        values[kind == 0, :, relevant] *= gain
    for comparison in COMPARISON:
        values[kind == 1, :, comparison] *= gain
    return values


def essm(values: np.ndarray):
    """Grand totals and opinions (−1 deceptive, 1 truthful) by ESS-M at prior 0.5, alpha 0.05, rule eTSR."""
    subtotals = []
    for relevant, candidates in zip(RELEVANT, CANDIDATES):
        near = values[:, :, list(candidates)]
        strongest = near.max(axis=2)
        strongest[..., :2] = near.min(axis=2)[..., :2]
        strongest[..., 4] = np.maximum(near[..., 4], 0.01).max(axis=2)
        picked = np.take_along_axis(near[..., 4], np.maximum(near[..., 4], 0.01).argmax(axis=2)[..., None], axis=2)
        r, c = values[:, :, relevant], strongest
        breath = np.log(r[..., :2] / c[..., :2])
        size = np.abs(breath)
        inside = (size >= np.log(1.2) - 1e-12) & (size <= np.log(1.6) + 1e-12)
        upper, lower = np.moveaxis(np.where(inside, np.sign(breath), 0), -1, 0)
        respiration = np.where(upper * lower < 0, 0, np.where(np.abs(upper) >= np.abs(lower), upper, lower))

        def amplitude(index, ratio, weight):
            log_ratio = -np.log(np.maximum(r[..., index], 10) / np.maximum(c[..., index], 10))
            return weight * np.where(np.abs(log_ratio) >= np.log(ratio) - 1e-12, np.sign(log_ratio), 0)

        least = np.log(1.1)
        x, y = np.maximum(r[..., 4], 0.001), picked[..., 0]
        both, only = (x >= least) & (y >= least), (x < least) & (y >= least)
        vasomotor = np.where(both, -np.log(np.sqrt(x) / np.sqrt(np.abs(y))), np.where(only, y, -x))
        vasomotor = np.where(np.abs(vasomotor) >= least - 1e-12, np.sign(vasomotor), 0)
        score = respiration + amplitude(2, 1.1, 2) + amplitude(3, 1.25, 1) + vasomotor
        subtotals.append(score.sum(axis=1))
    subtotals = np.stack(subtotals, axis=1)
    total = subtotals.sum(axis=1)
    deceptive = (total <= -3) | (subtotals.min(axis=1) <= -7)
    return total, np.where(deceptive, -1, np.where(total >= 3, 1, 0))


def oss3(values: np.ndarray):
    """Grand means and opinions by OSS-3, two-stage rule in Senter's order."""
    usable = np.where(values[..., :4] > 20, values[..., :4], np.nan)
    comparison = np.nanmean(usable[:, :, COMPARISON], axis=2, keepdims=True)
    ratio = np.log(usable[:, :, RELEVANT] / comparison)
    flat = ratio.reshape(len(ratio), -1)
    limit = 3.8906 * np.nanstd(flat, axis=1, ddof=1) + np.nanmean(flat, axis=1)
    limit = limit[:, None, None, None]
    ratio = np.where(limit > 0, np.clip(ratio, -limit, limit), ratio)
    mean, deviation = np.array([-0.039, -0.039, 0.019, -0.018]), np.array([0.107, 0.107, 0.499, 0.190])
    standard = np.clip(np.array([1, 1, -1, -1]) * (ratio - mean) / deviation, -3, 3)
    upper, lower = standard[..., 0], standard[..., 1]
    respiration = np.where(upper * lower < 0, 0, np.where(np.abs(upper) >= np.abs(lower), upper, lower))
    scores = np.stack([respiration, standard[..., 2], standard[..., 3]], axis=-1)
    present = np.where(np.isnan(scores), 0, np.array([0.192, 0.528, 0.280]))
    question = (np.nan_to_num(scores) * present).sum(axis=-1) / present.sum(axis=-1)
    question = question.mean(axis=1)
    grand = question.mean(axis=1)
    truthful, deceptive = norm(0.586, 0.454), norm(-0.581, 0.453)
    folded = np.where(truthful.cdf(grand) <= deceptive.sf(grand), truthful.cdf(grand), deceptive.cdf(grand))
    spot = truthful.cdf(question).min(axis=1) <= 0.05 / 3 + 1e-12
    opinion = np.where(folded <= 0.05 + 1e-12, -1, np.where(folded >= 0.95 - 1e-12, 1, np.where(spot, -1, 0)))
    return grand, opinion


def _summary(values):
    figures = []
    for total, opinion in (essm(values), oss3(values)):
        figures += [total.sum(), (opinion == -1).sum(), (opinion == 1).sum()]
    return figures


def _monte_carlo(folder: Path):
    values = exams(EXAMS)
    write_doubles(folder, "exams", values)
    return lambda: _summary(values)


def _all_methods(folder: Path):
    values = exams(1)
    write_doubles(folder, "exams", values)
    write_doubles(folder, "first-exam", values)
    return None


CASES = [
    Case("all-methods", "", _all_methods, repeats=50, others=["all-methods-new-process"]),
    Case("monte-carlo", "NumPy, 100,000 exams", _monte_carlo, repeats=3, tolerance=1e-9),
]

if __name__ == "__main__":
    sys.exit(0 if run(CASES, sys.argv[1], sys.argv[2:]) else 1)
