"""Selects and narrows golden numbers of the feature layer.

Usage: python3 select_golden.py SOURCE TARGET
SOURCE is the folder of golden sets (pneumo, ple, eda-response, cardio-response, end-to-end); TARGET is written.
Nothing is computed: rows and columns are picked, and long tables of lines are made wide.
"""
import csv
import os
import shutil
import sys

source, target = sys.argv[1], sys.argv[2]


def rows(path):
    with open(os.path.join(source, path), newline="") as file:
        return list(csv.DictReader(file))


def write(name, names, lines):
    with open(os.path.join(target, name), "w") as file:
        file.write(",".join(names) + "\n")
        for line in lines:
            file.write(",".join(line) + "\n")


for path, name in [
    ("pneumo/input_segments.csv", "respiration_segments.csv"), ("pneumo/rle_results.csv", "respiration_results.csv"),
    ("ple/input_segments.csv", "vasomotor_segments.csv"),
    ("eda-response/input_segments.csv", "electrodermal_segments.csv"),
    ("eda-response/events.csv", "electrodermal_events.csv"),
]:
    shutil.copyfile(os.path.join(source, path), os.path.join(target, name))
    os.chmod(os.path.join(target, name), 0o644)

names = ["case", "pre", "post", "log_ratio", "pulse_rate"]
write("vasomotor_results.csv", names,
      [[row[name] for name in names] for row in rows("ple/results.csv") if row["method"] == "SDL"])

names = ["case", "onset_row", "peak_row", "amplitude"]
write("electrodermal_results.csv", names,
      [[row[name] for name in names] for row in rows("eda-response/results.csv")
       if (row["inflection_rule"], row["descent_rule"], row["artifact_rules"]) == ("0", "FALSE", "FALSE")])

names = ["case", "line", "onset_row", "peak_row", "amplitude"]
write("cardio_results.csv", names,
      [[row[name] for name in names] for row in rows("cardio-response/results.csv")
       if row["artifact_rules"] == "FALSE" and row["line"] in ("CardioMA", "CardioMid")])

lines = {}
for row in rows("cardio-response/lines.csv"):
    for line in ("CardioMA", "CardioMid"):
        lines.setdefault(row["case"] + " " + line, []).append(row["c_" + line])
write("cardio_lines.csv", ["row"] + list(lines),
      [[str(index + 1)] + [line[index] for line in lines.values()] for index in range(1050)])

stage = rows("end-to-end/01A_stage3_scaled_rows2001_5600.csv")
names = ["Sample", "c_UPneumoSm", "c_LPneumoSm"]
write("exam_respiration_lines.csv", names, [[row[name] for name in names] for row in stage])
answers = {row["eventLabel"]: row for row in rows("end-to-end/events_after_preproc.csv") if row["chartName"] == "01A"}
write("exam_respiration_results.csv", ["question", "begin", "answer", "upper", "lower"],
      [[row["eventLabel"], answers[row["eventLabel"]]["Begin"], answers[row["eventLabel"]]["Answer"],
        row["RLEUp"], row["RLELp"]]
       for row in rows("end-to-end/respiration_patterns.csv") if row["chartName"] == "01A"])
