"""river and ruptures as alarms on a composite: run in their own environment by ``bench/concerns.py``.

``python watching.py FOLDER TARGET`` reads calibrate.npz and test.npz, sets each detector's own threshold to
TARGET false alarms a steady person in two years, and prints one JSON line.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import numpy as np
from river import drift

LEAD, QUIET = 90, 30


def page_hinkley(values, threshold):
    """river PageHinkley, upward, delta 0.25; made anew after an alarm."""
    return _online(
        values, lambda: drift.PageHinkley(mode="up", delta=0.25, threshold=threshold, min_instances=14)
    )


def adwin(values, threshold):
    """river ADWIN, upward changes only; threshold = 1 / delta."""
    return _online(
        values, lambda: drift.ADWIN(delta=min(0.999, 1 / threshold), clock=1, grace_period=10), True
    )


def _online(values, make, upward=False):
    found, quiet = [], 0
    detector = make()
    for day, value in enumerate(values):
        quiet -= 1
        if value != value:
            continue
        before = detector.estimation if upward else 0.0
        detector.update(value)
        if detector.drift_detected and (not upward or detector.estimation > before) and quiet <= 0:
            found.append(day)
            quiet = QUIET
            if not upward:
                detector = make()
    return found


def kernel_cpd(values, threshold):
    """ruptures KernelCPD (linear) once a week over the last 120 days; threshold = gain of one break."""
    import ruptures

    found, quiet = [], 0
    for day in range(60, len(values), 7):
        part = values[max(0, day - 120) : day + 1]
        part = part[np.isfinite(part)]
        if len(part) < 20 or day < quiet:
            continue
        at = ruptures.KernelCPD(kernel="linear", min_size=5).fit(part[:, None]).predict(n_bkps=1)[0]
        first, last = part[:at], part[at:]
        gain = (last.mean() - first.mean()) * np.sqrt(len(first) * len(last) / len(part))
        if gain > threshold:
            found.append(day)
            quiet = day + QUIET
    return found


DETECTORS = {
    "river PageHinkley (up, delta 0.25)": (page_hinkley, 3.0, 200.0, 9),
    "river ADWIN (upward only)": (adwin, 1.05, 1e9, 9),
    "ruptures KernelCPD, last 120 days, weekly": (kernel_cpd, 1.0, 20.0, 7),
}


def wrong(run, sets, threshold):
    """False alarms on steady lives."""
    return [sum(day >= LEAD for day in run(values, threshold)) for one in sets for values in one]


def late(run, values, starts, threshold):
    """Delays on sliding lives."""
    told = []
    for one, start in zip(values, starts, strict=True):
        after = [day - int(start) for day in run(one, threshold) if day >= start]
        told.append(after[0] if after else float("inf"))
    return told


def main():
    """Set, test, print."""
    folder, target = Path(sys.argv[1]), float(sys.argv[2])
    calibrate, test = np.load(folder / "calibrate.npz"), np.load(folder / "test.npz")
    found = []
    for name, (run, low, high, looks) in DETECTORS.items():
        sets = [calibrate[f"steady{index}"] for index in range(3)]
        for _ in range(looks):
            middle = (low * high) ** 0.5
            low, high = (middle, high) if np.mean(wrong(run, sets, middle)) > target else (low, middle)
        before = time.process_time()
        counts = wrong(run, [test[f"steady{index}"] for index in range(3)], high)
        seconds = (time.process_time() - before) / (len(counts) * test["steady0"].shape[1] / 365)
        told = {
            "name": name,
            "wrong": float(np.mean(counts)),
            "any": float(np.mean(np.array(counts) > 0)),
            "seconds": seconds,
        }
        for kind, key in (("sliding", "late"), ("mild", "mild")):
            told[key] = []
            for index in range(3):
                told[key] += late(run, test[f"{kind}{index}"], test[f"{kind}{index}_start"], high)
        found.append(told)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
