"""Writes statistics.json: generated exams as figures, and what the program's statistics of them are by an independent
computation (NumPy, SciPy). Command: python3 make_statistics.py"""

import json
from datetime import datetime, timedelta, timezone

import numpy as np
from scipy import stats

random = np.random.default_rng(20260401)
START = datetime(2026, 1, 1, tzinfo=timezone.utc)
CLASSES = {"DI": 0, "SR": 0, "INC": 1, "NO": 1, "NDI": 2, "NSR": 2}


def text(time):
    return time.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def exam(number):
    begin = START + timedelta(hours=float(random.uniform(0, 24 * 180)))
    begin = begin.replace(microsecond=0)
    path = [("schedule", "scheduled", begin - timedelta(days=3))]
    row = {"id": f"e{number:04d}", "office": f"o{number % 3}", "examiner": f"x{number % 7}",
           "format": ["zct", "tes"][number % 2], "scheduled": text(begin)}
    fate = random.choice(["no-show", "withdrawn", "incomplete", "full"], p=[0.05, 0.1, 0.05, 0.8])
    time = begin

    def step(event, to, hours):
        nonlocal time
        time = time + timedelta(seconds=int(3600 * hours))
        path.append((event, to, time))

    if fate == "no-show":
        step("no-show", "no-show", 1)
    else:
        step("check-in", "checked-in", 0.1)
        step("begin-pretest", "pretest", 0.1)
        if fate == "withdrawn":
            step("withdraw", "withdrawn", 1)
        else:
            step("begin-test", "in-test", 1)
            if fate == "incomplete":
                step("end-incomplete", "incomplete", 1)
    words = ["SR", "INC", "NSR"] if number % 2 else ["DI", "INC", "NDI"]
    if fate == "full":
        latent = random.normal()
        opinion = words[int(np.digitize(latent, [-0.6, -0.3]))]
        if random.uniform() < 0.03:
            opinion = "NO"
        row["opinion"] = opinion
        row["method"] = words[int(np.digitize(latent + random.normal(0, 0.4), [-0.6, -0.3]))]
        step("submit", "submitted", 3)
        row["recordings"] = ["complete"] if random.uniform() < 0.95 else ["complete", "partial"]
        if random.uniform() < 0.9:
            blind = words[int(np.digitize(latent + random.normal(0, 0.5), [-0.6, -0.3]))]
            wait = float(random.gamma(2, 20))
            attested = time + timedelta(seconds=int(3600 * wait))
            sealed = attested - timedelta(hours=1)
            row["review"] = {"opinion": blind, "sealed": text(sealed), "attested": text(attested)}
            row["certified"] = opinion if random.uniform() < 0.95 else blind
            if random.uniform() < 0.3:
                third = words[int(np.digitize(latent + random.normal(0, 0.5), [-0.6, -0.3]))]
                row["second"] = {"opinion": third, "sealed": text(attested), "attested": text(attested)}
    row["path"] = [{"event": e, "to": t, "at": text(a)} for e, t, a in path]
    row["state"] = path[-1][1]
    return row


def kappa(table, weights):
    table = np.asarray(table, float)
    shares = table / table.sum()
    size = len(table)
    distance = np.abs(np.subtract.outer(np.arange(size), np.arange(size))) / (size - 1)
    cost = {"none": (distance > 0) * 1.0, "linear": distance, "quadratic": distance ** 2}[weights]
    expected = np.outer(shares.sum(1), shares.sum(0))
    return 1 - (cost * shares).sum() / (cost * expected).sum()


def wilson(k, n):
    interval = stats.binomtest(k, n).proportion_ci(0.95, "wilson")
    return [k / n, interval.low, interval.high]


def funnel(share, n, confidence):
    limits = []
    for p in ((1 - confidence) / 2, 1 - (1 - confidence) / 2):
        r = int(stats.binom.ppf(p, n, share))
        excess = (stats.binom.cdf(r, n, share) - p) / stats.binom.pmf(r, n, share)
        limits.append(float(min(1, max(0, (r - excess) / n))))
    return limits


