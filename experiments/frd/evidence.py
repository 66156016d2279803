#!/usr/bin/env python3
"""Prints this folder's tables from finished runs; standard library only.

    concord run experiments/frd/comparison.yaml        (ablation.yaml, payload.yaml)
    python3 experiments/frd/evidence.py [--store checkpoints]

Reads the last row of each cell's `metrics.jsonl`. Completion time: episodes until the first of N agents has a mean of at
least 490 over its last ten; a cell that reached the cap is censored, and counts as later than every other. Each table
says how many seeds it rests on; a study that has not run is named and skipped.
"""

import json
import math
import os
import random
import statistics
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
sys.dont_write_bytecode = True

import finished
from finished import quantile

AGENTS = (1, 2, 3, 4, 5)
# Medians of an independent program's agents without federation, N = 1 … 5.
REFERENCE = (351, 268, 253, 229, 225)
PERIOD = 25
NEVER = math.inf


def study(store, name):
    """Last rows by arm (sweep values included) and seed, of the seeds that every arm has finished."""
    cells = finished.cells(store, name)
    if not cells:
        print(f"## {name}\n\nnot run\n")
        return None
    found = {arm: {seed: end(directory) for seed, directory in runs.items()} for arm, runs in cells.items()}
    shared = set.intersection(*({seed for seed, row in rows.items() if row} for rows in found.values()))
    print(f"## {name}\n\n{len(shared)} seeds\n")
    return {arm: {seed: rows[seed] for seed in sorted(shared)} for arm, rows in found.items()} if shared else None


def end(directory):
    """The cell's last row where it is its last one, at the cap or where the mission is done; else None."""
    row = finished.last_row(directory)
    plan = os.path.join(directory, "plan.json")
    if row is None or not os.path.exists(plan):
        return None
    with open(plan) as file:
        cap = json.load(file)["plan"]["rounds"]
    return row if row["round"] == cap or row["mission"][0] is not None else None


def times(cells):
    return [row["mission"][0] or NEVER for row in cells.values()]


def number(value):
    return "never" if value == NEVER else f"{value:.0f}"


def summary(cells):
    """`median (quartiles), censored`."""
    own = times(cells)
    middle, low, high = (number(quantile(own, p)) for p in (0.5, 0.25, 0.75))
    censored = sum(time == NEVER for time in own)
    return f"{middle} ({low}–{high})" + (f" c{censored}" if censored else "")


def sooner(cells, control):
    """Seeds in which the exchange finished sooner, as late, and later than the control at the same seed; the probability of
    so unequal a count under chance (two-sided sign test)."""
    pairs = [(a, b) for a, b in zip(times(cells), times(control)) if a != b]
    wins = sum(a < b for a, b in pairs)
    count = len(pairs)
    tail = sum(math.comb(count, k) for k in range(max(wins, count - wins), count + 1)) / 2**count if count else 1
    return f"{wins}:{count - wins}, p = {min(1, 2 * tail):.2g}"


def table(title, cells, arms, control_of):
    print(f"### {title}\n\nMedian (quartiles) of completion time in episodes; cK: K censored cells.\n")
    print("| arm |" + "".join(f" N = {n} |" for n in AGENTS) + "\n|---|" + "---:|" * len(AGENTS))
    for arm in arms:
        print(f"| {arm} |" + "".join(f" {summary(cells[f'{arm},N={n}'])} |" for n in AGENTS))
    print("\nSeeds that finish sooner : later than the control at equal N, and the sign test's p.\n")
    print("| arm | control |" + "".join(f" N = {n} |" for n in AGENTS[1:]) + "\n|---|---|" + "---:|" * len(AGENTS[1:]))
    for arm in arms:
        control = control_of(arm)
        if control:
            row = "".join(f" {sooner(cells[f'{arm},N={n}'], cells[f'{control},N={n}'])} |" for n in AGENTS[1:])
            print(f"| {arm} | {control} |{row}")
    print()


