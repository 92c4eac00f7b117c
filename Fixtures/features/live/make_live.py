# Live lines by SciPy and direct sums, for the numbers that the causal filters must give.
# python3 make_live.py writes live-1000.csv (every 20th row), live-50.csv and live-30.csv beside itself.
import csv
import os
import numpy as np
from scipy.signal import butter, sosfilt, sosfilt_zi

HERE = os.path.dirname(os.path.abspath(__file__))


def signal(rate, count):
    """A formula, so that a test makes the same input: level, slow wave, pulse, a fall and whole-number steps."""
    t = np.arange(count) / rate
    x = 500 + 120 * np.sin(2 * np.pi * 0.27 * t) + 30 * np.sin(2 * np.pi * 1.3 * t + 0.4)
    x += np.where(t > 6, 80 * (1 - np.exp(-(t - 6) / 1.5)), 0) - 4 * t + 3 * np.sin(2 * np.pi * 11 * t)
    return np.floor(x + 0.5)


def cascade(x, kind, order, cutoff, rate):
    sos = butter(order, cutoff, kind, fs=rate, output="sos")
    return sosfilt(sos, x, zi=sosfilt_zi(sos) * x[0])[0]


def half_even(seconds, rate):
    return int(np.round(seconds * rate))


def mean(x, half_width, rate):
    h = half_even(half_width, rate)
    padded = np.concatenate([np.full(2 * h, x[0]), x])
    return np.array([np.sum(padded[i:i + 2 * h + 1]) / (2 * h + 1) for i in range(len(x))])


def follower(x, rate):
    wait = half_even(5, rate)
    out = [x[0]]
    total, falling = 0.0, 0
    for i in range(1, len(x)):
        step = x[i - 1] - x[i - 2] if i > 1 else 0.0
        ahead = x[i] - x[i - 1]
        falling = falling + 1 if ahead < 0 else 0
        if ahead < 0:
            total = total + step * (1.05 if falling > wait else 1) if total > 0 else 0.0
        else:
            total += step
        total = max(total, 0.0)
        out.append(total + x[0])
    return np.array(out)


def lines(x, rate):
    band = cascade(x, "low", 4, 12, rate) if rate > 30 else x
    low3 = lambda line: cascade(line, "low", 2, 3, rate)
    low886 = lambda line: cascade(line, "low", 1, 0.886, rate)
    ma = band
    for half in (1, 0.5, 0.25):
        ma = mean(ma, half, rate)
    vaso = band
    for _ in range(4):
        vaso = mean(vaso, 1, rate)
    return {
        "respiration": mean(low886(band), 8 / 30, rate),
        "auto": low3(cascade(band, "high", 1, 0.0159155, rate)),
        "manual": low3(band),
        "detrended": follower(low886(band), rate),
        "cuff": band,
        "cuffMid": mean(band, 0.5, rate),
        "cuffAverage": ma,
        "pulseAverage": vaso,
        "activity": mean(band, 0.5, rate),
    }


for rate, count, step in [(1000, 16000, 20), (50, 800, 1), (30, 480, 1)]:
    x = signal(rate, count)
    made = lines(x, rate)
    with open(os.path.join(HERE, f"live-{rate}.csv"), "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["sample", "input"] + list(made))
        for i in range(0, count, step):
            writer.writerow([i, int(x[i])] + [repr(float(line[i])) for line in made.values()])
