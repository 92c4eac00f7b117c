"""Times a Python reference and our program on the same inputs in one run, and prints one table of ratios.

A suite is a list of cases. Each makes its inputs in a folder, and has a reference function that returns check values.
Ours is the case of the same name in the suite's program. Both are timed on one core, the least of the repeats counts.
"""

import json
import os
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Callable, Optional, Sequence

import numpy as np


# The exit code of a program that does not have what a case measures (EX_UNAVAILABLE).
NOT_IN_PROGRAM = 69


@dataclass
class Case:
    """`prepare(folder)` writes inputs and returns the reference: a function without arguments, giving check values.

    `others` are cases of our program that are further references, as a plain C program is; `target` is the least ratio.
    `megabytes`, which `prepare` may set, is the size of the input: then both speeds are printed. `stream_seconds` is
    how long an instrument takes to send the input: then the share of one core is printed; `largest_share` is its limit.
    """

    name: str
    reference_name: str
    prepare: Callable[[Path], Optional[Callable[[], Sequence[float]]]]
    target: Optional[float] = None
    repeats: int = 7
    tolerance: float = 1e-9
    others: Sequence[str] = ()
    megabytes: Optional[float] = None
    stream_seconds: Optional[float] = None
    largest_share: Optional[float] = None


def write_doubles(folder: Path, name: str, values) -> None:
    """Writes `name.f64`, little-endian doubles in C order."""
    np.ascontiguousarray(values, dtype="<f8").tofile(folder / f"{name}.f64")


def _least(function, repeats):
    check = function()
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        check = function()
        times.append(time.perf_counter() - start)
    return min(times), list(np.asarray(check, dtype=float).ravel())


def _speeds(megabytes, reference, ours):
    if megabytes is None:
        return ""
    return f"  ({megabytes:.1f} MB: reference {megabytes / reference:.0f} MB/s, ours {megabytes / ours:.0f} MB/s)"


def _share(case, ours):
    if case.stream_seconds is None:
        return ""
    share = ours / case.stream_seconds
    limit = "" if case.largest_share is None else f", limit {case.largest_share:.1%}"
    over = "  OVER" if case.largest_share is not None and share > case.largest_share else ""
    return f"  ({case.stream_seconds:g} s of samples: {share:.2%} of a core{limit}){over}"


def run(cases: Sequence[Case], program: str, wanted: Sequence[str]) -> bool:
    """Runs the cases, prints the table, and returns whether all check values agree."""
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    print(f"{'case':<34} {'reference':<26} {'reference ms':>12} {'ours ms':>10} {'ratio':>7} {'target':>7}  check")
    agree = True
    for case in cases:
        if wanted and case.name not in wanted:
            continue
        with tempfile.TemporaryDirectory() as scratch:
            folder = Path(scratch)
            reference = case.prepare(folder)
            finished = subprocess.run(
                [program, scratch, str(case.repeats), case.name, *case.others], capture_output=True, text=True)
            if finished.returncode == NOT_IN_PROGRAM:
                print(f"{case.name:<34} left out: {finished.stderr.strip()}", flush=True)
                continue
            finished.check_returncode()
            rows = []
            if reference is not None:
                rows.append((case.reference_name, *_least(reference, case.repeats)))
            ours, *others = [json.loads(line) for line in finished.stdout.splitlines()]
            rows += [(other["name"], min(other["seconds"]), other["check"]) for other in others]
            for name, seconds, check in rows:
                ratio = seconds / min(ours["seconds"])
                scale = max(max(map(abs, check), default=0), 1e-300)
                same = len(check) == len(ours["check"])
                error = max((abs(a - b) for a, b in zip(check, ours["check"])), default=0) / scale if same else np.inf
                agree &= bool(error <= case.tolerance)
                verdict = f"differs by {error:.1e}" + ("" if error <= case.tolerance else "  DISAGREES")
                print(f"{case.name:<34} {name:<26} {seconds * 1e3:>12.3f} {min(ours['seconds']) * 1e3:>10.3f} "
                      f"{ratio:>7.2f} {case.target or '':>7}  {ours['check'][0]:.9g}, {verdict}"
                      + _speeds(case.megabytes, seconds, min(ours["seconds"]))
                      + _share(case, min(ours["seconds"])), flush=True)
    return agree
