"""Filters and moving statistics: SciPy's side of FilterCases.swift."""

import numpy as np
import scipy.ndimage as ndi
import scipy.signal as ss

from harness import Case, write_doubles

CHANNELS = 40


def _bank(folder, count):
    """Forty made channels at 100 samples a second, and a second-order low-pass at 3 Hz."""
    rng = np.random.default_rng(7)
    channels = np.cumsum(rng.standard_normal((CHANNELS, count)), axis=1)
    sections = ss.butter(2, 3, fs=100, output="sos")
    write_doubles(folder, "channels", channels)
    write_doubles(folder, "sections", sections)
    return channels, sections


def _check(block):
    return np.concatenate([row[channel::4999] for channel, row in enumerate(block)])


def _zero_phase(count):
    def prepare(folder):
        channels, sections = _bank(folder, count)
        return lambda: _check(ss.sosfiltfilt(sections, channels))
    return prepare


def _causal(folder):
    channels, sections = _bank(folder, 30_000)
    return lambda: _check(ss.sosfilt(sections, channels))


def _median(folder):
    """Five minutes at 100 samples a second; a window of four seconds, as tonic skin conductance is found with."""
    rng = np.random.default_rng(8)
    t = np.arange(30_000) / 100
    line = 5 + np.sin(2 * np.pi * 0.05 * t) + 0.02 * rng.standard_normal(len(t)) + np.cumsum(
        0.01 * rng.standard_normal(len(t)))
    write_doubles(folder, "line", line)
    write_doubles(folder, "half-width", [200])
    return lambda: ndi.median_filter(line, 401, mode="reflect")[::997]


CASES = [
    Case("zero-phase-30k", "SciPy sosfiltfilt", _zero_phase(30_000), target=13, tolerance=1e-12),
    Case("zero-phase-300k", "SciPy sosfiltfilt", _zero_phase(300_000), target=10, tolerance=1e-12),
    Case("causal-bank-30k", "SciPy sosfilt", _causal, tolerance=0.0),
    Case("moving-median", "SciPy median_filter", _median, tolerance=0.0),
]
