"""Selects golden numbers of artifacts, patterns and calipers, and makes the whole lines of one exam's charts.

Usage: python3 exam_lines.py SOURCE TARGET
SOURCE is the folder of golden sets; TARGET is written. The golden lines of the exam cover rows 2001 to 5600 only. The
lines of all rows are made here from the golden raw charts by the chain in words (first value subtracted, common range,
low-pass or repair of equal samples, mean) and brought to the golden scale by the straight line that fits those rows;
the fit must be exact to 1e-6 or the script stops. Needs NumPy.
"""
import csv
import math
import os
import shutil
import sys

import numpy

source, target = sys.argv[1], sys.argv[2]
FIRST, LAST = 877, 6544  # the rows from the first answer to the last label, counted from 1


def table(path):
    with open(os.path.join(source, path), newline="") as file:
        return list(csv.DictReader(file))


def column(rows, name):
    return numpy.array([float(row[name]) for row in rows])


def write(name, names, columns, digits=4):
    with open(os.path.join(target, name), "w") as file:
        file.write(",".join(names) + "\n")
        for row in zip(*columns):
            file.write(",".join(f"{value:.{digits}f}".rstrip("0").rstrip(".") for value in row) + "\n")


def common_range(line):
    line = line - line.min()
    part = line[FIRST - 1:LAST]
    line = line * (30000 / (part.max() - part.min()))
    line = line - line[FIRST - 1]
    low = numpy.quantile(line, 0.01)
    return numpy.where(line <= low, low, line)


def first_order(line, cutoff, is_high_pass):
    k = math.tan(math.pi * cutoff / 30)
    gain, feedback = (1 + k if is_high_pass else (1 + k) / k), (1 - k) / (1 + k)
    before, value, result = line[0], 0.0, numpy.zeros(len(line))
    for row, sample in enumerate(line):
        scaled = sample / gain
        value = (scaled - before if is_high_pass else scaled + before) + feedback * value
        before, result[row] = scaled, value
    return result


def mean_raw_edges(line, half):
    result = line.copy()
    for row in range(half, len(line) - half):
        result[row] = line[row - half:row + half + 1].mean()
    return result


def mean_held(line, half):
    count = len(line)
    result = numpy.array([line[max(0, row - half):row + half + 1].mean() for row in range(count)])
    result[:half] = result[half]
    result[count - half - 1:] = result[count - half - 2]
    return result


def repaired(line, sweeps):
    line = line.copy()
    for _ in range(sweeps):
        for row in range(8, len(line) - 9):
            for k in range(1, 9):
                if line[row] == line[row - k]:
                    line[row] = (line[row - k:row].sum() + line[row + 1]) / (k + 1)
    return line


def scaled(line, name):
    golden = column(table("end-to-end/01A_stage3_scaled_rows2001_5600.csv"), name)
    fit = numpy.polyfit(line[2000:5600], golden, 1)
    result = numpy.polyval(fit, line)
    if abs(result[2000:5600] - golden).max() > 1e-6:
        sys.exit(f"{name}: the chain does not reproduce the golden line")
    return result


raw = table("end-to-end/input_charts.csv")
chart = {number: {name: column([row for row in raw if row["chartName"] == number], name)
                  for name in ("UPneumo", "LPneumo", "EDA1", "Cardio1", "Move1")} for number in ("01A", "02A")}


def respiration(name):
    line = chart["01A"][name]
    return mean_raw_edges(first_order(common_range(line - line[0]), 0.886, False), 8)


pulse = chart["01A"]["Cardio1"]
write("exam_lines.csv", ["upper", "lower", "pulse"], [
    scaled(respiration("UPneumo"), "c_UPneumoSm"), scaled(respiration("LPneumo"), "c_LPneumoSm"),
    scaled(repaired(pulse - pulse[0], 2), "c_Cardio1")])

# The second chart is the last of its series: the common range acts on its activity. Its scale is not golden; the excess
# and pattern rules do not depend on it.
move = chart["02A"]["Move1"]
move = mean_held(repaired(common_range(move - move[0]), 4), 15)
write("exam_activity.csv", ["line"], [move / 14], digits=3)

eda = chart["02A"]["EDA1"]
eda = common_range(eda - eda[0])
for cutoff, is_high_pass in ((12, False), (12, False), (0.0159155, True)):
    eda = first_order(eda, cutoff, is_high_pass)
start = 3991 - 301
write("exam_electrodermal_segment.csv", ["line"], [eda[start:start + 1050] / 160])

cases = ["A1_quiet", "A3_still", "A5_answer_move"]
inputs, lines = table("activity/input.csv"), table("activity/lines.csv")
write("activity_input.csv", cases, [column(inputs, case) for case in cases])
names = [f"{case}_{kind}" for case in cases for kind in ("Proc", "Max", "Min")]
write("activity_lines.csv", ["sample"] + names,
      [column(lines, "sample")[::20]] + [column(lines, name)[::20] for name in names])

for path, name in [
    ("activity/artifact_runs.csv", "activity_runs.csv"), ("cardio-response/artifact_runs.csv", "cardio_runs.csv"),
    ("cardio-response/input_segments.csv", "cardio_pulses.csv"),
    ("cardio-response/caliper_results.csv", "caliper_results.csv"),
    ("eda-response/artifact_runs.csv", "electrodermal_runs.csv"), ("end-to-end/artifact_runs.csv", "exam_runs.csv"),
    ("pneumo/patterns.csv", "patterns.csv"), ("end-to-end/respiration_patterns.csv", "exam_patterns.csv"),
    ("misc/rbpf.csv", "fluctuation.csv"),
]:
    shutil.copyfile(os.path.join(source, path), os.path.join(target, name))
    os.chmod(os.path.join(target, name), 0o644)
