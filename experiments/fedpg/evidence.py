#!/usr/bin/env python3
"""Prints the tables of README.md from finished runs. Standard library only.

    python3 experiments/fedpg/evidence.py [--store checkpoints]

J from a uniform start, in closed form, or how much it is below the mean of the agents' own optima; means over seeds with 95 % intervals
of the bootstrap (10 000 resamples); differences are paired by seed.
"""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
sys.dont_write_bytecode = True

import finished

TYPES = ("alone", "s_fedpg", "rs_fedpg", "brs_fedpg", "fedq")
GROWING = ("m2", "m10", "m50", "m2_fast")


def done(store, study, rounds):
    """By arm and seed, of cells that have run to the end: the evaluated rows by round."""
    found = {}
    for arm, runs in finished.cells(store, study).items():
        for seed, path in sorted(runs.items()):
            if (finished.last_row(path) or {"round": 0})["round"] == rounds:
                found.setdefault(arm, {})[seed] = {row["round"]: row for row in finished.rows(path) if "exact_return" in row}
    return {arm: runs for arm, runs in found.items() if len(runs) > 1}


def value(row):
    return row["exact_return"]["own"]["mean"]


def gap(row):
    return row["mean_of_own_optima"] - value(row)


def paired(number, rows, others):
    """Differences of a number in rows of one round, by pairs of one seed."""
    return [number(rows[seed]) - number(others[seed]) for seed in sorted(rows) if seed in others]


def at(runs, number):
    return {seed: rows[number] for seed, rows in runs.items()}


def two_types(store):
    found = {arm: at(runs, 6000) for arm, runs in done(store, "fedpg-two-type", 6000).items()}
    if not found:
        return
    print("| arm | J, mean of both worlds | J, worse world | to `s_fedpg` | better |\n|---|---|---|---|---:|")
    for arm in (arm for arm in TYPES if arm in found):
        rows = found[arm]
        gaps = paired(value, rows, found.get("s_fedpg", {})) if arm != "s_fedpg" else []
        print(f"| `{arm}` | {finished.told([value(row) for row in rows.values()], 3)} | "
              f"{finished.told([row['exact_return']['own']['worst'] for row in rows.values()], 3)} | "
              + (f"{finished.told(gaps, 3)} | {sum(gap > 0 for gap in gaps)} of {len(gaps)} |" if len(gaps) > 1 else " | |"))
    one = next(iter(next(iter(found.values())).values()))
    print(f"\nMean of own optima {one['mean_of_own_optima']:.3f}, best deterministic policy for both {one['best_deterministic_return']:.3f}\n")


def speed_up(store):
    found = done(store, "fedpg-speed-up", 2000)
    arms = [arm for arm in GROWING if arm in found]
    if not arms:
        return
    print("Gap to the mean of own optima\n\n| after rounds | " + " | ".join(f"`{arm}`" for arm in arms) + " |\n" + "|---" * (len(arms) + 1) + "|")
    for number in (50, 100, 500, 2000):
        print(f"| {number} | " + " | ".join(finished.told([gap(row) for row in at(found[arm], number).values()], 2) for arm in arms) + " |")
    others = [arm for arm in arms if arm != "m2"]
    if "m2" in found and others:
        print("\nThe same less the gap of `m2` after as many rounds, paired by seed\n\n| after rounds | "
              + " | ".join(f"`{arm}`" for arm in others) + " |\n" + "|---" * (len(others) + 1) + "|")
        for number in (50, 100, 500, 2000):
            gaps = [paired(gap, at(found[arm], number), at(found["m2"], number)) for arm in others]
            print(f"| {number} | " + " | ".join(finished.told(values, 2) if len(values) > 1 else "–" for values in gaps) + " |")
    print()


def grid(store):
    found = done(store, "fedpg-grid-world", 2000)
    for share in ("0.1", "0.5"):
        optima = {
            seed: rows[2000]["mean_of_own_optima"] for arm, runs in found.items() if arm.endswith(f",eps={share}")
            for seed, rows in runs.items()}
        if len(optima) > 1:
            print(f"ε = {share}: mean of own optima {finished.told([optima[seed] for seed in sorted(optima)], 1)}\n")
    if not found:
        return
    print("| ε | arm | after 100 rounds | after 500 | after 2000 | to `s_fedpg` |\n|---|---|---|---|---|---|")
    for share in ("0.1", "0.5"):
        for arm in TYPES:
            runs = found.get(f"{arm},eps={share}")
            if not runs:
                continue
            gaps = [finished.told([gap(row) for row in at(runs, number).values()], 2) for number in (100, 500, 2000)]
            others = paired(value, at(runs, 2000), at(found.get(f"s_fedpg,eps={share}", {}), 2000)) if arm != "s_fedpg" else []
            print(f"| {share} | `{arm}` | " + " | ".join(gaps) + f" | {finished.told(others, 2) if len(others) > 1 else ''} |")


def main():
    store = finished.store(__doc__)
    two_types(store)
    speed_up(store)
    grid(store)


if __name__ == "__main__":
    main()