def fleiss(rows):
    counts = np.array([[row.count(c) for c in range(3)] for row in rows], float)
    n = counts.sum(1)[0]
    p = counts.sum(0) / counts.sum()
    agree = ((counts ** 2).sum(1) - n) / (n * (n - 1))
    return (agree.mean() - (p ** 2).sum()) / (1 - (p ** 2).sum())


def reached(row, state):
    return next((s["at"] for s in row["path"] if s["to"] == state), None)


def hours(start, end):
    form = "%Y-%m-%dT%H:%M:%S.000Z"
    return (datetime.strptime(end, form) - datetime.strptime(start, form)).total_seconds() / 3600


def summary(rows):
    begun = [r for r in rows if reached(r, "checked-in")]
    scored = [r for r in rows if "opinion" in r]
    submitted = [r for r in rows if reached(r, "submitted")]
    reviewed = [r for r in submitted if "review" in r]
    standing = [r.get("certified", r["opinion"]) for r in scored]
    waits = [hours(reached(r, "submitted"), r["review"]["attested"]) for r in reviewed]
    pairs = [(CLASSES[r["opinion"]], CLASSES[r["review"]["opinion"]]) for r in reviewed]
    table = np.zeros((3, 3), int)
    for a, b in pairs:
        table[a, b] += 1
    method = [(CLASSES[r["method"]], CLASSES[r["opinion"]]) for r in scored]
    triples = [[CLASSES[r["opinion"]], CLASSES[r["review"]["opinion"]], CLASSES[r["second"]["opinion"]]]
               for r in scored if "second" in r]
    certified = [r for r in rows if "certified" in r]
    before = sum(reached(r, "withdrawn") is not None and reached(r, "in-test") is None for r in begun)
    return {
        "begun": len(begun), "scored": len(scored), "submitted": len(submitted), "reviewed": len(reviewed),
        "inconclusive": wilson(standing.count("INC"), len(standing)),
        "noOpinion": wilson(standing.count("NO"), len(begun)),
        "preTestOut": wilson(before, len(begun)),
        "reviewCoverage": wilson(len(reviewed), len(submitted)),
        "reviewedInTime": wilson(sum(w <= 72 for w in waits), len(waits)),
        "overturned": wilson(sum(r["certified"] != r["opinion"] for r in certified), len(certified)),
        "recordingComplete": wilson(
            sum(all(s == "complete" for s in r["recordings"]) for r in submitted), len(submitted)),
        "median": float(np.quantile(waits, 0.5)), "p90": float(np.quantile(waits, 0.9)),
        "table": table.tolist(), "agreement": sum(a == b for a, b in pairs) / len(pairs),
        "kappa": {w: float(kappa(table, w)) for w in ("none", "linear", "quadratic")},
        "methodAgreement": sum(a == b for a, b in method) / len(method),
        "fleiss": float(fleiss(triples)), "fleissExams": len(triples),
    }


exams = [exam(n) for n in range(400)]
whole = summary(exams)
offices = {}
for name in sorted({r["office"] for r in exams}):
    part = summary([r for r in exams if r["office"] == name])
    share, n = whole["reviewedInTime"][0], part["reviewed"]
    part["funnel95"], part["funnel998"] = funnel(share, n, 0.95), funnel(share, n, 0.998)
    offices[name] = part
limits = [{"share": s, "trials": n, "confidence": c, "limits": funnel(s, n, c)}
          for s, n, c in [(0.2, 10, 0.95), (0.033, 615, 0.95), (0.5, 1, 0.95), (0.01, 40, 0.998), (0.97, 3000, 0.998)]]
document = {"exams": exams, "all": whole, "offices": offices, "funnel": limits}
with open("statistics.json", "w") as file:
    json.dump(document, file, sort_keys=True, separators=(",", ":"))
    file.write("\n")
