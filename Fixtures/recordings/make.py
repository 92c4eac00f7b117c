#!/usr/bin/env python3
"""Makes the files of this folder: python make.py DATA-FOLDER (the recordings as README.md names them).

Real recordings become little-endian int16 files, one a channel, samples unchanged except where README.md says so. The
electrodermal lines are simulated here from a seed. For every file the script also writes what NeuroKit2 finds in it,
with its default settings.
"""

import csv
import sys
import warnings
from pathlib import Path

import neurokit2 as nk
import numpy as np
import pyedflib

warnings.filterwarnings("ignore")
HERE = Path(__file__).parent
DATA = Path(sys.argv[1])
EDA_RATE, EDA_SECONDS, EDA_UNIT = 50, 300, 0.0005
NOISE = [0.002, 0.005, 0.01, 0.02, 0.05]
SEEDS = [11, 12, 13, 14]


def store(name, values):
    """Writes int16; 16-bit codes that use the full range are kept, floats are scaled by the caller."""
    np.asarray(values).astype("<i2").tofile(HERE / f"{name}.i16")


def table(name, heading, rows):
    with open(HERE / f"{name}.csv", "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(heading)
        writer.writerows(rows)


def seconds(samples, rate):
    return [round(float(value) / rate, 4) for value in samples if np.isfinite(value)]


def edf(path, label):
    reader = pyedflib.EdfReader(str(path))
    found = [text.strip() for text in reader.getSignalLabels()].index(label)
    values = reader.readSignal(found, digital=True)
    reader.close()
    return values


def channel(found, name, kind, values, rate):
    """Stores a channel and adds NeuroKit2's detections in what was stored."""
    store(name, values)
    line = np.fromfile(HERE / f"{name}.i16", dtype="<i2").astype(float)
    if kind == "breath":
        places = nk.rsp_process(line, sampling_rate=rate)[1]["RSP_Peaks"]
    elif kind == "ecg":
        places = nk.ecg_process(line, sampling_rate=rate)[1]["ECG_R_Peaks"]
    else:
        places = nk.ppg_process(line, sampling_rate=rate)[1]["PPG_Peaks"]
    found += [(name, time) for time in seconds(places, rate)]


def bidmc(found):
    marks = []
    for number in ("01", "04", "06"):
        folder = DATA / "physionet-bidmc"
        path = folder / f"bidmc{number}.edf"
        channel(found, f"bidmc{number}_resp", "breath", edf(path, "RESP"), 125)
        channel(found, f"bidmc{number}_ecg", "ecg", edf(path, "II"), 125)
        channel(found, f"bidmc{number}_ppg", "pulse", edf(path, "PLETH"), 125)
        if number == "04":
            channel(found, f"bidmc{number}_abp", "pulse", edf(path, "ABP"), 125)
        for row in list(csv.reader(open(folder / f"bidmc_{number}_Breaths.csv")))[1:]:
            for annotator, cell in enumerate(row, 1):
                if cell.strip() not in ("", "NaN"):
                    marks.append((f"bidmc{number}", annotator, round((int(cell) - 1) / 125, 4)))
    table("breaths", ["record", "annotator", "seconds"], sorted(marks))


def mitdb(found):
    folder = DATA / "physionet-mitdb"
    path = folder / "mitdb100_0-300s.edf"
    for label, name in (("MLII", "mitdb100_mlii"), ("V5", "mitdb100_v5")):
        channel(found, name, "ecg", edf(path, label), 360)
    rows = list(csv.reader(open(folder / "mitdb100_0-300s_beats.csv")))[1:]
    table("beats", ["record", "seconds", "symbol"], [("mitdb100", *row) for row in rows if row[1] != "+"])


def rest(found):
    data = np.genfromtxt(DATA / "neurokit" / "bio_resting_5min_100hz.csv", delimiter=",", names=True)
    for column, kind in (("ECG", "ecg"), ("PPG", "pulse"), ("RSP", "breath")):
        name = {"ECG": "rest_ecg", "PPG": "rest_ppg", "RSP": "rest_resp"}[column]
        values = data[column]
        channel(found, name, kind, np.round(values / np.max(np.abs(values)) * 30000), 100)


def response(time, slow, fast):
    shape = np.where(time > 0, np.exp(-np.maximum(time, 0) / slow) - np.exp(-np.maximum(time, 0) / fast), 0.0)
    peak = np.log(slow / fast) * slow * fast / (slow - fast)
    return shape / (np.exp(-peak / slow) - np.exp(-peak / fast)), peak


def conductance(seed):
    """A line without noise and its responses: (onset, peak, amplitude)."""
    random = np.random.default_rng(seed)
    time = np.arange(EDA_RATE * EDA_SECONDS) / EDA_RATE
    level = random.uniform(2, 8)
    phases = random.uniform(0, 2 * np.pi, 4)
    line = level + random.uniform(0.2, 0.8) * np.exp(-time / 120)
    for order, phase in enumerate(phases, 1):
        line = line + random.uniform(0.05, 0.25) / order * np.sin(2 * np.pi * time * order / 240 + phase)
    truth = []
    onset = random.uniform(3, 8)
    while onset < EDA_SECONDS - 8:
        amplitude = float(np.clip(np.exp(random.normal(np.log(0.25), 0.8)), 0.03, 2.5))
        shape, rise = response(time - onset, random.uniform(1.5, 5.0), random.uniform(0.4, 0.9))
        line = line + amplitude * shape
        truth.append((onset, onset + rise, amplitude))
        onset += 2.5 + random.exponential(7)
    return line, truth


def electrodermal(found):
    truth = []
    for seed in SEEDS:
        line, responses = conductance(seed)
        truth += [(seed, *(round(value, 4) for value in row)) for row in responses]
        for level, noise in enumerate(NOISE):
            random = np.random.default_rng([seed, level])
            name = f"eda_s{seed}_n{level}"
            store(name, np.round((line + random.normal(0, noise, line.size)) / EDA_UNIT))
            stored = np.fromfile(HERE / f"{name}.i16", dtype="<i2") * EDA_UNIT
            places = nk.eda_process(stored, sampling_rate=EDA_RATE)[1]["SCR_Peaks"]
            found += [(name, time) for time in seconds(places, EDA_RATE)]
    table("responses", ["seed", "onset", "peak", "amplitude"], truth)


if __name__ == "__main__":
    detections = []
    bidmc(detections)
    mitdb(detections)
    rest(detections)
    electrodermal(detections)
    table("neurokit2", ["file", "seconds"], detections)
