"""Writes the seeds of fuzz-instruments: a short stream for each family. Run in this folder."""

import json
from functools import reduce
from pathlib import Path

OUT = Path("instruments")


def bitalino(values, sequence):
    """One or six channels; CRC by long division."""
    if len(values) == 1:
        frame = [(values[0] << 2) & 255, values[0] >> 6, (sequence & 15) << 4]
    else:
        a, b, c, d, e, f = values
        frame = [(e << 6 | f) & 255, (d << 4 | e >> 2) & 255, (c << 6 | d >> 4) & 255, c >> 2, b & 255,
                 (a << 2 | b >> 8) & 255, a >> 6, (sequence & 15) << 4]
    crc = 0
    for byte in frame:
        for bit in range(7, -1, -1):
            crc = crc << 1 | byte >> bit & 1
            if crc & 16:
                crc ^= 0b10011
    frame[-1] |= crc
    return bytes(frame)


def plg1(body):
    return f"${body}*{reduce(lambda a, b: a ^ b, body.encode()):02X}\r\n".encode()


def nonin(index, seven):
    status = 0x80 | (index % 25 == 0)
    frame = [status, 10, index, index % 25] if seven else [1, status, index, index % 25]
    return bytes(frame + [sum(frame) % 256])


def shimmer(index, crc):
    ticks = 256 * index
    frame = bytes([0, ticks & 255, ticks >> 8 & 255, ticks >> 16, 0xD0, 0x87, 0x34, 8])
    register = 0xB0CA
    for byte in frame:
        register ^= byte << 8
        for _ in range(8):
            register = (register << 1 ^ (0x1021 if register & 0x8000 else 0)) & 0xFFFF
    return frame + (bytes([register & 255, register >> 8]) if crc else b"")


STREAMS = [
    b"".join(bitalino([440 + i], i) for i in range(12)),
    b"".join(bitalino([440 + i, 437, 511, 700, 31, 33], i) for i in range(12)),
    b"".join(bytes([0xA0, i]) + bytes(24) + b"\0\0\xff\xf0\x1f\x40\xc0" for i in range(8)) + b"Failure: no$$$",
    b"".join(bytes([0xA5, 0x5A, 2, i, 2, 0, 3, 255, 0, 0, 1, 44, 2, 0, 2, 188, 1]) for i in range(8)),
    b"".join(nonin(i, False) for i in range(30)),
    b"".join(nonin(i, True) for i in range(30)),
    bytes([0xC5, 0x40, 0x47, 0x11, 0x61]) * 8,
    bytes([0x01, 0x88, 0xC5, 0xC0, 0x97, 0x91, 0xE1, 0xAC, 0x81]) * 8,
    b"".join(shimmer(i, False) for i in range(8)),
    b"".join(shimmer(i, True) for i in range(8)),
    b"".join(plg1(f"P,{i},{20000 * i},{500 + i},-7") for i in range(8)) + plg1("E,reset"),
    b"(0691, 0632, 0541)\r\n" * 4,
    b"72,833,512\r\n" * 4,
    b"S512\r\nB72\r\nQ833\r\n" * 3,
]

OUT.mkdir(exist_ok=True)
for family, stream in enumerate(STREAMS):
    (OUT / f"family-{family:02d}").write_bytes(bytes([family, 6]) + stream)
for name in ["slip", "line-checked"]:
    document = json.loads(Path(f"../instruments/{name}.json").read_text(encoding="utf-8"))
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    (OUT / f"description-{name}").write_bytes(bytes([len(STREAMS), 6]) + text)
