#!/usr/bin/env python3
"""Makes the NCCA ASCII chart files of this folder. Nothing in them was recorded: signals are sines, steps and a
seeded noise, questions are invented. Run from this folder: python3 make_fixtures.py. Standard library only."""

import hashlib
import math
import os
import re
import shutil

HERE = os.path.dirname(os.path.abspath(__file__))
REQUIRED = ["UPneumo", "LPneumo", "EDA1", "Cardio1", "Move1"]


class Noise:
    """A linear congruential generator (Knuth's MMIX constants), so that every run makes the same bytes."""

    def __init__(self, seed):
        self.state = seed

    def __call__(self, width):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self.state >> 33) % (2 * width + 1) - width


def signal(sensor, count, rate, onsets, seed=1):
    """Whole counts of a sensor; electrodermal and cardio lines react to the onsets (in samples)."""
    noise = Noise(seed * 1000 + len(sensor))
    values = []
    for index in range(count):
        t = index / rate
        reaction = 0.0
        for onset in onsets:
            lag = t - onset / rate - 1.0
            if lag > 0:
                reaction += lag * math.exp(-lag / 2)
        if sensor in ("UPneumo", "LPneumo"):
            value = 40000 + 3000 * math.sin(2 * math.pi * 0.28 * t + (0.3 if sensor == "LPneumo" else 0))
        elif sensor == "EDA1":
            value = 105000 + 900 * reaction
        elif sensor == "Cardio1":
            value = 36000 + 900 * math.sin(2 * math.pi * 1.2 * t) + 60 * reaction
        elif sensor in ("PPG1", "PLE1"):
            value = 50000 + 2500 * math.sin(2 * math.pi * 1.2 * t - 0.6) / (1 + reaction)
        else:
            value = 20000
        values.append(int(round(value)) + noise(12))
    return values


class Event:
    def __init__(self, label, begin, end, answer=None, word="No", text=None):
        self.label, self.begin, self.end = label, begin, end
        self.answer, self.word, self.text = answer, word, text


def standard_events(scale=1, labels=("X", "N1", "C4", "R5", "C6", "R7", "XX")):
    """Announcements and five questions; places from 1 at ten rows a second, times the scale."""
    texts = ["The test is about to begin.", "Is today a weekday?", "Before this year, did you ever take a shortcut?",
             "Did you take the sample envelope?", "Before this year, did you ever keep a borrowed pen?",
             "Do you know where the sample envelope is now?", "The test is over."]
    places = [(3, 9, None), (14, 23, 26), (32, 41, 45), (50, 59, 62), (68, 77, 80), (86, 95, 98), (108, 116, None)]
    return [Event(label, begin * scale, end * scale, answer and answer * scale,
                  "Yes" if label in ("N1", labels[1]) else "No", text)
            for label, (begin, end, answer), text in zip(labels, places, texts)]


