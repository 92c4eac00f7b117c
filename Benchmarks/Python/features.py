"""Measuring an exam beside NeuroKit2 on the same channels: python features.py PROGRAM [CASE...].

Five charts of 300 s with eight channels and ten questions each. The reference cleans and segments the channels, which
is less than measuring responses: `rsp_process` for the two respirations, `eda_process` for the two electrodermal lines,
`ppg_process` for cuff, finger pulse and finger cuff. The check value is the number of questions measured.
"""

import sys
import warnings
from pathlib import Path

import numpy as np

from harness import Case, run, write_doubles

CHARTS = 5
SECONDS = 300
QUESTIONS = 10
CHANNELS = ["UPneumo", "LPneumo", "EDA1", "EDA2", "Cardio1", "PPG1", "FC", "Move1"]


def chart(random, rate):
    """Integer counts of the eight channels, by formulas and a little noise."""
    time = np.arange(SECONDS * rate) / rate
    breath = np.cumsum(0.25 + 0.03 * np.sin(2 * np.pi * time / 37)) / rate
    heart = np.cumsum(1.2 + 0.08 * np.sin(2 * np.pi * breath)) / rate
    pulse = np.sin(2 * np.pi * heart) + 0.35 * np.sin(4 * np.pi * heart + 1)
    skin = np.zeros_like(time)
    for onset in 20 + 26 * np.arange(QUESTIONS) + random.uniform(1, 3, QUESTIONS):
        age = np.maximum(time - onset, 0)
        skin += random.uniform(0.3, 1.5) * (np.exp(-age / 3) - np.exp(-age / 0.8))
    lines = [
        4000 * np.sin(2 * np.pi * breath), 3000 * np.sin(2 * np.pi * breath - 0.3), 5000 * skin, 4000 * skin,
        2500 * pulse + 800 * np.sin(2 * np.pi * time / 23), 2000 * pulse, 1800 * pulse,
        20 * np.sin(2 * np.pi * 3 * time)]
    return [np.round(50000 + line + random.normal(0, 4, time.size)) for line in lines]


def prepared(rate, questions):
    def prepare(folder: Path):
        import neurokit2 as nk

        warnings.filterwarnings("ignore")
        random = np.random.default_rng(20260205)
        charts = [chart(random, rate) for _ in range(CHARTS)]
        for number, channels in enumerate(charts, 1):
            for name, counts in zip(CHANNELS, channels):
                write_doubles(folder, f"{name}-{number}", counts)

        def reference():
            for channels in charts:
                for name, counts in zip(CHANNELS, channels):
                    if name.endswith("Pneumo"):
                        nk.rsp_process(counts, sampling_rate=rate)
                    elif name.startswith("EDA"):
                        nk.eda_process(counts, sampling_rate=rate)
                    elif name != "Move1":
                        nk.ppg_process(counts, sampling_rate=rate)
            return [CHARTS * questions]

        return reference

    return prepare


def case(rate, profile):
    # The reference procedure measures relevant and comparison questions only: eight of ten.
    standard = profile == "standard"
    prepare = prepared(rate, QUESTIONS if standard else QUESTIONS - 2)
    return Case(f"measure-{profile}-{rate}-hz", "NeuroKit2", prepare, 100 if standard else None, 3)


# A profile that the program does not have is skipped, and said so.
CASES = [case(rate, profile) for rate in (30, 1000) for profile in ("standard", "reference")]

if __name__ == "__main__":
    sys.exit(0 if run(CASES, sys.argv[1], sys.argv[2:]) else 1)
