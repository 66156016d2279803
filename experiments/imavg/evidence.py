#!/usr/bin/env python3
"""Prints the table of README.md from finished runs. Standard library only.

    python3 experiments/imavg/evidence.py [--store checkpoints]

Largest error of the agents' mean to Q* after 5000 steps; means over seeds with 95 % intervals of the bootstrap (10 000 resamples);
differences are paired by seed, and so by world.
"""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
sys.dont_write_bytecode = True

import finished

STUDY, AGENTS, LENGTHS, STEPS = "imavg-main", (3, 30), (10, 100, 500), 5000


def error(directory, length):
    """The error in the last row; None where the run is not done."""
    row = finished.last_row(directory)
    return row["largest_error_to_fixed_point"]["average"] if row and row["round"] * length == STEPS else None


def main():
    found = finished.cells(finished.store(__doc__), STUDY)
    print("| K | τ | seeds | by visits | equal | difference | smaller by visits |\n|---:|---:|---:|---|---|---|---:|")
    for agents in AGENTS:
        for length in LENGTHS:
            arms = [
                {seed: error(path, length) for seed, path in found.get(f"{arm},K=k{agents},tau={length}", {}).items()}
                for arm in ("imavg", "equal")]
            seeds = [seed for seed in sorted(arms[0]) if arms[0][seed] is not None and arms[1].get(seed) is not None]
            if len(seeds) < 2:
                continue
            by, equal = ([arm[seed] for seed in seeds] for arm in arms)
            gaps = [one - other for one, other in zip(by, equal)]
            print(f"| {agents} | {length} | {len(seeds)} | {finished.told(by, 3)} | {finished.told(equal, 3)} | {finished.told(gaps, 3)} | "
                  f"{sum(gap < 0 for gap in gaps)} of {len(gaps)} |")


if __name__ == "__main__":
    main()
