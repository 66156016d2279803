#!/usr/bin/env python3
"""Prints the tables of main.yaml and speed-up.yaml. Standard library only.

    python3 experiments/scafflsa/evidence.py [--store checkpoints]
"""
import os
import statistics
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
sys.dont_write_bytecode = True

import finished


def final(directory):
    """The error of the average at the end: mean over the last fifth of the recorded rows; and the predicted squared bias."""
    rows = [row for row in finished.rows(directory) if "squared_error_to_fixed_point" in row]
    tail = rows[-max(1, len(rows) // 5):]
    errors = [row["squared_error_to_fixed_point"]["average"] for row in tail]
    return statistics.fmean(errors), rows[-1]["predicted_bias"], rows[-1]["heterogeneity"]


def cells(store, study):
    found = {}
    for arm, runs in finished.cells(store, study).items():
        name, *parts = arm.split(",")
        levels = dict(part.split("=") for part in parts)
        key = (name, int(levels["H"]), float(levels["eta"]), int(levels["N"].lstrip("n")))
        found[key] = [final(directory) for directory in runs.values()]
    return found


def geometric(values):
    return statistics.geometric_mean(values)


def main():
    store = finished.store(__doc__)
    found = cells(store, "scafflsa-main")
    if found:
        one = next(iter(found.values()))[0]
        print(f"Heterogeneity of the first cell: {one[2]}\n")
        print("Squared error of the average, mean over the last fifth of a run, geometric mean over seeds; predicted squared bias\n")
        for eta in (0.01, 0.1):
            for agents in (10, 100):
                print(f"η = {eta}, N = {agents}\n\n| H | FedLSA | predicted bias² | SCAFFLSA |\n|---|---|---|---|")
                for steps in (1, 10, 100, 1000, 10000):
                    runs = [found.get((method, steps, eta, agents)) for method in ("fedlsa", "scafflsa")]
                    texts = ["–" if not run else f"{geometric([r[0] for r in run]):.2e}" for run in runs]
                    bias = "–" if not runs[0] else f"{statistics.fmean([r[1] for r in runs[0]]):.2e}"
                    print(f"| {steps} | {texts[0]} | {bias} | {texts[1]} |")
                print()
    found = cells(store, "scafflsa-speed-up")
    if found:
        print("Noise floor from θ*: squared error of the average over the last fifth, geometric mean over seeds\n")
        print("| method | H | η | N = 10 | N = 100 | N = 1000 | ratio 10 → 100 | 100 → 1000 |\n|---|---|---|---|---|---|---|---|")
        for method in ("fedlsa", "scafflsa"):
            for steps in (1, 10, 100):
                for eta in (0.01, 0.1, 1.0):
                    floors = [found.get((method, steps, eta, agents)) for agents in (10, 100, 1000)]
                    if not all(floors):
                        continue
                    floors = [geometric([run[0] for run in runs]) for runs in floors]
                    print(
                        f"| {method} | {steps} | {eta:g} | " + " | ".join(f"{floor:.2e}" for floor in floors)
                        + f" | {floors[0] / floors[1]:.1f} | {floors[1] / floors[2]:.1f} |")


if __name__ == "__main__":
    main()
