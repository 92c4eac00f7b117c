#!/usr/bin/env python3
"""Makes the small chart files of ncca/ with the generator of ../ncca. Run from this folder: python3 make_seeds.py."""

import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "ncca"))
sys.dont_write_bytecode = True

import make_fixtures as ncca  # noqa: E402

PLACES = [(1, 2, None), (4, 5, 6), (8, 9, 11), (13, 14, 15), (17, 18, 20), (22, 23, None)]


def chart(labels=("X", "C4", "R5", "C6", "R7", "XX")):
    """24 rows at 10 Hz in three columns, with six events."""
    events = [ncca.Event(label, begin, end, answer, "No", "Did you?")
              for label, (begin, end, answer) in zip(labels, PLACES)]
    return ncca.Chart("FUZZ", 10, 24, events=events, columns=["UPneumo", "EDA1", "Cardio1"])


def put(name, content):
    with open(os.path.join(HERE, "ncca", name), "wb") as file:
        file.write(content)


def viewer():
    """The second layout."""
    made = chart()
    made.columns[0] = "Upneumo"
    lines = made.head() + ["", "".join(f"{word:>12}" for word in ("Qs", "Begin", "End", "Answer"))]
    for event in made.events:
        lines.append(f"      {event.label:>6} {event.begin:>11} {event.end:>11} {event.answer or '':>11}")
    lines += ["", "".join(f"{word:>12}" for word in ["Sample", "Time"] + made.columns) + f"{'Event':>6}"]
    for index, number in enumerate(made.numbers):
        lines.append(f"{number:>12}{ncca.stamp(number, 10)[1:]:>12}"
                     + "".join(f"{line[index]:>12.1f}" for line in made.data) + f"{made.marks.get(number, '.'):>6}")
    return "".join(line + "\r\n" for line in lines).encode("ascii")


def main():
    put("clean", chart().bytes())
    put("screening", chart(("X", "C1", "R1", "C1", "R1", "XX")).bytes())
    put("typed", chart(("X", "N N1", "C C4", "R R5.", "C1O", "XX")).bytes())
    put("stoelting", chart(("X", "C1DLC1", "1R1", "4K", "SR2", "XX")).bytes())
    slow = chart()
    slow.data[1] = [value if index % 2 == 0 else -9.9 for index, value in enumerate(slow.data[1])]
    slow.rates[1] = 5
    put("slow", slow.bytes())
    gap = chart()
    gap.numbers = [number for number in gap.numbers if not 12 <= number <= 14]
    gap.data = [[line[number - 1] for number in gap.numbers] for line in gap.data]
    put("gap", gap.bytes())
    odd = chart()
    odd.line_end = "\n"
    odd.data[0][3] = 0.5
    odd.data[2][5] = "NaN"
    put("odd-values", odd.bytes())
    note = chart()
    note.events.insert(2, ncca.Event("MV", 8, 8))
    note.statements.insert(2, ("MV", "MV"))
    note.marks[8] = "MV"
    put("note", note.bytes())
    put("viewer", viewer())
    put("worked-example", ncca.worked_example())


if __name__ == "__main__":
    main()
