#!/usr/bin/env python3
"""Prints the tables and differences of README.md from finished runs. Standard library only.

    python3 experiments/personal/evidence.py [--store checkpoints]
    python3 experiments/personal/evidence.py --expected STUDY,STUDY  our means as expected.json has them

Greedy return, mean over the agents: at the last evaluation, which stands right after an exchange, and, where agents are evaluated
between exchanges, at the one before it, when they have trained by themselves for 24 or 72 episodes. Means over seeds with 95 % intervals of the
bootstrap (10 000 resamples); differences are paired by seed.
"""
import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
sys.dont_write_bytecode = True

import finished

STUDIES = {
    "personal-cartpole": ("dqnavg", ["E=48", "E=96"], [0, 1]),
    "personal-acrobot": ("dqnavg", ["E=48", "E=96"], [0, 1]),
    "personal-pendulum": ("ddpgavg", ["E=1000", "E=2000"], [0]),
    "personal-normalizers": ("none", [None], [0, 2]),
}
# Further differences that README.md tells of: an arm, what it is compared with, worlds and place.
PAIRS = {
    "personal-cartpole": [("embedding", "dqnavg", "own", 0), ("one_hot", "dqnavg", "own", 0), ("head", "common", "own", 0),
                          ("head", "common", "own", 1), ("embedding", "dqnavg", "new", 0), ("embedding", "dqnavg", "new", 1)],
    "personal-normalizers": [("personal", "shared", "own", 0), ("personal", "shared", "own", 2), ("personal", "shared", "new", 0),
                             ("personal", "shared", "new", 2), ("shared", "none", "own", 0), ("shared", "none", "own", 2), ("shared", "none", "new", 0),
                             ("shared", "none", "new", 2)],
}
PAIRS["personal-acrobot"] = PAIRS["personal-cartpole"]
WORLDS = ["own", "new"]


def evaluations(directory):
    """By world, then from the last one back: the mean over agents."""
    rows = [row["evaluation_return"] for row in finished.rows(directory) if "evaluation_return" in row]
    return {world: [row[world]["mean"] for row in reversed(rows)] for world in WORLDS}


def done(store, study):
    """Evaluations by arm and seed, of cells that are not under way: those have fewer."""
    values = {arm: {seed: evaluations(path) for seed, path in runs.items()} for arm, runs in finished.cells(store, study).items()}
    whole = max((len(run["own"]) for runs in values.values() for run in runs.values()), default=0)
    return {arm: {seed: run for seed, run in runs.items() if len(run["own"]) == whole} for arm, runs in values.items()}


def table(store, study, reference, factors, places):
    values = done(store, study)
    if not values:
        return
    columns = [(world, place) for world in WORLDS for place in places]
    words = {0: "after an exchange", 1: "before it", 2: "after half"}
    for factor in factors:
        suffix = f",{factor}" if factor else ""
        base = values.get(reference + suffix, {})
        print(f"{study}{', ' if factor else ''}{factor or ''}\n")
        print("| arm | seeds | " + " | ".join(f"{world}, {words[place]}" for world, place in columns) + f" | to {reference}, "
              + f"own, {words[places[-1]]} | better |")
        print("|---|---:|" + "---|" * (len(columns) + 1) + "---:|")
        for arm, runs in values.items():
            if arm != "alone" and not arm.endswith(suffix) or len(runs) < 2:
                continue
            seeds = sorted(runs)
            cells = [finished.told([runs[seed][world][place] for seed in seeds], 1) for world, place in columns]
            gaps = [runs[seed]["own"][places[-1]] - base[seed]["own"][places[-1]] for seed in seeds if seed in base]
            is_base = arm == reference + suffix or not gaps
            cells.append("" if is_base else finished.told(gaps, 1))
            cells.append("" if is_base else f"{sum(gap > 0 for gap in gaps)} of {len(gaps)}")
            print(f"| {arm.split(',')[0]} | {len(seeds)} | " + " | ".join(cells) + " |")
        print()
        for arm, other, world, place in PAIRS.get(study, []):
            first, second = values.get(arm + suffix, {}), values.get(other + suffix, {})
            gaps = [first[seed][world][place] - second[seed][world][place] for seed in sorted(first) if seed in second]
            if len(gaps) > 1:
                better = sum(gap > 0 for gap in gaps)
                print(f"{arm} - {other}, {world}, {words[place]}: {finished.told(gaps, 1)}, better in {better} of {len(gaps)}")
        print()


def expected(store, studies):
    """Means of the last evaluation over seeds, with their deviations."""
    values = []
    for arm, runs in (cells for study in studies for cells in done(store, study).items()):
        for world in WORLDS:
            last = [run[world][0] for run in runs.values()]
            mean = sum(last) / len(last)
            deviation = (sum((value - mean) ** 2 for value in last) / max(len(last) - 1, 1)) ** 0.5
            values.append({"arm": arm, "measure": f"evaluation_return.{world}.mean", "statistic": "mean_last",
                           "value": round(mean, 2), "sd": round(deviation, 2), "seeds": len(last)})
    source = "this program's own runs, their last evaluation; the papers' figures as numbers were not found"
    print('{"source": ' + json.dumps(source) + ',\n "values": [\n  ' + ",\n  ".join(map(json.dumps, values)) + "\n ]}")


def main():
    wanted = sys.argv.pop(sys.argv.index("--expected") + 1) if "--expected" in sys.argv[:-1] else None
    if wanted:
        sys.argv.remove("--expected")
    store = finished.store(__doc__)
    if wanted:
        return expected(store, wanted.split(","))
    for study, (reference, factors, places) in STUDIES.items():
        table(store, study, reference, factors, places)


if __name__ == "__main__":
    main()
