#!/usr/bin/env python3
"""Prints the tables of main.yaml. Standard library only.

    python3 experiments/fedsarsa/evidence.py [--store checkpoints]
"""
import os
import statistics
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
sys.dont_write_bytecode = True

import finished

AGENTS, STEPS = ("n2", "n10", "n20", "n50", "n100"), (1, 100, 10000)


def end(directory):
    """Errors of the average to both fixed points, means over the last half of the rows, and what stands between them."""
    rows = [row for row in finished.rows(directory) if "squared_error_to_fixed_point" in row]
    tail = rows[len(rows) // 2:]
    return (
        statistics.fmean(row["squared_error_to_fixed_point"]["average"] for row in tail),
        statistics.fmean(row["to_mean_world"]["average"] for row in tail),
        rows[-1]["distance_of_fixed_points"], rows[-1]["heterogeneity"])


def cells(store):
    found = {}
    for arm, runs in finished.cells(store, "fedsarsa-main").items():
        levels = dict(part.split("=") for part in arm.split(",")[1:])
        # Of runs that are done, by seed.
        ends = {
            seed: end(directory) for seed, directory in sorted(runs.items())
            if finished.last_row(directory)["round"] * int(levels["H"]) == 1_000_000}
        if ends:
            found[levels["N"], int(levels["H"])] = ends
    return found


def mean(values):
    error = statistics.stdev(values) / len(values) ** 0.5 if len(values) > 1 else float("nan")
    return f"{statistics.fmean(values):.3g} ± {error:.1g}"


def main():
    found = cells(finished.store(__doc__))
    if not found:
        return
    one = next(iter(next(iter(found.values())).values()))
    print(f"Distance² of the two fixed points: {one[2]:.4g}; heterogeneity {one[3]}\n")
    for index, name in enumerate(("the federation's fixed point", "SARSA's in the mean of the worlds")):
        print(f"Squared error of the average to {name}, mean over seeds ± standard error\n")
        print("| N | " + " | ".join(f"H = {steps}" for steps in STEPS) + " |\n" + "|---" * (len(STEPS) + 1) + "|")
        for agents in AGENTS:
            row = [mean([run[index] for run in found[agents, steps].values()]) if (agents, steps) in found else "–" for steps in STEPS]
            print(f"| {agents[1:]} | " + " | ".join(row) + " |")
        print()
    print("Paired over seeds: error at N agents less that at 100, times N/(1 − N/100): the noise of one agent, if it falls as 1/N\n")
    print("| N | " + " | ".join(f"H = {steps}" for steps in STEPS) + " |\n" + "|---" * (len(STEPS) + 1) + "|")
    for agents in AGENTS[:-1]:
        count = int(agents[1:])
        row = []
        for steps in STEPS:
            few, many = found.get((agents, steps)), found.get(("n100", steps))
            seeds = [seed for seed in few or () if seed in (many or ())]
            pairs = [(few[seed][0] - many[seed][0]) * count / (1 - count / 100) for seed in seeds]
            row.append(mean(pairs) if pairs else "–")
        print(f"| {count} | " + " | ".join(row) + " |")


if __name__ == "__main__":
    main()