def comparison(store):
    cells = study(store, "frd-comparison")
    if cells is None:
        return
    arms = ("nofed", "mixfrd", "frd", "pd", "frl")
    table("Methods: S = 30, E = 25, two hidden layers of 50", cells, arms, lambda arm: None if arm == "nofed" else "nofed")
    print("Spread of completion times: distance between the quartiles.\n")
    print("| arm |" + "".join(f" N = {n} |" for n in AGENTS[1:]) + "\n|---|" + "---:|" * len(AGENTS[1:]))
    for arm in ("nofed", "frd", "mixfrd"):
        print(f"| {arm} |" + "".join(f" {spread(times(cells[f'{arm},N={n}']))} |" for n in AGENTS[1:]))
    print()
    columns = {f"N = {n}": f"N={n}" for n in AGENTS[1:]}
    bytes_table(cells, "Bytes on the wire", columns, {f"N = {n}": n for n in AGENTS})


def reference(cells, arm):
    print(f"{arm}, beside an independent program's medians (24 units; not here):\n")
    print("| |" + "".join(f" N = {n} |" for n in AGENTS) + "\n|---|" + "---:|" * len(AGENTS))
    print("| independent |" + "".join(f" {value} |" for value in REFERENCE))
    print("| ours, 95 % bootstrap interval |" + "".join(f" {interval(times(cells[f'{arm},N={n}']))} |" for n in AGENTS))
    print()


def interval(values):
    """The median with its 95 % percentile bootstrap interval."""
    dice = random.Random(0)
    medians = [statistics.median(dice.choices(values, k=len(values))) for _ in range(4000)]
    low, high = (quantile(medians, p) for p in (0.025, 0.975))
    return f"{number(statistics.median(values))} [{number(low)}, {number(high)}]"


def spread(values):
    low, high = quantile(values, 0.25), quantile(values, 0.75)
    return "∞" if high == NEVER else f"{high - low:.0f}"


def ablation(store):
    cells = study(store, "frd-ablation")
    if cells is None:
        return
    controls = {"s1": "nofed-24-24", "s2": "nofed-100-100", "s3": "nofed-100-100", "s4": "nofed-24", "s5": "nofed-24"}
    table("FRD under the five settings", cells, sorted({*controls.values()}) + list(controls), controls.get)
    reference(cells, "nofed-24")
    reference(cells, "nofed-24-24")


def bytes_table(cells, title, columns, agents):
    """Bytes of one exchange and agent. `columns` maps a heading to an arm's suffix, `agents` a heading to how many share them."""
    print(f"### {title}\n\nBytes of one exchange and agent, mean over exchanges and seeds; in brackets the whole run's, all agents, median.\n")
    print("| arm | way |" + "".join(f" {heading} |" for heading in columns) + "\n|---|---|" + "---:|" * len(columns))
    for arm in ("frd", "mixfrd", "pd", "frl"):
        if f"{arm},{next(iter(columns.values()))}" not in cells:
            continue
        for way in ("up", "down"):
            entries = ""
            for heading, suffix in columns.items():
                rows = cells[f"{arm},{suffix}"].values()
                firings = sum(row["round"] // PERIOD for row in rows)
                each = sum(row["bytes"][way] for row in rows) / (agents[heading] * firings)
                entries += f" {each:,.0f} [{statistics.median(row['bytes'][way] for row in rows):,.0f}] |"
            print(f"| {arm} | {way} |{entries}")
    print()


def payload(store):
    cells = study(store, "frd-payload")
    if cells is None:
        return
    columns = {f"n = {n}": f"n={n}-{n}" for n in (12, 24, 50, 100)}
    bytes_table(cells, "Two agents, policy networks of two layers of n", columns, dict.fromkeys(columns, 2))
    print("Completion time: median (quartiles), cK: K censored.\n")
    print("| arm |" + "".join(f" {heading} |" for heading in columns) + "\n|---|" + "---:|" * len(columns))
    for arm in ("nofed", "mixfrd", "pd", "frl"):
        print(f"| {arm} |" + "".join(f" {summary(cells[f'{arm},{suffix}'])} |" for suffix in columns.values()))
    print()


def main():
    store = finished.store(__doc__)
    comparison(store)
    ablation(store)
    payload(store)


if __name__ == "__main__":
    main()
