#!/usr/bin/env python3
"""Holds finished runs of this folder's specs against the published results; standard library only.

    concord run experiments/fedhpd/published-weights.yaml && concord run experiments/fedhpd/fresh-seeds.yaml
    python3 experiments/fedhpd/evidence.py [--store checkpoints]

Reads each cell's `metrics.jsonl`, prints a Markdown table per claim, and exits with 1 where a claim fails. A study
that has not run is named and skipped; one that is incomplete is refused.
"""

import csv
import math
import os
import random
import statistics
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
sys.dont_write_bytecode = True

import finished
from finished import quantile

FOLDER = os.path.dirname(os.path.abspath(__file__))
AGENTS, ROUNDS, WINDOW, LEVEL = 10, 2000, 50, 300
RESAMPLES = 10000

# Which of our arms stands against which published runs, and the upper limit of the χ² of 50 pairs. For 50 degrees of
# freedom, chance exceeds 76.2 once in a hundred times and 81 three times in a thousand. The published d5_set2 used the
# public states we start from; d5 used an earlier set, which its wider limit allows for.
CHI_SQUARE_LIMITS = [("nofed", "nofed", 76), ("d5", "d5_set2", 76), ("d5", "d5", 81)]
PUBLISHED_CROSSINGS = {"nofed": 1163, "d20": 886, "d10": 769, "d5": 589, "d2": 515}
# Where 90 % of the five-seed groups of an independent implementation (plain C, its own random numbers) cross.
REFERENCE_BANDS = {"nofed": (960, 1410), "d20": (767, 1035), "d10": (634, 838), "d5": (542, 695), "d2": (402, 518)}


def published(name):
    with open(os.path.join(FOLDER, "published", name)) as file:
        return list(csv.DictReader(file))


def training_returns(directory):
    """The training return of every round and agent of one cell: 2000 rows of ten numbers."""
    rows = [row["training_return"] for row in finished.rows(directory) if "training_return" in row]
    if len(rows) != ROUNDS or any(len(row) != AGENTS for row in rows):
        raise SystemExit(f"{directory}: {len(rows)} rounds recorded, {ROUNDS} expected; finish the run first")
    return rows


def study(store, name):
    """Training returns by arm (with its sweep values) and seed; None where the study has not run."""
    cells = finished.cells(store, name)
    if not cells:
        print(f"## {name}\n\nnot run\n")
        return None
    return {arm: {seed: training_returns(directory) for seed, directory in runs.items()} for arm, runs in cells.items()}


def agent_mean(rows, agent):
    return statistics.fmean(row[agent] for row in rows)


def system(rows):
    return [statistics.fmean(row) for row in rows]


def first_crossing(curve):
    """The first round whose trailing mean of 50 is at least 300; None where there is none."""
    total = sum(curve[:WINDOW])
    for round in range(WINDOW, len(curve) + 1):
        if round > WINDOW:
            total += curve[round - 1] - curve[round - 1 - WINDOW]
        if total / WINDOW >= LEVEL:
            return round
    return None


def mean_curve(curves):
    return [statistics.fmean(values) for values in zip(*curves)]


def chi_square(cells, arm):
    """Σ ((published − our mean) / s)² over initializations and agents.

    `cells` maps an initialization to its runs. s is an agent's standard deviation over runs within an initialization,
    pooled over the initializations: agents differ by an order of magnitude in it.
    """
    targets = {(int(r["seed"]), int(r["agent"])): float(r["mean_all"]) for r in published("agent-means.csv") if r["arm"] == arm}
    total = 0.0
    for agent in range(AGENTS):
        means = {start: [agent_mean(rows, agent) for rows in runs] for start, runs in cells.items()}
        variance = statistics.fmean(statistics.variance(values) for values in means.values())
        for start, values in means.items():
            total += (targets[start, agent + 1] - statistics.fmean(values)) ** 2 / variance
    return total


def published_weights(store):
    cells = study(store, "fedhpd-published-weights")
    if cells is None:
        return True
    print("## Published weights and public states\n")
    print("| arm | initializations × runs | published runs | χ² of 50 pairs | limit | |\n|---|---|---|---|---|---|")
    holds = True
    for arm, target, limit in CHI_SQUARE_LIMITS:
        starts = {}
        for name, runs in cells.items():
            if name.split(",")[0] == arm:
                start = next((s for s in (20, 25, 30, 35, 40) if f"weights-{s}" in name), None)
                if start is None:
                    raise SystemExit(f"{name}: which initial weights?")
                starts[start] = list(runs.values())
        if len(starts) != 5 or {len(runs) for runs in starts.values()} != {12}:
            raise SystemExit(f"fedhpd-published-weights, {arm}: 5 initializations × 12 runs expected")
        value = chi_square(starts, target)
        holds &= value < limit
        print(f"| {arm} | 5 × 12 | {target} | {value:.1f} | {limit} | {verdict(value < limit)} |")
    print()
    return holds


