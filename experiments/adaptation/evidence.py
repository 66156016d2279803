#!/usr/bin/env python3
"""Prints the tables of README.md that are of embeddings.yaml, from finished runs. Standard library only.

    python3 experiments/adaptation/evidence.py [--store checkpoints]

Greedy return in the new agents' own worlds, mean over them: means over seeds with 95 % intervals of the bootstrap (10 000 resamples), and
differences to training nothing and to each other, paired by seed.
"""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
sys.dont_write_bytecode = True

import finished

STUDY, VARIANTS, ROUNDS = "adaptation-embeddings", ["none", "embedding", "both", "network"], (10, 50)


def returns(directory):
    """By round: the mean over agents in their own worlds."""
    rows = [row for row in finished.rows(directory) if "evaluation_return" in row]
    return {row["round"]: sum(row["evaluation_return"]["own"]) / len(row["evaluation_return"]["own"]) for row in rows}


def main():
    found = finished.cells(finished.store(__doc__), STUDY)
    for arm in sorted(arm for arm in found if "adaptation" not in arm):
        runs = {name: {seed: returns(path) for seed, path in found.get(f"{arm},adaptation={name}", {}).items()} for name in VARIANTS}
        runs = {name: {seed: run for seed, run in cells.items() if ROUNDS[1] in run} for name, cells in runs.items()}
        if any(len(cells) < 2 for cells in runs.values()):
            continue
        print(f"{arm}\n\n| trained | seeds | after {ROUNDS[0]} | after {ROUNDS[1]} episodes | difference | better |\n|---|---:|---|---|---|---:|")
        for name, cells in runs.items():
            words = [finished.told([cells[seed][number] for seed in sorted(cells)], 1) for number in ROUNDS]
            gaps = [cells[seed][ROUNDS[1]] - runs["none"][seed][ROUNDS[1]] for seed in sorted(cells) if seed in runs["none"]]
            more = ["", ""] if name == "none" else [finished.told(gaps, 1), f"{sum(gap > 0 for gap in gaps)} of {len(gaps)}"]
            print(f"| {name} | {len(cells)} | " + " | ".join(words + more) + " |")
        print()
        for one, other in (("embedding", "both"), ("embedding", "network"), ("both", "network")):
            for number in ROUNDS:
                gaps = [run[number] - runs[other][seed][number] for seed, run in sorted(runs[one].items()) if seed in runs[other]]
                print(f"{one} - {other}, after {number}: {finished.told(gaps, 1)}, better in {sum(gap > 0 for gap in gaps)} of {len(gaps)}")
        print()


if __name__ == "__main__":
    main()
