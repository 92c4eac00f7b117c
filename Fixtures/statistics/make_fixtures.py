"""Writes beta.csv: cumulative probabilities and quantiles of beta distributions, by mpmath with 40 digits and SciPy."""
import csv
import mpmath
import scipy
from scipy.stats import beta

mpmath.mp.dps = 40
cases = [(0.5, 0.5), (1, 1), (2, 3), (10, 0.3), (73.5, 2.5), (0.02, 25.98), (150, 150), (1e-3, 1e3), (500, 3)]
with open("beta.csv", "w", newline="") as file:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(["alpha", "beta", "x", "cumulative", "p", "quantile"])
    for a, b in cases:
        for p in (0.001, 0.01, 0.05, 0.1, 0.5, 0.9, 0.999):
            quantile = beta.ppf(p, a, b)
            x = min(max(quantile, 1e-12), 1 - 1e-12)
            exact = mpmath.betainc(a, b, 0, mpmath.mpf(x), regularized=True)
            writer.writerow([repr(float(a)), repr(float(b)), repr(float(x)), repr(float(exact)), p, repr(float(quantile))])
print("mpmath", mpmath.__version__, "scipy", scipy.__version__)
