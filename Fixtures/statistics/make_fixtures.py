"""Writes the golden numbers of distributions: probabilities by mpmath with 40 digits, quantiles by mpmath and SciPy."""
import csv
import mpmath
import scipy
from scipy.stats import beta, chi2, f, norm

mpmath.mp.dps = 40
PROBABILITIES = (0.001, 0.01, 0.05, 0.1, 0.5, 0.9, 0.999)


def write(name, header, rows):
    with open(name, "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def solved(probability, guess):
    """The root of a cumulative function near a guess, to 30 digits."""
    guess = mpmath.mpf(guess)
    return mpmath.findroot(probability, (guess * (1 - mpmath.mpf(10) ** -9), guess * (1 + mpmath.mpf(10) ** -9)))


def beta_rows():
    cases = [(0.5, 0.5), (1, 1), (2, 3), (10, 0.3), (73.5, 2.5), (0.02, 25.98), (150, 150), (1e-3, 1e3), (500, 3)]
    for a, b in cases:
        for p in PROBABILITIES:
            quantile = beta.ppf(p, a, b)
            x = min(max(quantile, 1e-12), 1 - 1e-12)
            exact = mpmath.betainc(a, b, 0, mpmath.mpf(x), regularized=True)
            yield [repr(float(a)), repr(float(b)), repr(float(x)), repr(float(exact)), p, repr(float(quantile))]


def normal_rows():
    for p in (1e-300, 1e-20, 1e-9, 1e-4, 0.025, 0.05, 0.2, 0.45, 0.5, 0.75, 0.95, 0.975, 0.999, 1 - 1e-9):
        x = float(norm.ppf(p))
        root = mpmath.mpf(0) if p == 0.5 else solved(lambda z: mpmath.erfc(-z / mpmath.sqrt(2)) / 2 - mpmath.mpf(p), x)
        lower = mpmath.erfc(-mpmath.mpf(x) / mpmath.sqrt(2)) / 2
        upper = mpmath.erfc(mpmath.mpf(x) / mpmath.sqrt(2)) / 2
        density = mpmath.npdf(mpmath.mpf(x))
        yield [repr(x), repr(float(lower)), repr(float(upper)), repr(float(density)), repr(p), repr(float(root))]


def chi_square_rows():
    for df in (0.5, 1, 2, 3, 4, 7.5, 30, 100, 400):
        for p in (1e-6,) + PROBABILITIES + (1 - 1e-6,):
            x = float(chi2.ppf(p, df))
            half = mpmath.mpf(df) / 2
            lower = mpmath.gammainc(half, 0, mpmath.mpf(x) / 2, regularized=True)
            upper = mpmath.gammainc(half, mpmath.mpf(x) / 2, regularized=True)
            root = solved(lambda y: mpmath.gammainc(half, 0, y / 2, regularized=True) - mpmath.mpf(p), x)
            yield [df, repr(x), repr(float(lower)), repr(float(upper)), repr(p), repr(float(root))]


def f_rows():
    for d1, d2 in ((1, 1), (2, 5), (4, 146), (7, 43.5), (52, 2), (150, 3), (100, 100), (300, 300)):
        a, b = mpmath.mpf(d1) / 2, mpmath.mpf(d2) / 2
        share = lambda y: d1 * y / (d1 * y + d2)
        for p in PROBABILITIES:
            x = float(f.ppf(p, d1, d2))
            lower = mpmath.betainc(a, b, 0, share(mpmath.mpf(x)), regularized=True)
            upper = mpmath.betainc(b, a, 0, d2 / (d1 * mpmath.mpf(x) + d2), regularized=True)
            root = solved(lambda y: mpmath.betainc(a, b, 0, share(y), regularized=True) - mpmath.mpf(p), x)
            yield [d1, d2, repr(x), repr(float(lower)), repr(float(upper)), repr(p), repr(float(root))]


write("beta.csv", ["alpha", "beta", "x", "cumulative", "p", "quantile"], beta_rows())
write("normal.csv", ["x", "cumulative", "upper", "density", "p", "quantile"], normal_rows())
write("chi_square.csv", ["df", "x", "cumulative", "upper", "p", "quantile"], chi_square_rows())
write("f.csv", ["d1", "d2", "x", "cumulative", "upper", "p", "quantile"], f_rows())
print("mpmath", mpmath.__version__, "scipy", scipy.__version__)
