"""The peak, curve and deconvolution cases of the dsp suite."""

import contextlib
import io
import warnings

import numpy as np
from scipy.interpolate import make_smoothing_spline
from scipy.signal import butter, find_peaks, sosfiltfilt

from harness import Case, write_doubles

RATE = 100
CHARTS = 4


def _pulse_and_breath(seed=1, seconds=300):
    """A pulse near 75 and a breath near 16 a minute, whose rates wander, with drift and noise."""
    random = np.random.default_rng(seed)
    time = np.arange(seconds * RATE) / RATE + 40 * seed
    breath_phase = 2 * np.pi * np.cumsum(0.27 + 0.03 * np.sin(time / 17)) / RATE
    pulse_phase = 2 * np.pi * np.cumsum(1.25 + 0.06 * np.sin(breath_phase) + 0.05 * np.sin(time / 23)) / RATE
    pulse = np.cos(pulse_phase) + 0.25 * np.cos(2 * pulse_phase - 1.2)
    noise = 0.02 * random.standard_normal((2, len(time)))
    pulse = (1 + 0.2 * np.sin(time / 11)) * pulse + 0.5 * np.cos(breath_phase) + noise[0]
    breath = (1 + 0.3 * np.sin(time / 13)) * np.cos(breath_phase) + 0.01 * time + noise[1]
    return pulse, breath


def _write_peaks(folder):
    """An examination's pulse lines (finger and cuff) and breath lines (two belts), four charts of each."""
    pulses, breaths = zip(*[_pulse_and_breath(seed) for seed in range(1, 2 * CHARTS + 1)])
    write_doubles(folder, "pulse", np.array(pulses))
    write_doubles(folder, "breath", np.array(breaths))
    return np.array(pulses), np.array(breaths)


def _scipy_peaks(folder):
    pulses, breaths = _write_peaks(folder)
    pulse_filter = butter(3, [0.5, 8], "bandpass", fs=RATE, output="sos")
    breath_filter = butter(2, [0.05, 3], "bandpass", fs=RATE, output="sos")

    def reference():
        beats = [find_peaks(line, distance=30, prominence=0.3)[0] for line in sosfiltfilt(pulse_filter, pulses)]
        breathing = [find_peaks(line, distance=150, prominence=0.3)[0] for line in sosfiltfilt(breath_filter, breaths)]
        return [value for peaks in beats + breathing for value in (len(peaks), peaks.sum())]

    return reference


def _neurokit_peaks(folder):
    """NeuroKit2's own detectors: other methods for the same beats and breaths, and other rules at the ends.

    So only the number and mean spacing of the peaks between the 10th second and the 290th are compared.
    """
    import neurokit2

    pulses, breaths = _write_peaks(folder)

    def summary(peaks):
        inner = [peak for peak in peaks if 1000 <= peak < 29000]
        return [len(inner), np.round((inner[-1] - inner[0]) / (len(inner) - 1))]

    def reference():
        result = []
        for line in pulses:
            clean = neurokit2.ppg_clean(line, sampling_rate=RATE)
            result += summary(neurokit2.ppg_findpeaks(clean, sampling_rate=RATE)["PPG_Peaks"])
        for line in breaths:
            clean = neurokit2.rsp_clean(line, sampling_rate=RATE)
            result += summary(neurokit2.rsp_findpeaks(clean, sampling_rate=RATE)["RSP_Peaks"])
        return result

    return reference


def _noisy_line(folder, count=30000):
    line = _pulse_and_breath()[0][:count] + 0.3 * np.random.default_rng(2).standard_normal(count)
    write_doubles(folder, "line", line)
    return line


def _find_peaks_alone(folder):
    line = _noisy_line(folder)

    def reference():
        peaks, measured = find_peaks(line, prominence=(None, None), width=(None, None))
        return [len(peaks), measured["prominences"].sum(), measured["widths"].sum()]

    return reference


def _smoothing_spline(folder):
    line = _noisy_line(folder)
    places = np.arange(float(len(line)))

    def reference():
        smooth = make_smoothing_spline(places, line, lam=1000)(places)
        return [smooth.sum(), smooth[len(line) // 3]]

    return reference


def _convex_deconvolution(folder):
    """cvxEDA over CVXOPT, with its own default tolerances; the objective is that of the standardised line."""
    from cvxeda.cvxEDA import cvxEDA

    rate, seconds = 25, 300
    random = np.random.default_rng(5)
    time = np.arange(rate * seconds) / rate
    line = 5 + 0.004 * time + 0.3 * np.sin(2 * np.pi * time / 90 + 0.4) + 0.01 * random.standard_normal(len(time))
    for onset in random.uniform(0, seconds - 2, 40):
        past = np.maximum(time - onset, 0)
        line += random.uniform(0.1, 1.2) * (np.exp(-past / 2) - np.exp(-past / 0.7))
    write_doubles(folder, "line", line)
    standard = (line - line.mean()) / line.std()

    def reference():
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            *_, objective = cvxEDA(standard, 1 / rate, options={"show_progress": False})
        return [objective]

    return reference


CASES = [
    Case("pulse-and-breath-peaks", "SciPy", _scipy_peaks, target=2, repeats=15, tolerance=0),
    Case("pulse-and-breath-peaks-neurokit", "NeuroKit2", _neurokit_peaks, target=20, repeats=5, tolerance=0),
    Case("find-peaks-alone", "SciPy find_peaks", _find_peaks_alone, repeats=15),
    Case("smoothing-spline", "SciPy", _smoothing_spline, repeats=5, tolerance=1e-8),
    Case("convex-eda-deconvolution", "cvxEDA (CVXOPT)", _convex_deconvolution, target=10, repeats=5, tolerance=1e-6),
]
