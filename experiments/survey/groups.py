#!/usr/bin/env python3
"""How well groups that were found by returns are the two kinds of poles there are: the adjusted Rand index at every checkpoint.

    python3 experiments/survey/groups.py --store checkpoints

Needs h5py. 1 is the truth, 0 what chance brings.
"""

import os
import re
import sys

import h5py

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import finished


def pairs(count):
    return count * (count - 1) / 2


def adjusted_rand(one, other):
    """Hubert & Arabie 1985: the Rand index, from which is taken what chance brings."""
    table = {}
    for pair in zip(one, other):
        table[pair] = table.get(pair, 0) + 1
    together = sum(pairs(count) for count in table.values())
    rows = sum(pairs(one.count(label)) for label in set(one))
    columns = sum(pairs(other.count(label)) for label in set(other))
    expected = rows * columns / pairs(len(one))
    most = (rows + columns) / 2
    return 1.0 if most == expected else (together - expected) / (most - expected)


def main():
    store = finished.store(__doc__)
    indices = {}
    for seed, directory in sorted(finished.cells(store, "survey-grouped").get("curves", {}).items()):
        for name in sorted(os.listdir(directory)):
            found = re.fullmatch(r"round-(\d+)\.h5", name)
            if not found:
                continue
            with h5py.File(os.path.join(directory, name)) as file:
                groups = [int(group) for group in file["federation/grouped/weights/group"][:]]
            # Lengths stand in turn in the spec: short, long, short, …
            truth = [place % 2 for place in range(len(groups))]
            indices.setdefault(int(found[1]), []).append(adjusted_rand(groups, truth))
    print("round  seeds  mean index  seeds at 1")
    for round, values in sorted(indices.items()):
        print(f"{round:5}  {len(values):5}  {sum(values) / len(values):10.2f}  {sum(value == 1 for value in values):10}")


if __name__ == "__main__":
    main()
