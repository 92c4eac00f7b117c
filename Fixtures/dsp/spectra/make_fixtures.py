#!/usr/bin/env python3
"""Writes the spectra's golden numbers beside this file, made by SciPy and NumPy; see README.md."""

import csv
from pathlib import Path

import numpy as np
import scipy.fft
import scipy.signal

HERE = Path(__file__).resolve().parent
RATE = 30.0


def inputs():
    """Two related lines of a breath, a pulse, a drift and noise."""
    random = np.random.default_rng(20)
    time = np.arange(1000) / RATE
    breath = 40 * np.sin(2 * np.pi * 0.27 * time + 0.3)
    pulse = 12 * np.sin(2 * np.pi * 1.21 * time) + 4 * np.sin(2 * np.pi * 2.42 * time + 1)
    x = 300 + 0.8 * time + breath + pulse + 3 * random.standard_normal(1000)
    y = -50 + 0.5 * np.roll(breath, 11) + pulse + 5 * random.standard_normal(1000)
    return np.round(x, 6), np.round(y, 6)


def write(name, header, rows):
    with open(HERE / name, "w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(header)
        for row in rows:
            out.writerow([cell if isinstance(cell, str) else repr(cell.item() if hasattr(cell, "item") else cell)
                          for cell in row])


def long_rows(cases):
    """Rows of case, index, real, imaginary."""
    for name, values in cases.items():
        for index, value in enumerate(np.asarray(values).ravel()):
            yield name, index, float(np.real(value)), float(np.imag(value))


def spectra(x, y):
    def welch(line, window, nperseg, noverlap, nfft, detrend, scaling):
        return scipy.signal.welch(line, RATE, window=window, nperseg=nperseg, noverlap=noverlap, nfft=nfft,
                                  detrend=detrend, scaling=scaling)[1]

    cases = {
        "welch-hann": welch(x, "hann", 200, 100, None, "constant", "density"),
        "welch-hamming": welch(x, "hamming", 201, 50, 256, "linear", "spectrum"),
        "welch-blackman": welch(x, "blackman", 128, 64, None, False, "density"),
        "welch-kaiser": welch(x, ("kaiser", 8.6), 150, 75, 301, "constant", "spectrum"),
        "welch-rectangular": welch(y, "boxcar", 99, 0, None, "linear", "density"),
        "csd-hann": scipy.signal.csd(x, y, RATE, window="hann", nperseg=200)[1],
        "coherence-hann": scipy.signal.coherence(x, y, RATE, window="hann", nperseg=200)[1],
        # The rows are segments here, as in Spectrogram.values.
        "spectrogram-hann": scipy.signal.spectrogram(
            x, RATE, window="hann", nperseg=96, noverlap=16, detrend="constant", mode="psd")[2].T,
        "spectrogram-times": scipy.signal.spectrogram(x, RATE, window="hann", nperseg=96, noverlap=16)[1],
        "hilbert-even": scipy.signal.hilbert(x[:300] - 300),
        "hilbert-odd": scipy.signal.hilbert(x[:301] - 300),
        "unwrapped-phase": np.unwrap(np.angle(scipy.signal.hilbert(x[:300] - x[:300].mean()))),
        "convolution-taps": scipy.signal.firwin(157, 0.2),
        "convolution": np.convolve(y, scipy.signal.firwin(157, 0.2)),
    }
    line = x[:300] - x[:300].mean()
    products = np.correlate(line, line, "full")[299:360]
    cases["autocorrelation-biased"] = products / 300
    cases["autocorrelation-unbiased"] = products / (300 - np.arange(61))
    write("spectra.csv", ["case", "index", "real", "imaginary"], long_rows(cases))


def transforms(x):
    cases = {f"rfft-{n}": scipy.fft.rfft(x[:n]) for n in (1, 2, 3, 5, 7, 11, 16, 30, 97, 101, 360)}
    cases["fft-61"] = scipy.fft.fft(x[:61] + 1j * x[100:161])
    write("transforms.csv", ["case", "index", "real", "imaginary"], long_rows(cases))


def tapers(x):
    rows = {}
    ratios = {}
    for name, count, product, number, step in (
            ("128", 128, 3, 5, 1), ("101", 101, 2.5, 4, 1), ("2000", 2000, 4, 7, 25), ("12", 12, 2, 9, 1)):
        windows, concentration = scipy.signal.windows.dpss(count, product, number, return_ratios=True)
        for order, window in enumerate(windows):
            rows[f"dpss-{name}-{order}"] = window[::step]
        ratios[f"ratios-{name}"] = concentration
    windows, concentration = scipy.signal.windows.dpss(400, 4, 7, return_ratios=True)
    line = x[:400] - x[:400].mean()
    powers = np.abs(scipy.fft.rfft(windows * line, axis=1)) ** 2
    powers[:, 1:-1] *= 2
    rows["multitaper-equal"] = powers.mean(axis=0) / RATE
    rows["multitaper-concentration"] = concentration @ powers / concentration.sum() / RATE
    write("tapers.csv", ["case", "index", "real", "imaginary"], long_rows({**rows, **ratios}))


def uneven():
    random = np.random.default_rng(21)
    intervals = 0.82 + 0.04 * np.sin(np.arange(120) * 1.4) + 0.01 * random.standard_normal(120)
    times = np.round(np.cumsum(intervals), 6)
    values = np.round(np.diff(times, prepend=0) * 1000, 6)
    weights = np.round(random.uniform(0.2, 1, 120), 6)
    write("beats.csv", ["time", "value", "weight"], zip(times, values, weights))
    frequencies = np.arange(1, 61) * 0.01
    angular = 2 * np.pi * frequencies
    centred = values - values.mean()
    call = scipy.signal.lombscargle
    cases = {
        "power-centred": call(times, centred, angular),
        "power-mean-fitted": call(times, values, angular, floating_mean=True),
        "normalised-mean-fitted": call(times, values, angular, normalize=True, floating_mean=True, weights=weights),
        "normalised-centred": call(times, centred, angular, normalize=True),
        "amplitude-mean-fitted": call(times, values, angular, normalize="amplitude", floating_mean=True),
    }
    write("lombscargle.csv", ["case", "index", "real", "imaginary"], long_rows(cases))


if __name__ == "__main__":
    x, y = inputs()
    write("input.csv", ["x", "y"], zip(x, y))
    spectra(x, y)
    transforms(x)
    tapers(x)
    uneven()
