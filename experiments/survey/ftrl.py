#!/usr/bin/env python3
"""What agents of either kind gain behind adapters, from finished runs of ftrl.yaml. Standard library only.

    python3 experiments/survey/ftrl.py [--store checkpoints]

Greedy returns by kind over the last 30 of 150 rounds, and over all of them; means over seeds with 95 % intervals of the bootstrap (10 000
resamples). Differences are paired by seed.
"""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
sys.dont_write_bytecode = True

import finished

KINDS = {"seconds": (0, 2), "fours": (2, 4)}
COLUMNS = [(kind, last) for last in (True, False) for kind in KINDS]
PAIRS = [("ftrl", "alone"), ("ftrl", "ftrl-plain"), ("alone", "alone-plain"), ("ftrl-plain", "alone-plain"), ("at-once", "alone"),
         ("at-once", "ftrl"), ("at-once", "at-once-plain")]
ROUNDS, LAST = 150, 30


def values(directory):
    """By column; nothing of a run that is under way."""
    rows = finished.rows(directory)
    if not rows or rows[-1]["round"] != ROUNDS:
        return None
    found = {}
    for kind, last in COLUMNS:
        first, end = KINDS[kind]
        numbers = [value for row in rows if "evaluation_return" in row and (not last or row["round"] > ROUNDS - LAST)
                   for value in row["evaluation_return"]["own"][first:end]]
        found[kind, last] = sum(numbers) / len(numbers)
    return found


def main():
    store = finished.store(__doc__)
    arms = {}
    for arm, runs in finished.cells(store, "survey-ftrl").items():
        found = {seed: values(directory) for seed, directory in runs.items()}
        arms[arm] = {seed: value for seed, value in found.items() if value}
    heads = " | ".join(f"{kind}, {'at the end' if last else 'all along'}" for kind, last in COLUMNS)
    print(f"| arm | seeds | {heads} |\n|---|---:|" + "---|" * len(COLUMNS))
    for arm, runs in sorted(arms.items()):
        if runs:
            print(f"| `{arm}` | {len(runs)} | " + " | ".join(finished.told([run[c] for run in runs.values()], 1) for c in COLUMNS) + " |")
    print(f"\n| difference | seeds | {heads} |\n|---|---:|" + "---|" * len(COLUMNS))
    for one, other in PAIRS:
        seeds = sorted(set(arms.get(one, {})) & set(arms.get(other, {})))
        if seeds:
            gains = {c: [arms[one][seed][c] - arms[other][seed][c] for seed in seeds] for c in COLUMNS}
            print(f"| `{one}` − `{other}` | {len(seeds)} | " + " | ".join(finished.told(gains[c], 1) for c in COLUMNS) + " |")


if __name__ == "__main__":
    main()
