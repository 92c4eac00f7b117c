"""Makes the golden files of the convex EDA deconvolution: python3 make_deconvolution.py (needs numpy, scipy, clarabel).

The quadratic programme is built here as general sparse matrices from its published definition and given to a general
interior-point solver (Clarabel). Nothing is shared with the library's banded method.
"""

import sys
from pathlib import Path

import clarabel
import numpy as np
import scipy
import scipy.sparse as sp

ALPHA, GAMMA, TAU0, TAU1, KNOT = 8e-4, 1e-2, 2.0, 0.7, 10.0


def bateman_arma(delta, tau0=TAU0, tau1=TAU1):
    """Numerator and denominator of h(t) = exp(-t/tau0) - exp(-t/tau1); bilinear, numerator (1, 2, 1)."""
    slow, fast = 1 / max(tau0, tau1), 1 / min(tau0, tau1)
    scale = (fast - slow) * delta**2
    denominator = np.convolve([2 + slow * delta, slow * delta - 2], [2 + fast * delta, fast * delta - 2]) / scale
    return np.array([1.0, 2.0, 1.0]), denominator


def matrices(count, delta, knot=KNOT):
    numerator, denominator = bateman_arma(delta)

    def band(taps):  # nothing happens before the first sample
        return sp.diags(list(taps), [0, -1, -2], (count, count), format="csc")

    spacing = int(round(knot / delta))
    box = np.ones(spacing)
    spline = np.convolve(np.convolve(box, box), np.convolve(box, box))
    spline /= spline.max()
    half = len(spline) // 2
    centres = np.arange(0, count + spacing // 2, spacing)
    basis = np.zeros((count, len(centres)))
    for column, centre in enumerate(centres):
        first, last = max(0, centre - half), min(count, centre + half + 1)
        basis[first:last, column] = spline[first - centre + half:last - centre + half]
    trend = np.column_stack([np.ones(count), np.arange(1, count + 1) / count])
    return band(numerator), band(denominator), sp.csc_matrix(basis), sp.csc_matrix(trend)


def solve(y, delta, alpha=ALPHA, gamma=GAMMA):
    """The minimum, by Clarabel: variables (q, l, d), driver p = A q >= 0."""
    count = len(y)
    m, a, b, c = matrices(count, delta)
    model = sp.hstack([m, b, c]).tocsc()
    knots = b.shape[1]
    ridge = sp.diags(np.r_[np.zeros(count), np.full(knots, gamma), np.zeros(2)])
    quadratic = sp.triu(model.T @ model + ridge).tocsc()
    linear = -model.T @ y + np.r_[alpha * np.asarray(a.sum(axis=0)).ravel(), np.zeros(knots + 2)]
    constraint = sp.hstack([-a, sp.csc_matrix((count, knots + 2))]).tocsc()
    settings = clarabel.DefaultSettings()
    settings.verbose = False
    settings.tol_gap_abs = settings.tol_gap_rel = settings.tol_feas = 1e-12
    settings.reduced_tol_gap_abs = settings.reduced_tol_gap_rel = settings.reduced_tol_feas = 1e-10
    settings.max_iter = 500
    solution = clarabel.DefaultSolver(
        quadratic, linear, constraint, np.zeros(count), [clarabel.NonnegativeConeT(count)], settings).solve()
    x = np.asarray(solution.x)
    q, l, d = x[:count], x[count:count + knots], x[count + knots:]
    driver = a @ q
    phasic, tonic = m @ q, b @ l + c @ d
    objective = 0.5 * np.sum((phasic + tonic - y)**2) + alpha * np.abs(driver).sum() + 0.5 * gamma * l @ l
    return {"phasic": phasic, "tonic": tonic, "driver": driver, "l": l, "d": d, "objective": objective,
            "status": str(solution.status), "gap": abs(solution.obj_val - solution.obj_val_dual), "q": q}


def recording(seconds, rate, seed, noise, responses):
    """A skin-conductance line: a wandering level, responses of the model's shape, and sensor noise."""
    random = np.random.default_rng(seed)
    time = np.arange(int(seconds * rate)) / rate
    line = 5 + 0.004 * time + 0.3 * np.sin(2 * np.pi * time / 90 + 0.4)
    for onset in np.sort(random.uniform(-3, seconds - 2, responses)):
        past = np.maximum(time - onset, 0)
        line += random.uniform(0.1, 1.2) * (np.exp(-past / TAU0) - np.exp(-past / TAU1))
    return line + noise * random.standard_normal(len(time))


CASES = {  # name: seconds, rate, seed, noise, responses
    "quiet_60s_8hz": (60, 8, 11, 0.002, 6),
    "busy_90s_10hz": (90, 10, 12, 0.01, 25),
    "noisy_45s_25hz": (45, 25, 13, 0.03, 8),
    "short_12s_4hz": (12, 4, 14, 0.005, 2),
}


def main():
    here = Path(__file__).parent
    summary = ["case,rate,samples,objective,gap,offset,drift,status"]
    for name, (seconds, rate, seed, noise, responses) in CASES.items():
        line = np.round(recording(seconds, rate, seed, noise, responses), 5)
        y = (line - line.mean()) / line.std()
        best = solve(y, 1 / rate)
        summary.append(f"{name},{rate},{len(y)},{best['objective']:.15g},{best['gap']:.3g},"
                       f"{best['d'][0]:.12g},{best['d'][1]:.12g},{best['status']}")
        print(summary[-1], file=sys.stderr)
        with open(here / f"{name}.csv", "w") as file:
            file.write("line,phasic,tonic,driver\n")
            for row in zip(line, best["phasic"], best["tonic"], best["driver"]):
                file.write(",".join([f"{row[0]:.5f}"] + [f"{value:.9g}" for value in row[1:]]) + "\n")
    versions = f"numpy {np.__version__}, scipy {scipy.__version__}, clarabel {clarabel.__version__}"
    (here / "objectives.csv").write_text(f"# {versions}\n" + "\n".join(summary) + "\n")


if __name__ == "__main__":
    main()