def fresh_seeds(store):
    cells = study(store, "fedhpd-fresh-seeds")
    if cells is None:
        return True
    targets = {}
    for row in published("seed-means.csv"):
        targets.setdefault(row["arm"], []).append(float(row["mean_all"]))
    print("## Fresh seeds\n")
    print("| arm | seeds | all rounds | published (5 seeds) | difference | allowed | | last 100 | gain over nofed, paired |")
    print("|---|---|---|---|---|---|---|---|---|")
    dice, holds = random.Random(0), True
    overall = {arm: {seed: statistics.fmean(system(rows)) for seed, rows in runs.items()} for arm, runs in cells.items()}
    for arm in PUBLISHED_CROSSINGS:
        if len(overall.get(arm, {})) != 40:
            raise SystemExit(f"fedhpd-fresh-seeds, {arm}: 40 seeds expected, {len(overall.get(arm, {}))} found")
        values = list(overall[arm].values())
        last = [statistics.fmean(system(rows)[-100:]) for rows in cells[arm].values()]
        spread, target = statistics.stdev(values), statistics.fmean(targets[arm])
        allowed, difference = 2.8 * spread * math.sqrt(1 / 5 + 1 / 40), statistics.fmean(values) - target
        holds &= abs(difference) < allowed
        gains = [overall[arm][seed] - overall["nofed"][seed] for seed in sorted(overall[arm])]
        print(
            f"| {arm} | 40 | {pm(values)} | {target:.1f} | {difference:+.1f} | ±{allowed:.1f} | {verdict(abs(difference) < allowed)} "
            f"| {pm(last)} | {'–' if arm == 'nofed' else interval(gains, dice)} |")
    print("\n| arm | rounds to 300, published | our 5-seed groups: median (5–95 %) | an independent loop's 5–95 % | median within | all 40 seeds |")
    print("|---|---|---|---|---|---|")
    for arm, target in PUBLISHED_CROSSINGS.items():
        curves = [system(rows) for _, rows in sorted(cells[arm].items())]
        groups = [first_crossing(mean_curve(dice.sample(curves, 5))) or math.inf for _ in range(400)]
        low, middle, high = (quantile(groups, p) for p in (0.05, 0.5, 0.95))
        band = REFERENCE_BANDS[arm]
        holds &= band[0] <= middle <= band[1]
        print(
            f"| {arm} | {target} | {middle:.0f} ({low:.0f}–{'never' if high == math.inf else f'{high:.0f}'}) | {band[0]}–{band[1]} "
            f"| {verdict(band[0] <= middle <= band[1])} | {first_crossing(mean_curve(curves)) or 'never'} |")
    print()
    return holds


def contrast(store, name, title, baseline):
    """Two arms paired by seed: no claim, a measurement."""
    cells = study(store, name)
    if cells is None:
        return True
    print(f"## {title}\n\n| arm | seeds | all rounds | last 100 | difference to {baseline}, all rounds, paired |\n|---|---|---|---|---|")
    overall = {arm: {seed: statistics.fmean(system(rows)) for seed, rows in runs.items()} for arm, runs in cells.items()}
    dice = random.Random(0)
    for arm in sorted(cells, key=lambda arm: arm != baseline):
        last = [statistics.fmean(system(rows)[-100:]) for rows in cells[arm].values()]
        shared = sorted(set(overall[arm]) & set(overall[baseline]))
        gains = [overall[arm][seed] - overall[baseline][seed] for seed in shared]
        print(f"| {arm} | {len(shared)} | {pm(list(overall[arm].values()))} | {pm(last)} | {'–' if arm == baseline else interval(gains, dice)} |")
    print()
    return True


def pm(values):
    return f"{statistics.fmean(values):.1f} ± {statistics.stdev(values):.1f}"


def interval(values, dice):
    """The mean with its 95 % percentile bootstrap interval."""
    means = [statistics.fmean(dice.choices(values, k=len(values))) for _ in range(RESAMPLES)]
    return f"{statistics.fmean(values):+.1f} [{quantile(means, 0.025):+.1f}, {quantile(means, 0.975):+.1f}]"


def verdict(holds):
    return "holds" if holds else "FAILS"


def main():
    store = finished.store(__doc__)
    holds = published_weights(store)
    holds &= fresh_seeds(store)
    holds &= contrast(store, "fedhpd-consensus-once", "Consensus once per phase", "every_step")
    holds &= contrast(store, "fedhpd-uniform-public-states", "Uniform public states", "curated")
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
