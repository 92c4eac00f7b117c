"""Selects golden numbers of the reference procedure.

Usage: python3 select_reference.py SOURCE TARGET
SOURCE is the folder of golden sets; TARGET is written. Nothing is computed: rows and columns are picked, and long
tables of lines are made wide. Of lines of thousands of rows every third is kept where only the result is compared.
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


def pick(path, name, names=None, step=1, keep=lambda row: True):
    table = [row for row in rows(path) if keep(row)]
    names = names or list(table[0])
    write(name, names, [[row[column] for column in names] for row in table[::step]])


for path, name in [
    ("scaling/scale_offset.csv", "scale_offset.csv"), ("scaling/scale_values.csv", "scale_values.csv"),
    ("misc/setcolrange.csv", "common_range.csv"), ("filters/detrended2.csv", "detrended.csv"),
    ("eda-response/results.csv", "electrodermal_results.csv"),
    ("eda-response/candidates.csv", "electrodermal_candidates.csv"),
    ("cardio-response/results.csv", "cardio_results.csv"),
    ("cardio-response/input_segments.csv", "cardio_segments.csv"),
    ("ple/results.csv", "vasomotor_results.csv"), ("pneumo/rle_chart_vector_3.75s.csv", "excursion_vectors.csv"),
    ("end-to-end/01A_line_summaries_all_rows.csv", "exam_line_summaries.csv"),
    ("end-to-end/features_at_onset.csv", "exam_features.csv"), ("end-to-end/measurements.csv", "exam_measurements.csv"),
    ("end-to-end/events_after_preproc.csv", "exam_events.csv"),
]:
    shutil.copyfile(os.path.join(source, path), os.path.join(target, name))
    os.chmod(os.path.join(target, name), 0o644)

pick("end-to-end/input_charts.csv", "exam_charts.csv",
     ["chartName", "UPneumo", "LPneumo", "EDA1", "Cardio1", "Move1", "PPG1"])
pick("end-to-end/01A_stage2_sigproc_rows2001_5600.csv", "exam_filtered.csv", step=3)
pick("end-to-end/01A_stage3_scaled_rows2001_5600.csv", "exam_scaled.csv", step=3)
pick("activity/input.csv", "activity_segments.csv")
pick("activity/lines.csv", "activity_lines.csv", step=3)

lines = {}
for row in rows("cardio-response/lines.csv"):
    for line in ("CardioSystolic", "CardioDiastolic"):
        lines.setdefault(row["case"] + " " + line, []).append(row["c_" + line])
write("cardio_envelopes.csv", ["row"] + list(lines),
      [[str(index + 1)] + [line[index] for line in lines.values()] for index in range(1050)])
