"""Transforms, spectra and changes of rate beside SciPy, and beside a plain C program that calls FFTW."""

import numpy as np
import scipy.fft
import scipy.signal

from harness import Case, write_doubles


def _line(count, rate, seed):
    """A breath, a pulse and noise, as a channel has them."""
    time = np.arange(count) / rate
    noise = np.random.default_rng(seed).standard_normal(count)
    return 100 * np.sin(2 * np.pi * 0.27 * time) + 20 * np.sin(2 * np.pi * 1.2 * time) + noise


def _transform(power):
    def prepare(folder):
        samples = _line(2**power, 1000, power)
        write_doubles(folder, "samples", samples)

        def reference():
            lines = scipy.fft.rfft(samples)
            places = lines[[1, 17, len(samples) // 4]]
            return np.column_stack([places.real, places.imag]).ravel()

        return reference

    name = f"real-fft-2^{power}"
    return Case(name, "scipy.fft.rfft", prepare, target=2, repeats=100, others=[f"{name}-plain-c"])


def _welch(rate, suffix=""):
    def prepare(folder):
        line = _line(300 * rate, rate, rate)
        write_doubles(folder, "line", line)
        return lambda: scipy.signal.welch(line, rate, nperseg=20 * rate)[1][1:12]

    return Case(f"welch-{rate}{suffix}", "scipy.signal.welch", prepare, target=6, repeats=60)


def _default_taps():
    """The filter that resample_poly designs for 1000 to 100 Hz when it is not given one."""
    return scipy.signal.firwin(201, 0.1, window=("kaiser", 5.0))


def _steep_taps():
    """80 dB from 50 Hz up, flat to 40 Hz: what our own design gives, made by SciPy."""
    count, beta = scipy.signal.kaiserord(81, 0.02)
    return scipy.signal.firwin(count | 1, 0.09, window=("kaiser", beta))


def _polyphase(name, file, taps):
    def prepare(folder):
        line = _line(300_000, 1000, 5)
        write_doubles(folder, "line", line)
        write_doubles(folder, file, taps())
        window = taps()

        def reference():
            result = scipy.signal.resample_poly(line, 1, 10, window=window)
            return result[[0, 777, 15_000, -1]]

        return reference

    return Case(name, "resample_poly, same taps", prepare, target=4, repeats=40)


def _designed_polyphase():
    def prepare(folder):
        line = _line(300_000, 1000, 6) - np.random.default_rng(6).standard_normal(300_000)
        write_doubles(folder, "line", line)

        def reference():
            return scipy.signal.resample_poly(line, 1, 10)[[777, 15_000, 20_000]]

        return reference

    # Ours has 80 dB and 509 taps, SciPy's default 201; on a line inside the band both give nearly the same.
    return Case("polyphase-1000-100-default", "resample_poly, its default", prepare, target=4, repeats=40,
                tolerance=1e-2)


def _fourier():
    def prepare(folder):
        line = _line(300_000, 1000, 7)
        write_doubles(folder, "line", line)
        return lambda: scipy.signal.resample(line, 30_000)[[0, 777, 15_000, -1]]

    return Case("fourier-1000-100", "scipy.signal.resample", prepare, target=1.3, repeats=40)


CASES = [
    *(_transform(power) for power in range(15, 21)),
    _welch(30),
    _welch(1000),
    # The same with FFTW's measured plan, which is an option.
    _welch(1000, "-measured"),
    _polyphase("polyphase-1000-100-short", "short", _default_taps),
    _polyphase("polyphase-1000-100-80dB", "long", _steep_taps),
    _designed_polyphase(),
    _fourier(),
]