class Chart:
    """One chart as the Lafayette software writes it, with every part open to damage."""

    def __init__(self, exam, rate=10, count=120, chart=1, series="1", vendor="&", name=None, events=None,
                 columns=None, seed=1):
        self.exam, self.rate, self.count, self.chart, self.series = exam, rate, count, chart, series
        self.name = name or f"D{vendor}-{exam}-{series}.{chart:02d}A"
        self.events = standard_events(rate // 10) if events is None else events
        self.columns = list(columns or REQUIRED)
        onsets = [event.begin for event in self.events if event.answer]
        self.data = [signal(sensor, count, rate, onsets, seed) for sensor in self.columns]
        self.header = {
            "Name of this file": self.name, "Source file": exam, "Instrument": "Lafayette Windows",
            "Software Version": "11.8.2", "Chart Date": "05Feb26", "Time": "09:30", "Examination Number": series,
            "Chart Number": str(chart),
            "Number of questions": str(sum(1 for e in self.events if e.answer is not None or not e.text)),
            "Fastest Sample Rate (Hz)": str(rate), "Number of samples": str(count),
            "Number of channels": str(len(self.columns))}
        self.rates = [rate] * len(self.columns)
        self.numbers = list(range(1, count + 1))
        self.marks = {}
        for event in sorted(self.events, key=lambda event: event.begin):
            for row in range(event.begin, event.end + 1):
                self.marks[row] = event.label
        for event in self.events:
            if event.answer:
                self.marks[event.answer] = event.word
        self.statements = [(e.label, e.text or e.label) for e in self.events]
        self.stamp = lambda number: stamp(number, self.rate)
        self.line_end = "\r\n"

    def head(self):
        lines = [f"{key}: {value}" for key, value in self.header.items()]
        return lines + [f"Sample Rate (Hz)- {name}: {rate}" for name, rate in zip(self.columns, self.rates)]

    def statement_table(self):
        lines = ["Event    Label Statement"]
        for index, (label, text) in enumerate(self.statements):
            pieces = [text[at:at + 66] for at in range(0, len(text), 66)] or [""]
            lines.append(f"{index + 1:02d}".ljust(6) + f"{label:>8} {pieces[0]}")
            lines += [" " * 15 + piece for piece in pieces[1:]]
        return lines

    def event_row(self, index, event):
        answer = f"{event.answer:>10} " if event.answer else "  "
        end = "" if event.end is None else event.end
        return f"{index + 1:02d}".ljust(6) + f"{event.label:>8} {event.begin:>10} {end:>10} " + answer

    def event_table(self):
        rows = [self.event_row(index, event) for index, event in enumerate(self.events)]
        return ["Event    Label      Begin        End     Answer"] + rows

    def data_heading(self):
        return "Sample     Time    Label" + "".join(f"{name:>11}" for name in self.columns)

    def data_rows(self):
        rows = []
        for index, number in enumerate(self.numbers):
            mark = self.marks.get(number, "")
            cells = "".join(f" {cell(line[index]):>10}" for line in self.data)
            rows.append(f"{number:>6} {self.stamp(number):>8} {mark.rjust(8, '-')}{cells}   ")
        return rows

    def lines(self):
        return (self.head() + [""] + self.statement_table() + [""] + self.event_table() + [""]
                + [self.data_heading()] + self.data_rows())

    def bytes(self):
        return "".join(line + self.line_end for line in self.lines()).encode("latin-1")


def cell(value):
    return value if isinstance(value, str) else f"{value:.1f}"


def stamp(number, rate):
    seconds = (number - 1) / rate
    whole = math.floor(seconds)
    return f"{whole // 60:02d}:{whole % 60:02d}.{int((seconds - whole) * 100):02d}"


def write(folder, name, content):
    with open(os.path.join(HERE, folder, name), "wb") as file:
        file.write(content)


def replaced(content, old, new, count=1):
    assert old in content, old
    return content.replace(old, new, count)


# ---------------------------------------------------------------------------------------------------- the dialects

def dialects():
    """The same samples (30 Hz, 12 s) as the four makers and the second layout carry them."""
    write("dialects", "D&-LAFDEMO-1.01A", Chart("LAFDEMO", 30, 360).bytes())

    for number in (1, 2):
        typed = ("X", "N N1", "C C4", "R R5", "C C6", "R R7", "XX")
        chart = Chart("LIMDEMO", 30, 360, number, name=f"D%-LIMDEMO_E001C{number:03d}.01A",
                      events=standard_events(3, typed))
        chart.header["Instrument"] = "Instrument Not Available"
        chart.header["Software Version"] = "NA"
        chart.statements = []
        write("dialects", chart.name, chart.bytes())

    chart = Chart("$$AXDEMO", 30, 360, vendor="$", series="X", columns=REQUIRED[:4])
    chart.header["Instrument"] = "Instrument Not Available"
    chart.header["Software Version"] = "NA"
    chart.header["Source file"] = "AXDEMO.012"
    slow = chart.columns.index("EDA1")
    chart.rates[slow] = 15
    chart.data[slow] = [value if index % 2 == 0 else -9.9 for index, value in enumerate(chart.data[slow])]
    write("dialects", chart.name, chart.bytes())

    labels = ("X", "N1", "C1DLC1", "1R1", "C2DLC1", "2R1", "XX")
    chart = Chart("STODEMO", 30, 360, vendor="#", events=standard_events(3, labels), columns=REQUIRED + ["PPG1"])
    chart.header["Instrument"] = "Instrument Not Available"
    chart.header["Software Version"] = "NA"
    write("dialects", chart.name, chart.bytes())

    write("dialects", "D&-PREVDEMO-1.01A", second_layout("PREVDEMO"))


def second_layout(exam):
    """The layout of a viewer's archive: 12-column fields, the label last, no statements."""
    chart = Chart(exam, 30, 360, columns=["UPneumo", "LPneumo", "EDA1", "Cardio1"])
    chart.columns[:2] = ["Upneumo", "Lpneumo"]
    lines = chart.head() + [""] + ["".join(f"{word:>12}" for word in ("Qs", "Begin", "End", "Answer"))]
    for event in chart.events:
        lines.append(f"      {event.label:>6} {event.begin:>11} {event.end:>11} {event.answer or '':>11}")
    lines += ["", "".join(f"{word:>12}" for word in ["Sample", "Time"] + chart.columns) + f"{'Event':>6}"]
    for index, number in enumerate(chart.numbers):
        mark = chart.marks.get(number, ".")
        mark = "Ans" if mark in ("Yes", "No") else mark
        time = re.sub("^0", "", stamp(number, 30))
        lines.append(f"{number:>12}{time:>12}" + "".join(f"{line[index]:>12.1f}" for line in chart.data)
                     + f"{mark:>6}")
    return "".join(line + "\r\n" for line in lines).encode("ascii")


# ----------------------------------------------------------------------------------------------------- the defects

DEFECTS = {}


def defect(code, name=None):
    """Registers the maker of one defect file; the exam is named after the code."""
    def register(make):
        DEFECTS[code] = (name or f"D&-{code}-1.01A", make)
        return make
    return register


def edited(change):
    """A maker that changes the chart before it is written."""
    def make(code, name):
        chart = Chart(code, name=name)
        result = change(chart)
        return result if isinstance(result, bytes) else chart.bytes()
    return make


def relabelled(old, new, **marks):
    """A maker that gives one event another label, in both tables and in the data."""
    def make(code, name):
        labels = [new if label == old else label for label in ("X", "N1", "C4", "R5", "C6", "R7", "XX")]
        return Chart(code, name=name, events=standard_events(1, labels)).bytes()
    return make


def with_note(label, row, question=None):
    def make(code, name):
        events = standard_events() + [Event(label, row, row)]
        events.sort(key=lambda event: event.end)
        return Chart(code, name=name, events=events).bytes()
    return make


def set_header(key, value):
    return edited(lambda chart: chart.header.update({key: value}))


def bytes_replaced(old, new):
    return edited(lambda chart: replaced(chart.bytes(), old, new))


def change_event(index, **fields):
    """A maker that changes one row of the event table and leaves the data alone."""
    def change(chart):
        for key, value in fields.items():
            setattr(chart.events[index], key, value)
    return edited(change)


def name_defects():
    defect("name-altered", "D&_name-altered_1_01A")(
        edited(lambda chart: chart.header.update({"Name of this file": "D&-name-altered-1.01A"})))
    defect("name-differs")(set_header("Name of this file", "D&-another name-1.01A"))
    defect("vendor-unknown", "D+-vendor-unknown-1.01A")(set_header("Instrument", "Instrument Not Available"))
    defect("vendor-conflict", "D#-vendor-conflict-1.01A")(edited(lambda chart: None))
    defect("line-ends")(edited(lambda chart: setattr(chart, "line_end", "\n")))
    defect("non-ascii")(bytes_replaced(b"sample envelope?", "sample en\u00e9elope?".encode("latin-1")))
    defect("stray-bytes")(edited(lambda chart: b"\xef\xbb\xbf" + chart.bytes() + b"\x1a\x00"))
    defect("header-missing")(edited(lambda chart: chart.header.pop("Software Version") and None))
    defect("header-unknown")(set_header("Room Temperature", "21"))
    defect("date-erased")(edited(lambda chart: chart.header.update({"Chart Date": "31Dec69", "Time": "19:00"})))
    defect("sample-count")(set_header("Number of samples", "99"))
    defect("channel-count")(set_header("Number of channels", "9"))
    defect("question-count")(set_header("Number of questions", "77"))


def clock_defects():
    def declared_rate(chart):
        chart.header["Fastest Sample Rate (Hz)"] = "12"
        chart.rates = [12] * len(chart.columns)
    defect("rate-clock")(edited(declared_rate))

    def slow_channel(chart):
        chart.data[2] = [value if index % 2 == 0 else -9.9 for index, value in enumerate(chart.data[2])]
    defect("rate-channel")(edited(slow_channel))
    defect("clock")(edited(
        lambda chart: setattr(chart, "stamp", lambda n: stamp(n + 1, 10) if n == 60 else stamp(n, 10))))

    def gap(chart):
        chart.numbers = [n for n in chart.numbers if not 100 <= n <= 104]
        chart.data = [[line[n - 1] for n in chart.numbers] for line in chart.data]
        chart.header["Number of samples"] = str(len(chart.numbers))
    defect("sample-gap")(edited(gap))

    def long_row(chart):
        lines = chart.lines()
        lines[-30] = lines[-30].rstrip() + "      "
        return "".join(line + "\r\n" for line in lines).encode("ascii")
    defect("row-layout")(edited(long_row))
    defect("row-short")(edited(lambda chart: chart.bytes()[:-40]))


def event_defects():
    def no_texts(chart):
        chart.statements = [(event.label, event.label) for event in chart.events]
    defect("no-statements")(edited(no_texts))
    defect("statement-mismatch")(edited(lambda chart: chart.statements.__setitem__(3, ("R9", "Another row."))))

    def by_end(chart):
        note = Event("MV", 56, 56)
        chart.events.insert(3, note)
        chart.statements.insert(3, ("MV", "MV"))
        chart.marks[56] = "MV"
    defect("event-order")(edited(by_end))
    defect("event-split")(edited(by_end))

    def numbers(chart):
        content = chart.bytes()
        return re.sub(rb"\r\n07      ( +)XX", rb"\r\n09      \1XX", content)
    defect("event-numbers")(edited(numbers))
    defect("event-end-missing")(change_event(3, end=None))

    def other_rows(chart):
        for row in range(50, 60):
            del chart.marks[row]
        for row in range(55, 60):
            chart.marks[row] = "R5"
    defect("event-label-column")(edited(other_rows))

    def overlap(chart):
        chart.events[4].begin = 57
        for row in range(60, 68):
            chart.marks[row] = "C6"
        chart.events[3].answer = None
    defect("event-overlap")(edited(overlap))

    def early(chart):
        chart.events[3].answer = 57
        chart.marks[57] = chart.marks.pop(62)
    defect("answer-early")(edited(early))

    def late(chart):
        chart.events[3].answer = 70
        del chart.marks[62]
        chart.marks[70] = "No"
    defect("answer-late")(edited(late))

    def silent(chart):
        chart.events[3].answer = None
        del chart.marks[62]
    defect("answer-missing")(edited(silent))

    def answered_note(chart):
        chart.events[0].answer = 11
        chart.marks[11] = "Yes"
    defect("answer-on-note")(edited(answered_note))
    defect("answer-word")(edited(lambda chart: chart.marks.update({62: "Maybe"})))
    defect("event-past-end")(change_event(6, end=140))
    without_x = ("N1", "C4", "R5", "C6", "R7", "XX")
    defect("missing-x")(lambda code, name: Chart(code, name=name, events=[
        event for event in standard_events() if event.label != "X"]).bytes())
    defect("missing-xx")(lambda code, name: Chart(code, name=name, events=[
        event for event in standard_events() if event.label in ("X",) + without_x[:-1]]).bytes())
    defect("outside-x-xx")(lambda code, name: Chart(
        code, name=name, events=standard_events(1, ("N1", "X", "C4", "R5", "C6", "R7", "XX"))).bytes())
    defect("chart-aborted")(lambda code, name: Chart(code, name=name, count=70, events=[
        event for event in standard_events() if event.end < 65]).bytes())
    defect("no-events")(lambda code, name: Chart(code, name=name, events=[]).bytes())


def label_defects():
    defect("label-typed")(relabelled("R5", "R R5"))
    defect("label-punctuation")(relabelled("R5", "R5."))
    defect("label-o-zero")(relabelled("R5", "R1O"))
    defect("label-sacrifice-r")(relabelled("N1", "SR2"))
    defect("label-1c")(relabelled("N1", "1C"))
    defect("label-clash")(with_note("CT", 104))
    defect("label-empty")(relabelled("R5", "0"))
    defect("label-long")(relabelled("R5", "RELEVANT5"))
    labels = ("X", "N1", "C1", "R1", "C1", "R1", "XX")
    defect("dlst-renumbered")(
        lambda code, name: Chart(code, name=name, events=standard_events(1, labels)).bytes())


def column_defects():
    def columns(*names):
        return lambda code, name: Chart(code, name=name, columns=names).bytes()
    defect("column-case")(columns("Upneumo", *REQUIRED[1:]))
    defect("column-alias")(columns(*REQUIRED, "PLE1"))
    defect("column-repeated")(columns(*REQUIRED, "Cardio1"))

    def empty_activity(extra):
        def make(code, name):
            chart = Chart(code, name=name, columns=REQUIRED + [extra])
            chart.data[4] = [-9.9] * chart.count
            return chart.bytes()
        return make
    defect("activity-alias")(empty_activity("SE"))
    defect("activity-aux")(empty_activity("Aux02"))
    defect("column-missing")(columns(*REQUIRED[:4]))
    defect("column-empty")(edited(lambda chart: chart.data.__setitem__(4, [-9.9] * chart.count)))
    defect("value-range")(edited(lambda chart: chart.data[2].__setitem__(70, 1234567)))
    defect("value-bad")(edited(lambda chart: chart.data[2].__setitem__(70, "NaN")))

    def dropped(chart):
        for row in range(70, 90):
            chart.data[3][row] = 5
    defect("dropout")(edited(dropped))


def refusals():
    defect("not-ncca")(bytes_replaced(b"Sample     Time    Label", b"Rows       Time    Label"))

    def no_columns(chart):
        chart.columns, chart.data, chart.rates = [], [], []
    defect("no-columns")(edited(no_columns))

    def no_samples(chart):
        chart.numbers = []
    defect("no-samples")(edited(no_samples))
    defect("bad-sample")(bytes_replaced(b"\r\n    60 00:05.90", b"\r\n  six0 00:05.90"))

    def repeated(chart):
        chart.numbers[60] = 60
    defect("sample-order")(edited(repeated))

    def drift(chart):
        lines = chart.lines()
        for row in range(-40, -30):
            lines[row] = lines[row][:50] + " 1 2 3" + lines[row][53:]
        return "".join(line + "\r\n" for line in lines).encode("ascii")
    defect("column-drift")(edited(drift))

    def no_rate(chart):
        chart.header["Fastest Sample Rate (Hz)"] = "NA"
        chart.rates = ["NA"] * len(chart.columns)
        chart.stamp = lambda number: "00:00.00"
    defect("no-rate")(edited(no_rate))
    defect("event-reversed")(change_event(3, begin=59, end=50))
    defect("event-outside")(change_event(3, begin=150, end=160))
    defect("event-number")(change_event(3, begin="5x"))
    defect("binary")(bytes_replaced(b"Source file: binary", b"Source file: bin\x00ry"))


def pairs():
    """Defects that only two files together have; each pair in a folder of its own name."""
    for folder in ("series-questions", "chart-twice"):
        os.makedirs(os.path.join(HERE, "defects", folder))
    first = Chart("series-questions")
    labels = ("X", "N1", "C4", "R5", "C6", "R8", "XX")
    second = Chart("series-questions", chart=2, events=standard_events(1, labels), seed=2)
    for chart in (first, second):
        write("defects/series-questions", chart.name, chart.bytes())
    write("defects/chart-twice", "D&-chart-twice-1.01A", Chart("chart-twice").bytes())
    other = Chart("chart-twice", name="D&_chart-twice_1.01A", seed=2)
    write("defects/chart-twice", other.name, other.bytes())


# ----------------------------------------------------------------------------------------------------------- checks

def worked_example():
    """A small invented chart with every part of the layout; its digest holds this maker to the layout's bytes."""
    events = [Event("X", 2, 3, text="The test is about to begin."),
              Event("R5", 5, 6, 8, text="Did you take the sample envelope that was kept in the top drawer of the "
                                        "training-room desk?"),
              Event("MV", 7, 7), Event("XX", 9, 10, text="The test is over.")]
    chart = Chart("DEMO01", 30, 10, events=events)
    chart.header["Number of questions"] = "1"
    chart.data = [[43766, 43686, 43588, 43508, 43436, 43355, 43260, 43175, 43099, 43026],
                  [37352, 37307, 37235, 37181, 37128, 37071, 37004, 36924, 36867, 36819],
                  [105117, 105119, 105101, 105111, 105116, 105113, 105121, 105118, 105112, 105120],
                  [37239, 37072, 36880, 36704, 36599, 36516, 36453, 36434, 36422, 36409], [-9.9] * 10]
    content = chart.bytes()
    digest = hashlib.sha256(content).hexdigest()
    assert digest == "1bf50a80854eb11826d04827fabea7a7858d6e28e346b3e7334e7bcdaf2904d9", (len(content), digest)
    return content


def main():
    for folder in ("dialects", "defects"):
        shutil.rmtree(os.path.join(HERE, folder), ignore_errors=True)
        os.makedirs(os.path.join(HERE, folder))
    write(".", "D&-DEMO01-1.01A", worked_example())
    dialects()
    for register in (name_defects, clock_defects, event_defects, label_defects, column_defects, refusals):
        register()
    for code, (name, make) in DEFECTS.items():
        write("defects", name, make(code, name))
    pairs()


if __name__ == "__main__":
    main()
