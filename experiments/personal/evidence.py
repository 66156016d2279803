#!/usr/bin/env python3
"""Prints the tables of README.md from finished runs. Standard library only.

    python3 experiments/personal/evidence.py [--store checkpoints]

Greedy return, mean over the agents: at the last evaluation, which stands right after an exchange, and, where agents are evaluated
between exchanges, at the one before it, when they have trained by themselves for 24 or 72 episodes. Means over seeds with 95 % intervals of the
bootstrap (10 000 resamples); differences are paired by seed.
"""
import os
import random
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
sys.dont_write_bytecode = True

import finished

STUDIES = {
    "personal-cartpole": ("dqnavg", ["E=48", "E=96"], [0, 1]),
    "personal-acrobot": ("dqnavg", ["E=48", "E=96"], [0, 1]),
    "personal-pendulum": ("ddpgavg", ["E=1000", "E=2000"], [0]),
}
WORLDS = ["own", "new"]


def evaluations(directory):
    """By world, then from the last one back: the mean over agents."""
    rows = [row["evaluation_return"] for row in finished.rows(directory) if "evaluation_return" in row]
    return {world: [row[world]["mean"] for row in reversed(rows)] for world in WORLDS}


def interval(values):
    """Mean and 95 % percentile interval of the bootstrap."""
    dice = random.Random(1)
    means = [sum(dice.choices(values, k=len(values))) / len(values) for _ in range(10_000)]
    return sum(values) / len(values), finished.quantile(means, 0.025), finished.quantile(means, 0.975)


def told(values):
    mean, low, high = interval(values)
    return f"{mean:.1f} [{low:.1f}, {high:.1f}]"


def table(store, study, reference, factors, places):
    found = finished.cells(store, study)
    values = {arm: {seed: evaluations(path) for seed, path in runs.items()} for arm, runs in found.items()}
    # Cells that are under way have fewer evaluations than those that are done.
    whole = max((len(run["own"]) for runs in values.values() for run in runs.values()), default=0)
    values = {arm: {seed: run for seed, run in runs.items() if len(run["own"]) == whole} for arm, runs in values.items()}
    columns = [(world, place) for world in WORLDS for place in places]
    words = ["after an exchange", "before it"]
    for factor in factors:
        base = values.get(f"{reference},{factor}", {})
        print(f"{study}, {factor}\n")
        print("| arm | seeds | " + " | ".join(f"{world}, {words[place]}" for world, place in columns) + f" | to {reference}, "
              + f"own, {words[places[-1]]} | better |")
        print("|---|---:|" + "---|" * (len(columns) + 1) + "---:|")
        for arm, runs in values.items():
            if arm != "alone" and not arm.endswith("," + factor) or len(runs) < 2:
                continue
            seeds = sorted(runs)
            cells = [told([runs[seed][world][place] for seed in seeds]) for world, place in columns]
            gaps = [runs[seed]["own"][places[-1]] - base[seed]["own"][places[-1]] for seed in seeds if seed in base]
            is_base = arm == f"{reference},{factor}" or not gaps
            cells.append("" if is_base else told(gaps))
            cells.append("" if is_base else f"{sum(gap > 0 for gap in gaps)} of {len(gaps)}")
            print(f"| {arm.split(',')[0]} | {len(seeds)} | " + " | ".join(cells) + " |")
        print()


def main():
    store = finished.store(__doc__)
    for study, (reference, factors, places) in STUDIES.items():
        table(store, study, reference, factors, places)


if __name__ == "__main__":
    main()
