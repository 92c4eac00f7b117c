#!/usr/bin/env python3
"""Golden numbers for filter design, from SciPy; Savitzky-Golay weights from exact fractions.

Writes designs.json, filtered.json, combs.json, fir.json and savitzky_golay.json beside this file, the same bytes
every time for the same versions of SciPy and NumPy.
"""
import json
import math
import pathlib
from fractions import Fraction

import numpy as np
import scipy
from scipy import signal

HERE = pathlib.Path(__file__).parent
VERSIONS = {"scipy": scipy.__version__, "numpy": np.__version__}
FAMILIES = [
    ("butterworth", {}), ("chebyshevI", {"rp": 1.0}), ("chebyshevII", {"rs": 40.0}),
    ("elliptic", {"rp": 0.5, "rs": 60.0}), ("bessel", {"norm": "phase"}),
]
SCIPY_NAMES = {
    "butterworth": "butter", "chebyshevI": "cheby1", "chebyshevII": "cheby2", "elliptic": "ellip", "bessel": "bessel",
}
BANDS_30 = [("lowPass", [2.0]), ("highPass", [0.5]), ("bandPass", [0.5, 4.0]), ("bandStop", [3.0, 7.0])]
BANDS_1000 = [("lowPass", [0.05]), ("highPass", [0.0159]), ("bandPass", [0.05, 3.0]), ("bandStop", [48.0, 52.0])]
SCIPY_BANDS = {"lowPass": "lowpass", "highPass": "highpass", "bandPass": "bandpass", "bandStop": "bandstop"}


def write(name, content):
    text = json.dumps({"versions": VERSIONS, **content}, separators=(",", ":"))
    (HERE / name).write_text(text.replace("},{", "},\n{") + "\n")


def cases():
    for rate, bands, orders in [(30, BANDS_30, [1, 2, 3, 4, 5, 6, 8, 12]), (1000, BANDS_1000, [1, 2, 4])]:
        for family, options in FAMILIES:
            for band, edges in bands:
                for order in orders:
                    yield dict(family=family, band=band, edges=edges, order=order, rate=rate, **options)
    for family, options in FAMILIES:
        for band, edges in BANDS_30[:2]:
            yield dict(family=family, band=band, edges=edges, order=24, rate=30, **options)
    for norm in ["delay", "mag"]:
        for order in [1, 2, 3, 6, 9, 24]:
            yield dict(family="bessel", band="lowPass", edges=[3.0], order=order, rate=30, norm=norm)
        yield dict(family="bessel", band="bandPass", edges=[0.5, 4.0], order=4, rate=30, norm=norm)
    ripples = [("chebyshevI", {"rp": rp}) for rp in (0.01, 3.0)]
    ripples += [("chebyshevII", {"rs": rs}) for rs in (20.0, 100.0)]
    ripples += [("elliptic", {"rp": rp, "rs": rs}) for rp, rs in ((3.0, 20.0), (0.01, 100.0), (0.1, 40.0))]
    for family, options in ripples:
        for band, edges in [BANDS_30[0], BANDS_30[2]]:
            for order in [2, 3, 9]:
                yield dict(family=family, band=band, edges=edges, order=order, rate=30, **options)


def design(case, output):
    return signal.iirfilter(
        case["order"], case["edges"] if len(case["edges"]) > 1 else case["edges"][0], rp=case.get("rp"),
        rs=case.get("rs"), btype=SCIPY_BANDS[case["band"]],
        ftype="bessel_" + case["norm"] if case["family"] == "bessel" else SCIPY_NAMES[case["family"]],
        output=output, fs=case["rate"])


def upper(roots):
    """One of each conjugate pair, and the real roots."""
    roots = sorted(roots, key=lambda root: (root.real, abs(root.imag)))
    return [[float(root.real), float(root.imag) + 0.0] for root in roots if root.imag >= 0]


def pairs(values):
    return [[float(value.real), float(value.imag)] for value in values]


def designs():
    made = []
    for case in cases():
        zeros, poles, gain = design(case, "zpk")
        nyquist = case["rate"] / 2
        edge = case["edges"][0]
        frequencies = [0.0, edge / 3, edge, (edge * case["edges"][-1]) ** 0.5 * 1.1, nyquist * 0.6, nyquist]
        _, response = signal.freqz_zpk(zeros, poles, gain, worN=frequencies, fs=case["rate"])
        made.append(dict(
            case, zeros=upper(zeros), poles=upper(poles), gain=float(gain), frequencies=frequencies,
            response=pairs(response)))
    write("designs.json", {"cases": made})


