#!/usr/bin/env python3
"""Prints the tables of README.md from finished runs. Standard library only.

    python3 experiments/caesar/evidence.py [--store checkpoints]

Reward of a greedy episode, mean over the agents and over the last 20 meetings of 100; means over seeds with 95 % intervals of the
bootstrap (10 000 resamples); differences to CAESAR are paired by seed.
"""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
sys.dont_write_bytecode = True

import finished

ARMS = ["caesar", "peers", "all", "screen", "sampling", "self"]
STUDIES = {"caesar-corridor": ["cells=9", "cells=7"], "caesar-lake": ["lakes=identical", "lakes=random", "lakes=opposing"]}
MEETINGS, LAST = 100, 20


def reward(directory):
    """The mean over the last meetings; None where the run is not done."""
    rows = [row for row in finished.rows(directory) if "evaluation_return" in row]
    if not rows or rows[-1]["round"] != MEETINGS:
        return None
    means = [sum(row["evaluation_return"]["own"]) / len(row["evaluation_return"]["own"]) for row in rows[-LAST:]]
    return sum(means) / LAST


def main():
    store = finished.store(__doc__)
    for study, levels in STUDIES.items():
        found = finished.cells(store, study)
        for level in levels:
            runs = {arm: {seed: reward(path) for seed, path in found.get(f"{arm},{level}", {}).items()} for arm in ARMS}
            runs = {arm: {seed: value for seed, value in own.items() if value is not None} for arm, own in runs.items()}
            if any(len(own) < 2 for own in runs.values()):
                continue
            print(f"{study}, {level}\n\n| arm | seeds | reward | to CAESAR | better |\n|---|---:|---|---|---:|")
            for arm, own in runs.items():
                gaps = [value - runs["caesar"][seed] for seed, value in sorted(own.items()) if seed in runs["caesar"]]
                last = f"{finished.told(gaps, 3)} | {sum(gap > 0 for gap in gaps)} of {len(gaps)}" if arm != "caesar" else " | "
                print(f"| {arm} | {len(own)} | {finished.told([own[seed] for seed in sorted(own)], 3)} | {last} |")
            print()


if __name__ == "__main__":
    main()
