#!/usr/bin/env python3
"""Tables of the finished runs of this folder's deep studies; standard library only.

    concord run experiments/frl-eh/fedrdqn-cartpole.yaml
    python3 experiments/frl-eh/evidence.py [--store checkpoints]

Per arm and ω: the mean over seeds of the last three evaluations, ± the standard error over seeds. `mean` and `worst` are
over worlds, as `evaluation_return` defines them. Exits with 1 where a cell is incomplete.
"""

import os
import statistics
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
sys.dont_write_bytecode = True

import finished

STUDIES = {"frl-eh-fedrdqn-cartpole": 300, "frl-eh-fedrddpg-pendulum": 200, "frl-eh-inverted-pendulum": 500}
PLACES = ["own", "nominal", "held_out", "wide"]
LAST = 3


def text(values, digits=1):
    if not values:
        return "–"
    error = statistics.stdev(values) / len(values) ** 0.5 if len(values) > 1 else 0.0
    return f"{statistics.fmean(values):.{digits}f} ± {error:.{digits}f}"


def main():
    store = finished.store(__doc__)
    complete = True
    for name, last_round in STUDIES.items():
        cells = finished.cells(store, name)
        print(f"## {name}\n")
        if not cells:
            print("not run\n")
            continue
        heads = [f"{place} {kind}" for place in PLACES for kind in ("mean", "worst")]
        print("| arm | seeds | " + " | ".join(heads) + " | audit ρ |\n|---|---|" + "---|" * (len(heads) + 1))
        for arm, runs in cells.items():
            numbers, audits = {head: [] for head in heads}, []
            for directory in runs.values():
                recorded = finished.rows(directory)
                if not recorded or recorded[-1]["round"] != last_round:
                    print(f"{directory}: incomplete; finish the run first", file=sys.stderr)
                    complete = False
                    continue
                evaluated = [row for row in recorded if "evaluation_return" in row][-LAST:]
                for place in [place for place in PLACES if all(place in row["evaluation_return"] for row in evaluated)]:
                    for kind in ("mean", "worst"):
                        numbers[f"{place} {kind}"].append(
                            statistics.fmean(row["evaluation_return"][place][kind] for row in evaluated))
                values = [v for row in evaluated for v in row.get("expectile_audit", []) if v is not None]
                if values:
                    audits.append(statistics.fmean(values))
            print(f"| {arm} | {len(runs)} | " + " | ".join(text(numbers[h]) for h in heads) + f" | {text(audits, 2)} |")
        print()
    return 0 if complete else 1


if __name__ == "__main__":
    sys.exit(main())
