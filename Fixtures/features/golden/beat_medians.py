"""The vasomotor ratio of the golden pulse segments by single beats, independently of the library: extrema
between samples are not refined, beats are peaks with the trough before them, and those that overlap a window count.

Usage: python3 beat_medians.py > vasomotor_beats.csv    (in this folder)
"""
import csv
import math
import statistics

with open("vasomotor_segments.csv", newline="") as file:
    table = list(csv.DictReader(file))
print("case,log_ratio")
for case in [name for name in table[0] if name != "row"]:
    line = [float(row[case]) for row in table]
    half = 12
    spots = range(half, len(line) - half)
    peaks = [i for i in spots if line[i] == max(line[i - half:i + half])]
    troughs = [i for i in spots if line[i] == min(line[i - half:i + half])]
    beats = []
    for last, peak in zip(peaks, peaks[1:]):
        before = [i for i in troughs if last < i < peak]
        if before:
            beats.append((last, peak, line[peak] - min(line[i] for i in before)))
    heights = [statistics.median(height for last, peak, height in beats if peak >= low and last < high)
               for low, high in ((210, 300), (450, 600))]
    print(f"{case},{math.log(heights[0] / heights[1]):.6f}")