def made_input(count):
    """A drifting line of whole numbers with steps, slow waves and noise."""
    random = np.random.default_rng(20260101)
    line = 400 + np.cumsum(random.integers(-3, 4, count)) + random.integers(-20, 21, count)
    line[count // 3:] += 150
    return [int(value) for value in line]


def nudged(sections, random):
    """Every coefficient that is not a small whole number moved by up to two last bits."""
    moved = sections.copy()
    whole = np.isin(np.abs(moved), [0.0, 1.0, 2.0])
    steps = random.integers(-2, 3, moved.shape)
    return np.where(whole, moved, moved + steps * np.spacing(np.abs(moved)))


def filtered():
    random = np.random.default_rng(7)
    line = made_input(1200)
    every = 40
    made = []
    for case in cases():
        if case["order"] not in (1, 2, 4, 5) or "norm" in case and case["norm"] != "phase":
            continue
        # At 1000 samples a second the line is repeated, so that the slow filters settle.
        repeats = 10 if case["rate"] == 1000 else 1
        long = np.tile(np.array(line, dtype=float), repeats)
        sections = design(case, "sos")
        output = signal.sosfilt(sections, long)
        largest = float(np.max(np.abs(output)))
        spread = max(
            float(np.max(np.abs(signal.sosfilt(nudged(sections, random), long) - output))) / largest
            for _ in range(24))
        made.append(dict(
            case, repeats=repeats, condition=max(1.0, spread / 1e-12), largest=largest,
            sections=[[float(c) for c in row] for row in sections],
            output=[float(value) for value in output[every * repeats - 1::every * repeats]]))
    write("filtered.json", {"input": line, "every": every, "cases": made})


def combs():
    notches = []
    for kind, maker in [("notch", signal.iirnotch), ("peak", signal.iirpeak)]:
        for frequency, quality, rate in [(50.0, 30.0, 1000), (60.0, 35.0, 256), (1.2, 2.0, 30)]:
            b, a = maker(frequency, quality, fs=rate)
            notches.append(dict(
                kind=kind, frequency=frequency, quality=quality, rate=rate, b=list(map(float, b)),
                a=list(map(float, a))))
    made = []
    random = np.random.default_rng(11)
    line = [int(value) for value in random.integers(-500, 501, 300)]
    for kind in ["notch", "peak"]:
        for passes_zero in [False, True]:
            for frequency, quality, rate in [(50.0, 30.0, 1000), (60.0, 10.0, 960)]:
                b, a = signal.iircomb(frequency, quality, ftype=kind, fs=rate, pass_zero=passes_zero)
                frequencies = [0.0, frequency / 2, frequency * 0.98, frequency, frequency * 2.2, rate / 2]
                _, response = signal.freqz(b, a, worN=frequencies, fs=rate)
                _, delay = signal.group_delay((b, a), w=[frequency * 0.3, frequency * 1.6], fs=rate)
                made.append(dict(
                    kind=kind, passesZero=passes_zero, frequency=frequency, quality=quality, rate=rate,
                    delay=len(b) - 1, first=float(b[0]), last=float(b[-1]), feedback=float(a[-1]),
                    frequencies=frequencies, response=pairs(response), groupDelay=list(map(float, delay)),
                    output=[float(v) for v in signal.lfilter(b, a, line)[9::10]]))
    delays = []
    for family, band, edges, order in [("butterworth", "lowPass", [2.0], 2), ("chebyshevI", "bandPass", [0.5, 4.0], 1),
                                       ("elliptic", "lowPass", [3.0], 3), ("bessel", "highPass", [1.0], 3)]:
        case = dict(family=family, band=band, edges=edges, order=order, rate=30, **dict(FAMILIES)[family])
        frequencies = [0.3, 1.0, 2.0, 5.5]
        _, delay = signal.group_delay(design(case, "ba"), w=frequencies, fs=30)
        delays.append(dict(case, frequencies=frequencies, groupDelay=list(map(float, delay))))
    write("combs.json", {"notches": notches, "input": line, "combs": made, "delays": delays})


def fir():
    made = []
    windows = [("rectangular", "boxcar"), ("hann", "hann"), ("hamming", "hamming"), ("blackman", "blackman"),
               ("kaiser", ("kaiser", 6.5))]
    for band, edges in BANDS_30:
        for name, window in windows:
            for count in [1, 2, 31, 32, 75]:
                if count % 2 == 0 and band in ("highPass", "bandStop"):
                    continue
                if count < 3 and (name in ("hann", "blackman") or band == "bandPass"):
                    continue
                taps = signal.firwin(count, edges, window=window, pass_zero=SCIPY_BANDS[band], fs=30)
                frequencies = [0.0, 0.4, 1.7, 5.0, 11.0, 15.0]
                _, response = signal.freqz(taps, worN=frequencies, fs=30)
                made.append(dict(
                    band=band, edges=edges, window=name, beta=6.5, count=count, rate=30,
                    taps=[float(tap) for tap in taps[:(count + 1) // 2]], frequencies=frequencies,
                    response=pairs(response)))
    orders = []
    for decibels in [8.0, 20.0, 21.0, 35.5, 50.0, 60.0, 96.0, 150.0]:
        for transition, rate in [(1.0, 30), (0.05, 30), (5.0, 1000)]:
            count, beta = signal.kaiserord(decibels, transition / (rate / 2))
            orders.append(dict(decibels=decibels, transition=transition, rate=rate, count=int(count), beta=float(beta)))
    asymmetric = [0.5, -0.25, 0.75, 1.0, 0.125]
    _, delay = signal.group_delay((asymmetric, 1), w=[0.5, 3.0, 7.0], fs=30)
    write("fir.json", {
        "cases": made, "kaiserOrders": orders,
        "delay": dict(taps=asymmetric, rate=30, frequencies=[0.5, 3.0, 7.0], groupDelay=list(map(float, delay)))})


def exact_weights(count, degree, derivative, position):
    """The least-squares weights for a rate of 30, solved in fractions and rounded once."""
    places = [[Fraction(index - position) ** power for power in range(degree + 1)] for index in range(count)]
    matrix = [[sum(row[i] * row[j] for row in places) for j in range(degree + 1)] for i in range(degree + 1)]
    right = [Fraction(int(i == derivative)) for i in range(degree + 1)]
    for pivot in range(degree + 1):
        swap = next(row for row in range(pivot, degree + 1) if matrix[row][pivot] != 0)
        matrix[pivot], matrix[swap] = matrix[swap], matrix[pivot]
        right[pivot], right[swap] = right[swap], right[pivot]
        for row in range(degree + 1):
            if row != pivot:
                factor = matrix[row][pivot] / matrix[pivot][pivot]
                matrix[row] = [a - factor * b for a, b in zip(matrix[row], matrix[pivot])]
                right[row] -= factor * right[pivot]
    solved = [right[i] / matrix[i][i] for i in range(degree + 1)]
    scale = math.factorial(derivative) * 30 ** derivative
    return [float(scale * sum(c * p for c, p in zip(solved, row))) for row in places]


def savitzky_golay():
    weights = []
    for count, degree in [(3, 1), (5, 2), (7, 3), (11, 4), (21, 2), (31, 5), (101, 3), (25, 8), (9, 8)]:
        for derivative in range(min(degree, 3) + 1):
            for position in [None, 0, count - 2]:
                place = count // 2 if position is None else position
                row = exact_weights(count, degree, derivative, place)
                rough = signal.savgol_coeffs(count, degree, deriv=derivative, delta=1 / 30, pos=place, use="dot")
                # SciPy solves in powers of the sample number and loses digits at high degrees.
                assert np.allclose(row, rough, rtol=0, atol=1e-5 * np.max(np.abs(row)))
                weights.append(dict(
                    count=count, degree=degree, derivative=derivative, rate=30, position=place, weights=row))
    line = made_input(90)
    applied = []
    for count, degree, derivative in [(5, 2, 0), (11, 3, 0), (11, 3, 1), (21, 4, 2), (31, 5, 3), (7, 0, 0), (89, 2, 1)]:
        for mode in ["interp", "mirror", "nearest"]:
            output = signal.savgol_filter(line, count, degree, deriv=derivative, delta=1 / 30, mode=mode)
            applied.append(dict(
                count=count, degree=degree, derivative=derivative, rate=30, mode=mode,
                output=[float(value) for value in output]))
    write("savitzky_golay.json", {"weights": weights, "input": line, "applied": applied})


if __name__ == "__main__":
    designs()
    filtered()
    combs()
    fir()
    savitzky_golay()
