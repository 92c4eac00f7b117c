"""Writes the golden numbers of agreement, curves, calibration and bootstrap, by scikit-learn, statsmodels and SciPy."""
import json
import numpy
import scipy
import sklearn
import statsmodels
import statsmodels.api
from scipy.stats import bootstrap
from sklearn.calibration import calibration_curve
from sklearn.metrics import brier_score_loss, cohen_kappa_score, roc_auc_score
from statsmodels.stats.inter_rater import cohens_kappa, fleiss_kappa

RANDOM = numpy.random.default_rng(20260205)


STEPS = abs(numpy.subtract.outer(range(7), range(7)))


def kappa_cases():
    tables = {
        "even": [[20, 5], [10, 15]],
        "none": [[10, 10], [10, 10]],
        "against chance": [[2, 18], [17, 3]],
        "three opinions": [[60, 12, 4], [9, 30, 11], [2, 14, 58]],
        "seven positions": RANDOM.poisson(numpy.exp(2.5 - 0.9 * STEPS)).tolist(),
        "with an unused category": [[5, 0, 2], [0, 0, 0], [1, 0, 9]],
    }
    for name, table in tables.items():
        first = [i for i, row in enumerate(table) for j, n in enumerate(row) for _ in range(n)]
        second = [j for i, row in enumerate(table) for j, n in enumerate(row) for _ in range(n)]
        labels = list(range(len(table)))
        for weights in ("none", "linear", "quadratic"):
            wt = None if weights == "none" else weights
            whole = cohens_kappa(numpy.array(table), wt=wt)
            sk = cohen_kappa_score(first, second, labels=labels, weights=wt)
            assert abs(sk - whole.kappa) < 1e-12, (name, weights)
            yield {"name": name, "table": table, "weights": weights, "kappa": sk,
                   "standardError": whole.std_kappa, "nullStandardError": whole.std_kappa0}


def fleiss_cases():
    wikipedia_like = RANDOM.multinomial(14, [0.15, 0.2, 0.3, 0.25, 0.1], size=10).tolist()
    agreeing = [[5, 0, 0], [0, 5, 0], [4, 1, 0], [0, 0, 5], [1, 4, 0], [0, 1, 4], [5, 0, 0]]
    pairs = RANDOM.multinomial(2, [0.5, 0.3, 0.2], size=40).tolist()
    for name, counts in (("five categories", wikipedia_like), ("five scorers", agreeing), ("pairs", pairs)):
        yield {"name": name, "counts": counts, "kappa": fleiss_kappa(numpy.array(counts), method="fleiss")}


def placements(positives, negatives):
    """DeLong's standard error from the definition: every pair of scores is compared."""
    won = (positives[:, None] > negatives[None, :]) + 0.5 * (positives[:, None] == negatives[None, :])
    return numpy.sqrt(won.mean(axis=1).var(ddof=1) / len(positives) + won.mean(axis=0).var(ddof=1) / len(negatives))


def curve_cases():
    shapes = {"apart": (2.5, 30, 45, 3), "close": (0.4, 25, 25, 3),
              "many ties": (1.0, 60, 40, 0), "tiny": (0.5, 3, 2, 3)}
    for name, (shift, m, n, digits) in shapes.items():
        positives = numpy.round(RANDOM.normal(shift, 1, m), digits) + 0.0
        negatives = numpy.round(RANDOM.normal(0, 1, n), digits) + 0.0
        truth = [1] * m + [0] * n
        yield {"name": name, "positives": positives.tolist(), "negatives": negatives.tolist(),
               "area": roc_auc_score(truth, numpy.concatenate([positives, negatives])),
               "standardError": placements(positives, negatives)}


def calibration_cases():
    for name, count, sharpness in (("right", 200, 1.0), ("too extreme", 150, 2.2), ("too timid", 120, 0.5)):
        logit = RANDOM.normal(0, 1.3, count)
        truth = (RANDOM.random(count) < 1 / (1 + numpy.exp(-logit))).astype(int)
        stated = numpy.round(1 / (1 + numpy.exp(-(sharpness * logit + 0.2))), 6)
        shares, means = calibration_curve(truth, stated, n_bins=10, strategy="uniform")
        edges = numpy.linspace(0, 1, 11)
        counts = numpy.histogram(stated, edges)[0]
        counts = counts[counts > 0]
        line = statsmodels.api.Logit(truth, statsmodels.api.add_constant(numpy.log(stated / (1 - stated)))).fit(
            disp=0, tol=1e-14, maxiter=200)
        yield {"name": name, "stated": stated.tolist(), "came": truth.tolist(),
               "brierScore": brier_score_loss(truth, stated), "binCounts": counts.tolist(),
               "binMeans": means.tolist(), "binShares": shares.tolist(),
               "expectedCalibrationError": float((counts / count * abs(means - shares)).sum()),
               "intercept": line.params[0], "slope": line.params[1]}


def bootstrap_cases():
    samples = {"mean of skewed": (RANDOM.exponential(2, 25), numpy.mean),
               "median": (RANDOM.normal(0, 1, 21), numpy.median),
               "variance": (RANDOM.normal(0, 1, 18), numpy.var)}
    for name, (data, statistic) in samples.items():
        data = numpy.round(data, 4)
        for confidence in (0.9, 0.95):
            drawn = bootstrap((data,), statistic, n_resamples=400, rng=RANDOM, method="percentile", vectorized=True,
                              confidence_level=confidence)
            known = dict(n_resamples=0, bootstrap_result=drawn, vectorized=True, confidence_level=confidence)
            percentile = bootstrap((data,), statistic, method="percentile", **known).confidence_interval
            bca = bootstrap((data,), statistic, method="BCa", **known).confidence_interval
            yield {"name": name, "data": data.tolist(), "replicates": drawn.bootstrap_distribution.tolist(),
                   "confidence": confidence, "estimate": float(statistic(data)),
                   "jackknife": [float(statistic(numpy.delete(data, i))) for i in range(len(data))],
                   "standardError": float(drawn.standard_error), "percentile": list(map(float, percentile)),
                   "bca": list(map(float, bca))}


document = {
    "versions": {"numpy": numpy.__version__, "scipy": scipy.__version__, "sklearn": sklearn.__version__,
                 "statsmodels": statsmodels.__version__},
    "kappa": list(kappa_cases()), "fleiss": list(fleiss_cases()), "curves": list(curve_cases()),
    "calibration": list(calibration_cases()), "bootstrap": list(bootstrap_cases()),
}
with open("agreement.json", "w") as file:
    json.dump(document, file, separators=(",", ":"))
    file.write("\n")
print(document["versions"])
