#!/usr/bin/env python3
"""Prints the tables of README.md from finished runs. Standard library only.

    python3 experiments/fed-ucbvi/evidence.py [--store checkpoints]

Regret of each agent and meetings; means over seeds, and so over worlds, ± half a normal 95 % interval. Differences are paired by seed,
with 95 % intervals of the bootstrap (10 000 resamples).
"""
import json
import os
import sys

FOLDER = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(FOLDER, ".."))
sys.dont_write_bytecode = True

import finished

WORDS = {"mixture": "`mixture`", "local": "`local_doubling`", "global": "`global_estimate`"}
MEETINGS = (1000, 5000, 20000)


def done(store, study, rounds):
    """The directories of cells that have run to the end, by seed, by arm's name and level of the sweep."""
    found = {}
    for arm, runs in finished.cells(store, study).items():
        name, level = arm.split(",")
        paths = {seed: path for seed, path in runs.items() if (finished.last_row(path) or {"round": 0})["round"] == rounds}
        if len(paths) > 1:
            found[name, float(level.split("=")[1])] = paths
    return found


def ends(paths, key):
    return finished.normal([finished.last_row(path)[key] for path in paths.values()], 1)


def gap(paths, others):
    """Regret less that of other cells, by pairs of one seed."""
    gaps = [finished.last_row(paths[seed])["regret"] - finished.last_row(others[seed])["regret"] for seed in sorted(paths) if seed in others]
    return finished.told(gaps, 1) if len(gaps) > 1 else "–"


def independent():
    """The independent program's numbers, ± half their interval, by arm and measure."""
    with open(os.path.join(FOLDER, "expected.json")) as file:
        values = json.load(file)["values"]
    return {
        (value["arm"], value["measure"]): f"{value['value']:.1f} ± {1.96 * value['sd'] / value['seeds'] ** 0.5:.1f}"
        for value in values}


def agents(store):
    found, numpy = done(store, "fed-ucbvi-agents", 2000), independent()
    if not found:
        return
    print("| rule | agents | regret of each | numpy | meetings | numpy | MB, all agents |\n|---|---:|---:|---:|---:|---:|---:|")
    for rule, count in sorted(found, key=lambda key: (list(WORDS).index(key[0]), key[1])):
        paths, arm = found[rule, count], f"{rule},M={count:.0f}"
        bytes_ = [finished.last_row(path)["bytes"] for path in paths.values()]
        megabytes = sum(row["up"] + row["down"] for row in bytes_) / len(bytes_) / 1e6
        print(f"| {WORDS[rule]} | {count:.0f} | {ends(paths, 'regret')} | {numpy[arm, 'regret']} | {ends(paths, 'exchanges')} | "
              f"{numpy[arm, 'exchanges']} | {megabytes:.1f} |")
    print()


def contamination(store):
    found = done(store, "fed-ucbvi-contamination", 2000)
    if not found:
        return
    print("| ε | together: regret of each | to ε = 0 | meetings | alone: regret of each |\n|---:|---:|---:|---:|---:|")
    for share in sorted({share for _, share in found}):
        together, alone = (found.get((name, share)) for name in ("fed", "alone"))
        words = ["–"] * 3
        if together:
            words = [ends(together, "regret"), gap(together, found.get(("fed", 0), {})) if share else "", ends(together, "exchanges")]
        print(f"| {share:g} | {' | '.join(words)} | {ends(alone, 'regret') if alone else '–'} |")
    print()


def learning(store):
    found = done(store, "fed-ucbvi-q-learning", 20000)
    if not found:
        return
    print("| arm | agents | meetings after 1000 | 5000 | 20 000 | regret of each after 20 000 |\n|---|---:|---:|---:|---:|---:|")
    for name in ("fedq", "fed_ucbvi", "alone"):
        for count in sorted(count for arm, count in found if arm == name):
            paths = found[name, count]
            rows = [{row["round"]: row for row in finished.rows(path)} for path in paths.values()]
            meetings = [
                "none" if name == "alone" else finished.normal([row[number]["exchanges"] for row in rows], 1) for number in MEETINGS]
            print(f"| `{name}` | {count:.0f} | " + " | ".join(meetings) + f" | {ends(paths, 'regret')} |")


def main():
    store = finished.store(__doc__)
    agents(store)
    contamination(store)
    learning(store)


if __name__ == "__main__":
    main()
