#!/usr/bin/env python3
"""read_package.py PACKAGE: reads an exam package with nothing but the standard library and prints what is in it.

For each segment one line: number, rate, frames, filled frames; for each of its channels one line: name, SHA-256 of the
counts as 32-bit little-endian numbers, number of values that are there, their sum. Then charts and marks. Written
from the description of the format (ExamPackage.md), not from the program that writes it. When the module `soundfile`
is there, its numbers are compared too.
"""
import hashlib
import json
import struct
import sys
import zlib
from pathlib import Path


def journal(path):
    """The records whose line is whole and whose check agrees."""
    for line in path.read_bytes().split(b"\n"):
        text, tab, check = line.rpartition(b"\t")
        if tab and check == b"%08x" % zlib.crc32(text):
            yield json.loads(text)


def w64(path):
    """Channels, bytes of a sample and data of a W64 file; the data go to the file's end."""
    data = path.read_bytes()
    assert data[:4] == b"riff" and data[24:28] == b"wave", "no W64 file"
    place = 40
    while data[place : place + 4] != b"data":
        length = struct.unpack_from("<Q", data, place + 16)[0]
        if data[place : place + 4] == b"fmt ":
            channels = struct.unpack_from("<H", data, place + 26)[0]
            bits = struct.unpack_from("<H", data, place + 38)[0]
        place += (length + 7) // 8 * 8
    return channels, bits // 8, data[place + 24 :]


def counts(channels, width, data, frames):
    """The counts of each channel."""
    values = [
        int.from_bytes(data[i : i + width], "little", signed=True)
        for i in range(0, frames * channels * width, width)
    ]
    return [values[c::channels] for c in range(channels)]


def main(folder):
    folder = Path(folder)
    manifest = json.loads((folder / "manifest.json").read_text())
    records = list(journal(folder / "journal.jsonl"))
    closed = folder / "close.json"
    ends = json.loads(closed.read_text())["segments"] if closed.exists() else []
    for segment in manifest["segments"]:
        if segment["kind"] != "samples":
            continue
        number = segment["segment"]
        channels, width, data = w64(folder / segment["file"])
        frames = len(data) // (channels * width)
        frames = next((e["frames"] for e in ends if e["segment"] == number), frames)
        columns = counts(channels, width, data, frames)
        status = columns[-1]
        absent = [not s & 1 or s & 2 for s in status]
        print("segment", number, segment["sampleRate"], frames, sum(1 for s in status if s & 2))
        for name, column in zip(segment["channels"], columns):
            digest = hashlib.sha256(struct.pack(f"<{frames}i", *column)).hexdigest()
            lost = list(absent)
            for record in records:
                if record["k"] == "missing" and record["seg"] == number and record["channel"] == name:
                    for start, count in record["runs"]:
                        lost[start : start + count] = [True] * count
            there = [c for c, l in zip(column, lost) if not l]
            print("channel", name, digest, len(there), sum(there))
        compare(folder / segment["file"], columns, width)
    for record in records:
        if record["k"] == "chart":
            print("chart", record["what"], record["series"], record["chart"], record["seg"], record["at"])
        if record["k"] == "event":
            mark = record["mark"]
            text = mark.get("label") or mark.get("code") or mark.get("word") or "-"
            print("mark", mark["what"], mark["event"], record["seg"], record["at"], text)


def compare(path, columns, width):
    """Holds the numbers against those of the module `soundfile`, when it is there."""
    try:
        import soundfile
    except ImportError:
        return
    data, _ = soundfile.read(path, dtype="int32", always_2d=True)
    shift = 32 - 8 * width
    same = all([int(v) >> shift for v in data[: len(c), i]] == c for i, c in enumerate(columns))
    print("soundfile agrees" if same else "soundfile DIFFERS")


if __name__ == "__main__":
    main(sys.argv[1])
