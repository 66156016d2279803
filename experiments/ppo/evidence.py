#!/usr/bin/env python3
"""Lays curves.yaml beside Stable-Baselines3's returns: prints the table, and draws curves.svg. Standard library only.

    python3 experiments/ppo/evidence.py [--store checkpoints]

Stable-Baselines3's returns are in stable-baselines3.json, which `tools/peers/ppo_returns_sb3.py` measured.
"""
import json
import math
import os
import statistics
import sys

FOLDER = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(FOLDER, ".."))
sys.dont_write_bytecode = True

import finished

WORLDS = {  # arm: what Stable-Baselines3 played
    "cartpole": "CartPole-v1",
    "acrobot": "Acrobot-v1",
    "mountain-car": "MountainCar-v0",
    "mountain-car-continuous": "MountainCarContinuous-v0",
    "pendulum": "Pendulum-v1",
    "inverted-pendulum": "InvertedPendulum-v5",
    "windy-cliff": "windy_cliff",
    "grid-world": "grid_world",
    "two-type": "two_type",
    "garnet": "garnet",
    "random-mdp": "random_mdp",
    "dirichlet-mdp": "dirichlet_mdp",
}
LAST = 5  # rollouts that count as the end of a curve


def student(freedom):
    """The 97.5 % quantile of Student's t: Cornish and Fisher's series, within 0.003 from 5 degrees on."""
    z = 1.959963984540054
    powers = [z, (z**3 + z) / 4, (5 * z**5 + 16 * z**3 + 3 * z) / 96, (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384]
    return sum(term / freedom**order for order, term in enumerate(powers))


def interval(values):
    """Mean and half its 95 % interval."""
    return statistics.fmean(values), student(len(values) - 1) * math.sqrt(statistics.variance(values) / len(values))


def difference(ours, theirs):
    """Difference of means and half its 95 % interval, variances unequal (Welch)."""
    parts = [(statistics.variance(side) / len(side), len(side) - 1) for side in (ours, theirs)]
    total = sum(part for part, _ in parts)
    freedom = total**2 / sum(part**2 / count for part, count in parts) if total else 1e9
    return statistics.fmean(ours) - statistics.fmean(theirs), student(freedom) * math.sqrt(total)


def mean(row):
    """Of the rollouts in which an episode ended."""
    return statistics.fmean(value for value in row if value is not None)


def told(pair):
    digits = 2 if max(abs(pair[0]), abs(pair[1])) < 10 else 1 if max(abs(pair[0]), abs(pair[1])) < 1000 else 0
    return f"{pair[0]:.{digits}f} ± {pair[1]:.{digits}f}".replace("-", "−")


def curve(rows):
    """For each rollout: mean, low and high end of the 95 % interval over the seeds in which an episode ended; None below three."""
    found = []
    for column in zip(*rows):
        values = [value for value in column if value is not None]
        if len(values) < 3:
            found.append(None)
            continue
        center, half = interval(values)
        found.append((center, center - half, center + half))
    return found


def panel(name, curves, left, top, width, height):
    """One world's curves, as SVG."""
    ends = [end for points in curves.values() for point in points if point for end in point[1:]]
    low, high = min(ends), max(ends)
    span = high - low or 1
    count = max(len(points) for points in curves.values())
    lines = [
        f'<text x="{left}" y="{top - 8}" class="name">{name}</text>',
        f'<rect x="{left}" y="{top}" width="{width}" height="{height}" class="frame"/>',
        f'<text x="{left + 4}" y="{top + 13}" class="end">{high:.4g}</text>'.replace("-", "−"),
        f'<text x="{left + 4}" y="{top + height - 5}" class="end">{low:.4g}</text>'.replace(">-", ">−"),
        f'<text x="{left + width}" y="{top + height + 13}" class="end" text-anchor="end">{count} rollouts</text>',
    ]
    for kind, points in curves.items():
        places = [
            (left + width * at / max(count - 1, 1), [top + height * (1 - (end - low) / span) for end in point])
            for at, point in enumerate(points) if point
        ]
        around = [(x, y[2]) for x, y in places] + [(x, y[1]) for x, y in reversed(places)]
        lines.append(f'<polygon class="{kind} band" points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in around)}"/>')
        lines.append(f'<polyline class="{kind} line" points="{" ".join(f"{x:.1f},{y[0]:.1f}" for x, y in places)}"/>')
    return lines


def drawn(worlds):
    across, width, height, gap = 3, 240, 120, 50
    rows = -(-len(worlds) // across)
    size = (across * (width + 30) + 30, rows * (height + gap) + 70)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size[0]} {size[1]}" width="{size[0]}" height="{size[1]}" font-family="sans-serif">',
        "<style>.name{font-size:13px;font-weight:bold}.end{font-size:10px;fill:#666}.frame{fill:none;stroke:#ccc}"
        ".line{fill:none;stroke-width:1.6}.band{stroke:none;opacity:.2}.concord.line{stroke:#0b5fa5}.concord.band{fill:#0b5fa5}"
        ".sb3.line{stroke:#d9641e;stroke-dasharray:5 3}.sb3.band{fill:#d9641e}</style>",
        f'<rect width="{size[0]}" height="{size[1]}" fill="#fff"/>',
        '<text x="30" y="24" font-size="13">Mean training return by rollout of 2048 steps, 10 seeds, 95 % intervals: '
        '<tspan fill="#0b5fa5">Concord</tspan>, <tspan fill="#d9641e">Stable-Baselines3 (dashed)</tspan></text>',
    ]
    for place, (name, curves) in enumerate(worlds.items()):
        lines += panel(name, curves, 30 + place % across * (width + 30), 62 + place // across * (height + gap), width, height)
    return "\n".join(lines + ["</svg>", ""])


def main():
    found = finished.cells(finished.store(__doc__), "ppo-curves")
    with open(os.path.join(FOLDER, "stable-baselines3.json")) as file:
        peers = json.load(file)
    missing = [arm for arm in WORLDS if len(found.get(arm, {})) < 10]
    if missing:
        sys.exit(f"not run yet, with ten seeds: {', '.join(missing)}; first: concord run experiments/ppo/curves.yaml")
    print(f"| world | rollouts | end: Concord | Stable-Baselines3 | difference | whole curve: Concord | Stable-Baselines3 | difference |\n{'|---' * 8}|")
    worlds = {}
    for arm, name in WORLDS.items():
        theirs = peers[name]["seeds"]
        length = len(theirs[0])
        ours = [
            [row["training_return"][0] for row in finished.rows(directory) if row["round"] > 0][:length]
            for directory in found[arm].values()
        ]
        cells = [arm, str(length)]
        for cut in (lambda row: row[-LAST:], lambda row: row):
            sides = [[mean(cut(row)) for row in side] for side in (ours, theirs)]
            apart = difference(*sides)
            cells += [told(interval(sides[0])), told(interval(sides[1])), told(apart) + ("" if abs(apart[0]) <= apart[1] else " *")]
        print("| " + " | ".join(cells) + " |")
        worlds[arm] = {"concord": curve(ours), "sb3": curve(theirs)}
    print("\nMean ± half the 95 % interval over the seeds; a star where the interval of the difference leaves out 0.")
    with open(os.path.join(FOLDER, "curves.svg"), "w") as file:
        file.write(drawn(worlds))


main()
