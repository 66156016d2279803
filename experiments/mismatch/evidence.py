#!/usr/bin/env python3
"""Prints the tables of README.md from finished runs. Standard library only.

    python3 experiments/mismatch/evidence.py [--store checkpoints]
"""
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
sys.dont_write_bytecode = True

import finished


def tail(rows, *path):
    """The mean over the last half of the rows: a tail average of the error."""
    values = []
    for row in rows[len(rows) // 2 :]:
        for key in path:
            row = row[key]
        values.append(row)
    return sum(values) / len(values)


def told(values):
    mean = sum(values) / len(values)
    error = (sum((value - mean) ** 2 for value in values) / (len(values) - 1) / len(values)) ** 0.5
    return f"{mean:.3f} ± {error:.3f}"


def main():
    found = finished.cells(finished.store(__doc__), "mismatch-td")
    table = {}
    for arm, runs in found.items():
        name = arm.split(",")[0]
        delta, count, steps = (re.search(rf"{key}=([0-9.]+)", arm).group(1) for key in ("delta", "N", "K"))
        table[name, float(delta), int(count), int(steps)] = [finished.rows(path) for path in runs.values()]
    for steps in sorted({key[3] for key in table}):
        print(f"K = {steps}: ‖θ − θ°‖², θ° the model's values; mean over seeds ± standard error\n")
        print("| Δ | N | alone | FedTD, chains | FedTD, independent draws | chains, to the mean world | κ, largest |\n|---|---|---|---|---|---|---|")
        for delta in sorted({key[1] for key in table}):
            for count in sorted({key[2] for key in table}):
                cells = []
                for name, path in (
                    ("alone", ("to_the_model", "agents")),
                    ("markovian", ("to_the_model", "average")),
                    ("stationary", ("to_the_model", "average")),
                    ("markovian", ("to_mean_world", "average")),
                    ("markovian", ("covering_degree", "largest")),
                ):
                    runs = table.get((name, delta, count, steps), [])
                    cells.append(told([tail(rows, *path) for rows in runs]) if len(runs) > 1 else "")
                print(f"| {delta} | {count} | " + " | ".join(cells) + " |")
        print()


if __name__ == "__main__":
    main()
