#!/usr/bin/env python3
"""make_package.py FOLDER: writes a small closed exam package, from the description of the format alone.

It shares no code with the program; that the program finds the package whole shows that the description suffices.
"""
import hashlib
import json
import struct
import sys
import zlib
from pathlib import Path

RATE, FRAMES, CHANNELS = 100, 1200, ["RESP", "EDA"]
IDENTITY = {"id": "00000000-0000-4000-8000-000000000001", "created": "2026-02-05T09:30:00.000Z", "software": "py/1"}
GUID_TAIL = bytes.fromhex("f3acd3118cd100c04f8edb8a")
RIFF = b"riff" + bytes.fromhex("2e91cf11a5d628db04c10000")


def dumps(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def document(value):
    return (json.dumps(value, sort_keys=True, indent=2, ensure_ascii=False) + "\n").encode()


def sample(frame, channel):
    return (frame * (37 + channel) * 101) % 4001 - 2000 + channel * 100_000


def frames():
    """The rows of the file: two channels and the status; frames 500 to 503 are lost and hold the values before."""
    rows = []
    for frame in range(FRAMES):
        if 500 <= frame < 504:
            rows.append(rows[499][:2] + [3])
        else:
            rows.append([sample(frame, 0), sample(frame, 1), 1])
    return rows


def packed(rows):
    return b"".join((v & 0xFFFFFF).to_bytes(3, "little") for row in rows for v in row)


def w64(data):
    block = 3 * (len(CHANNELS) + 1)
    form = struct.pack("<HHIIHH", 1, len(CHANNELS) + 1, RATE, RATE * block, block, 24)
    head = b"wave" + GUID_TAIL + b"fmt " + GUID_TAIL + struct.pack("<Q", 24 + len(form)) + form
    head += b"data" + GUID_TAIL + struct.pack("<Q", 24 + len(data))
    return RIFF + struct.pack("<Q", 24 + len(head) + len(data)) + head + data


def overview(rows, lost):
    """Bins of 256 frames; no further level, since there are fewer than 64."""
    out = b"PGOVERV1" + struct.pack("<IIIIQ", len(CHANNELS), 256, 4, 1, FRAMES)
    for channel in range(len(CHANNELS)):
        for start in range(0, FRAMES, 256):
            there = [
                rows[f][channel]
                for f in range(start, min(start + 256, FRAMES))
                if not rows[f][-1] & 2 and not (channel == 1 and f in lost)
            ]
            out += struct.pack("<ii", min(there, default=2**31 - 1), max(there, default=-(2**31)))
    return out


class Journal:
    def __init__(self):
        self.lines, self.chain = [], hashlib.sha256(b"").digest()

    def add(self, kind, **fields):
        record = {"n": len(self.lines) + 1, "k": kind, "mono": 10**9 + len(self.lines) * 10**7, **fields}
        if kind in ("commit", "close"):
            record["chain"] = self.chain.hex()[:16]
        text = dumps(record)
        line = text + b"\t%08x\n" % zlib.crc32(text)
        self.chain = hashlib.sha256(self.chain + line).digest()
        self.lines.append(line)


def main(folder):
    folder = Path(folder)
    for name in ("signals", "overview"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    rows = frames()
    data = packed(rows)
    segment = {
        "segment": 1, "kind": "samples", "instrument": "A", "file": "signals/001.w64", "sampleRate": str(RATE),
        "sampleFormat": "pcm24", "channels": CHANNELS, "dataOffset": 104, "startMono": 10**9,
    }
    instruments = [{"id": "A", "identity": {"model": "two-channel board"}, "safety": "battery", "values": {}}]
    exam = {
        "schema": "polygraph.package-exam/1", "name": "FIXTURE-1", "testFormat": "federal-zct", "instrument": {},
        "series": [{"series": "1", "questions": [
            {"label": "C4", "role": "comparison", "text": "Comparison?", "version": 1, "reviewed": True},
            {"label": "R5", "role": "relevant", "text": "Relevant?", "version": 1, "reviewed": True}]}],
        "sensors": [
            {"instrument": "A", "channel": "RESP", "sensor": "thoracicRespiration", "unit": "count", "gain": [1, 1],
             "offset": 0},
            {"instrument": "A", "channel": "EDA", "sensor": "electrodermal", "unit": "µS", "gain": [1, 4096],
             "offset": 0.5, "transfer": "board-eda/1", "bits": 24}],
    }
    journal = Journal()
    journal.add("open", package=IDENTITY, instruments=instruments, primary="A")
    journal.add("wall", wall=IDENTITY["created"])
    journal.add("exam", exam=exam)
    journal.add("segment", seg=1, description=segment)
    journal.add("chart", what="begin", series="1", chart=1, seg=1, at=100, date="2026-02-05", time="09:30")
    first = {"what": "onset", "event": 1, "label": "C4", "role": "comparison", "version": 1}
    journal.add("event", seg=1, at=200, mark=first)
    journal.add("event", seg=1, at=300, mark={"what": "offset", "event": 1})
    journal.add("event", seg=1, at=350, mark={"what": "answer", "event": 1, "word": "No"})
    journal.add("gap", seg=1, at=500, count=4, filled=True, why="sequence")
    journal.add("commit", seg=1, frames=600, crc="%08x" % zlib.crc32(data[: 600 * 9]))
    second = {"what": "onset", "event": 2, "label": "R5", "role": "relevant", "version": 1}
    journal.add("event", seg=1, at=700, mark=second)
    journal.add("event", seg=1, at=800, mark={"what": "offset", "event": 2})
    journal.add("missing", seg=1, channel="EDA", runs=[[900, 25]])
    journal.add("commit", seg=1, frames=FRAMES, crc="%08x" % zlib.crc32(data[600 * 9 :]))
    journal.add("chart", what="end", series="1", chart=1, seg=1, at=1100)
    journal.add("close", count=1)
    manifest = {
        "schema": "polygraph.package/1", "package": IDENTITY, "instruments": instruments, "primary": "A",
        "segments": [segment],
    }
    files = {
        "manifest.json": document(manifest), "exam.json": document(exam), "journal.jsonl": b"".join(journal.lines),
        "signals/001.w64": w64(data), "overview/001.bin": overview(rows, range(900, 925)),
    }
    for name, content in files.items():
        (folder / name).write_bytes(content)
    close = {
        "schema": "polygraph.package-close/1", "package": IDENTITY, "closed": "2026-02-05T09:31:00.000Z",
        "recovered": False, "journalRecords": len(journal.lines), "journalBytes": len(files["journal.jsonl"]),
        "segments": [{"segment": 1, "file": "signals/001.w64", "frames": FRAMES, "filled": 4,
                      "dataSha256": hashlib.sha256(data).hexdigest()}],
        "files": [{"file": n, "bytes": len(c), "sha256": hashlib.sha256(c).hexdigest()}
                  for n, c in sorted(files.items())],
    }
    (folder / "close.json").write_bytes(document(close))


if __name__ == "__main__":
    main(sys.argv[1])
