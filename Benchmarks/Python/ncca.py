"""NCCA ASCII: one long 30 Hz chart, read by pandas' C parser and by ours. Run by Scripts/benchmark ncca."""

import io
import sys
from pathlib import Path

import numpy as np
import pandas as pd

from harness import Case, run

# 99 minutes: stamps have two minute digits in every known file.
ROWS = 178_200
COLUMNS = ["UPneumo", "LPneumo", "EDA1", "Cardio1", "Move1", "PPG1", "FC", "EDA2"]
RATE = 30


def chart() -> bytes:
    """99 minutes at 30 Hz in eight columns, generated, with six events."""
    generator = np.random.default_rng(20260205)
    values = generator.integers(20_000, 120_000, size=(ROWS, len(COLUMNS)))
    header = {
        "Name of this file": "D&-BENCH-1.01A", "Source file": "BENCH", "Instrument": "Lafayette Windows",
        "Software Version": "11.8.2", "Chart Date": "05Feb26", "Time": "09:30", "Examination Number": "1",
        "Chart Number": "1", "Number of questions": "4", "Fastest Sample Rate (Hz)": RATE, "Number of samples": ROWS,
        "Number of channels": len(COLUMNS)}
    lines = [f"{key}: {value}" for key, value in header.items()]
    lines += [f"Sample Rate (Hz)- {name}: {RATE}" for name in COLUMNS]
    events = [("X", 100, 160, None)]
    events += [(label, 1000 + 750 * index, 1090 + 750 * index, 1110 + 750 * index)
               for index, label in enumerate(["C4", "R5", "C6", "R7"])]
    events += [("XX", ROWS - 200, ROWS - 100, None)]
    lines += ["", "Event    Label Statement"]
    lines += [f"{index + 1:02d}    {event[0]:>8} {event[0]}" for index, event in enumerate(events)]
    lines += ["", "Event    Label      Begin        End     Answer"]
    marks = {}
    for index, (label, begin, end, answer) in enumerate(events):
        lines.append(f"{index + 1:02d}    {label:>8} {begin:>10} {end:>10} " + (f"{answer:>10} " if answer else "  "))
        marks.update({row: label for row in range(begin, end + 1)})
        if answer:
            marks[answer] = "No"
    lines += ["", "Sample     Time    Label" + "".join(f"{name:>11}" for name in COLUMNS)]
    for number, row in enumerate(values.tolist(), 1):
        whole, rest = divmod(number - 1, RATE)
        stamp = f"{whole // 60:02d}:{whole % 60:02d}.{int((((number - 1) / RATE) - whole) * 100):02d}"
        cells = "".join(f" {value:>8d}.0" for value in row)
        lines.append(f"{number:>6} {stamp:>8} {marks.get(number, ''):->8}{cells}   ")
    return ("\r\n".join(lines) + "\r\n").encode("ascii")


def prepared(folder: Path):
    """Writes the chart; the reference reads its data section alone: no header, tables, labels or findings."""
    content = chart()
    (folder / "D&-BENCH-1.01A").write_bytes(content)
    for case in CASES:
        case.megabytes = len(content) / 1e6
    data = content[content.index(b"\r\nSample     Time") + 2:]
    fields = list(range(3, 3 + len(COLUMNS)))

    def reference():
        table = pd.read_csv(io.BytesIO(data), sep=r"\s+", engine="c", skiprows=1, header=None, usecols=fields,
                            dtype=np.float64, na_values=["-9.9"])
        return table.sum().to_numpy()

    return reference


CASES = [
    Case("read-chart", "pandas C, data only", prepared, target=None, tolerance=1e-12),
    Case("read-file", "pandas C, data only", prepared, target=None, tolerance=1e-12),
]

if __name__ == "__main__":
    sys.exit(0 if run(CASES, sys.argv[1], sys.argv[2:]) else 1)
