"""Decoders of instrument streams, beside a plain copy of the same bytes. Run by Scripts/benchmark instruments.

The check values (frames, lost frames, sum of all values) come from the encoder here, which knows them. Live lines are
held against SciPy, which is given the decoded samples and filters each channel whole.
"""

import sys
from pathlib import Path

import numpy as np
from scipy.signal import butter, sosfilt, sosfilt_zi

from harness import Case, run

FRAMES = 200_000


def bitalino(values):
    """Six channels: four of ten bits, two of six; CRC of x⁴ + x + 1 over the frame."""
    a, b, c, d, e, f = values.T
    sequence = np.arange(len(values)) & 15
    frame = np.stack([
        (e << 6 | f) & 255, (d << 4 | e >> 2) & 255, (c << 6 | d >> 4) & 255, c >> 2, b & 255, (a << 2 | b >> 8) & 255,
        a >> 6, sequence << 4], axis=1)
    crc = np.zeros(len(values), dtype=int)
    for column in range(8):
        for bit in range(7, -1, -1):
            crc = crc << 1 | frame[:, column] >> bit & 1
            crc = np.where(crc & 16, crc ^ 0b10011, crc)
    frame[:, 7] |= crc
    return frame.astype(np.uint8).tobytes()


def cyton(values):
    frame = np.zeros((len(values), 33), dtype=np.uint8)
    frame[:, 0], frame[:, 1], frame[:, 32] = 0xA0, np.arange(len(values)) & 255, 0xC0
    for channel in range(8):
        for byte in range(3):
            frame[:, 2 + 3 * channel + byte] = values[:, channel] >> (16 - 8 * byte) & 255
    return frame.tobytes()


def openeeg(values):
    frame = np.zeros((len(values), 17), dtype=np.uint8)
    frame[:, 0], frame[:, 1], frame[:, 2], frame[:, 16] = 0xA5, 0x5A, 2, 1
    frame[:, 3] = np.arange(len(values)) & 255
    frame[:, 4:16:2], frame[:, 5:16:2] = values >> 8, values & 255
    return frame.tobytes()


def shimmer(values):
    frame = np.zeros((len(values), 10), dtype=int)
    ticks = 256 * np.arange(len(values)) & 0xFFFFFF
    for byte in range(3):
        frame[:, 1 + byte] = ticks >> 8 * byte & 255
    frame[:, 4:8:2], frame[:, 5:8:2] = values & 255, values >> 8
    crc = np.full(len(values), 0xB0CA)
    for column in range(8):
        crc ^= frame[:, column] << 8
        for _ in range(8):
            crc = np.where(crc & 0x8000, crc << 1 ^ 0x1021, crc << 1) & 0xFFFF
    frame[:, 8], frame[:, 9] = crc & 255, crc >> 8
    return frame.astype(np.uint8).tobytes()


def plg1(values):
    lines = []
    for number, row in enumerate(values.tolist()):
        body = f"P,{number},{1000 * number % 2**32}," + ",".join(map(str, row))
        lines.append(f"${body}*{np.bitwise_xor.reduce(np.frombuffer(body.encode(), np.uint8)):02X}\r\n")
    return "".join(lines).encode()


def prepared(name, encode, tops, count=FRAMES):
    def prepare(folder: Path):
        generator = np.random.default_rng(11)
        values = np.stack([generator.integers(1, top, count) for top in tops], axis=1)
        stream = encode(values)
        (folder / f"{name}.raw").write_bytes(stream)
        for case in CASES:
            if case.name == f"decode-{name}":
                case.megabytes = len(stream) / 1e6
        source = np.frombuffer(stream, np.uint8)
        target = np.empty_like(source)
        # Cyton and P2 show a frame when the next one begins; PLG1, BITalino and Shimmer when it ends.
        held = 1 if name in ("cyton", "openeeg") else 0
        delivered = values[:count - held]

        def copy():
            np.copyto(target, source)
            return [len(delivered), 0, int(delivered.sum())]

        return copy

    return prepare


def cascade(line, kind, order, cutoff):
    sections = butter(order, cutoff, kind, fs=1000, output="sos")
    return sosfilt(sections, line, zi=sosfilt_zi(sections) * line[0])[0]


def trailing_mean(line, half):
    window = 2 * half + 1
    sums = np.cumsum(np.concatenate([[0.0], np.full(window - 1, line[0]), line]))
    return (sums[window:] - sums[:-window]) / window


def live_lines(place, samples):
    """The causal standard lines of channel `place`: respirations, electrodermal, cuff, pulse, activity, and again."""
    line = cascade(samples, "low", 4, 12)
    match place % 6:
        case 0 | 1: return [trailing_mean(cascade(line, "low", 1, 0.886), 267)]
        case 2: return [cascade(cascade(line, "high", 1, 0.0159155), "low", 2, 3), cascade(line, "low", 2, 3)]
        case 3:
            average = line
            for half in (1000, 500, 250):
                average = trailing_mean(average, half)
            return [line, trailing_mean(line, 500), average]
        case 4: return [line]
        case _: return [line, trailing_mean(line, 500)]


def live(folder: Path):
    count = 20_000
    values = np.random.default_rng(12).integers(1, 65_535, (count, 16))
    (folder / "live.raw").write_bytes(plg1(values))
    samples = np.ascontiguousarray(values.T, dtype=float)

    def reference():
        lines = [line for place in range(16) for line in live_lines(place, samples[place])]
        return [count, 0, *(line[-1] for line in lines)]

    return reference


CASES = [
    Case("decode-bitalino", "byte copy", prepared("bitalino", bitalino, [1023] * 4 + [63] * 2), tolerance=0),
    Case("decode-cyton", "byte copy", prepared("cyton", cyton, [8_000_000] * 8), tolerance=0),
    Case("decode-openeeg", "byte copy", prepared("openeeg", openeeg, [1023] * 6), tolerance=0),
    Case("decode-shimmer", "byte copy", prepared("shimmer", shimmer, [16_384, 4095]), tolerance=0),
    Case("decode-plg1", "byte copy", prepared("plg1", plg1, [65_535] * 16, 20_000), tolerance=0),
    Case("live-plg1", "SciPy, filters alone", live, stream_seconds=20, largest_share=0.05),
]

if __name__ == "__main__":
    sys.exit(0 if run(CASES, sys.argv[1], sys.argv[2:]) else 1)
