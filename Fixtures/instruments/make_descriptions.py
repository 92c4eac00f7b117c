"""Writes the example descriptions: one for each framing. Run in this folder: python3 make_descriptions.py"""

import json

SAFETY = {
    "isolation": "USB isolator of 5 kV between the front end and the computer",
    "supply": "battery of 9 V; nothing on the person's side is fed from the mains",
    "statement": "Example of a home-made front end; its builder has not had it tested.",
}


def value(name, sensor, place, unit, scale=1, **more):
    return {"name": name, "sensor": sensor, **place, "unit": unit, "scale": scale, **more}


def sensors(places):
    return [
        value("PN1", "thoracicRespiration", places[0], "count"),
        value("PN2", "abdominalRespiration", places[1], "count"),
        value("EDA", "electrodermal", places[2], "µS", 0.001),
        value("CRD", "cardio", places[3], "mmHg", 0.01),
    ]


def words(start, kind="u16le", step=2):
    return [{"at": start + step * index, "type": kind} for index in range(4)]


DOCUMENTS = {
    "line-checked": dict(
        rate=50, line={"baud": 115200}, framing={"kind": "line", "prefix": "#", "separator": ","},
        checksum={"kind": "crc16-ccitt", "mark": "*"}, counter={"column": 0, "modulus": 65536, "first": 0},
        fields=[
            value("PN1", "thoracicRespiration", {"column": 1}, "count", minimum=0, maximum=65535),
            value("PN2", "abdominalRespiration", {"column": 2}, "count", minimum=0, maximum=65535),
            value("EDA", "electrodermal", {"column": 3}, "µS", decimals=3, mayBeEmpty=True),
            value("CRD", "cardio", {"column": 4}, "mmHg", decimals=2),
        ],
        commands={"start": "go\n", "stop": "halt\n", "identify": "id\n", "answer": "bench-line"}),
    "fixed-crc": dict(
        rate=250, line={"baud": 230400}, framing={"kind": "fixed", "header": "AA 55", "length": 14},
        checksum={"kind": "crc16-modbus", "order": "little"}, counter={"at": 2, "type": "u16le", "modulus": 65536},
        fields=sensors(words(4)),
        commands={"start": "hex:01 B0", "stop": "hex:01 B1", "identify": "hex:01 00", "answer": "fixed"}),
    "slip": dict(
        rate=100, line={"baud": 115200}, framing={"kind": "slip", "length": 14},
        checksum={"kind": "crc32", "order": "big"}, counter={"at": 0, "type": "u16be", "modulus": 65536, "first": 0},
        fields=sensors(words(2, "i16be")), commands={"start": "S", "stop": "P"}),
    "cobs": dict(
        rate=200, line={"baud": 250000}, framing={"kind": "cobs", "length": 15},
        checksum={"kind": "crc16-ccitt", "order": "big"}, counter={"at": 0, "type": "u8", "modulus": 256, "first": 0},
        fields=sensors(words(1, "i24le", 3)), commands={"start": "S", "stop": "P"}),
    "counter-stop": dict(
        rate=125, line={"baud": 57600, "parity": "even", "stopBits": 2},
        framing={"kind": "fixed", "header": "F0", "stop": "F7", "length": 11},
        counter={"at": 1, "type": "u8", "modulus": 128, "first": 0},
        fields=[dict(field, minimum=0, maximum=4095) for field in sensors(words(2, "u16be"))],
        commands={"start": "hex:10", "stop": "hex:11"}),
    "line-sum": dict(
        rate=20, line={"baud": 9600}, framing={"kind": "line", "prefix": "$D", "separator": ";"},
        checksum={"kind": "xor8", "mark": "!"}, counter={"column": 4, "modulus": 256, "first": 0},
        fields=[
            value(field["name"], field["sensor"], {"column": index}, field["unit"], field["scale"])
            for index, field in enumerate(sensors(words(0)))
        ]),
}

for name, parts in DOCUMENTS.items():
    document = {
        "schema": "polygraph.instrument/1", "identifier": f"bench-{name}", "name": f"Bench front end, {name}",
        **parts, "electricalSafety": SAFETY,
    }
    lines = ["{"]
    for place, (key, item) in enumerate(document.items()):
        comma = "," if place < len(document) - 1 else ""
        if key == "fields":
            cells = ",\n".join("    " + json.dumps(field, ensure_ascii=False) for field in item)
            lines.append(f'  "fields": [\n{cells}\n  ]{comma}')
        else:
            lines.append(f'  "{key}": {json.dumps(item, ensure_ascii=False)}{comma}')
    with open(f"{name}.json", "w", encoding="utf-8") as file:
        file.write("\n".join(lines + ["}"]) + "\n")
