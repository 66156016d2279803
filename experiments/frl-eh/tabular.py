#!/usr/bin/env python3
"""Prints the tables of exact returns of the six tabular specs beside the targets. Standard library only.

    python3 experiments/frl-eh/tabular.py [--store checkpoints]
"""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
sys.dont_write_bytecode = True

import finished

# Computed by an independent program (tools/fixtures/tabular.py table): train mean, train worst, test mean, test worst.
TARGETS = {
    "frl-eh-windycliff": {
        "qavg": (129.1, 75.9, 126.2, 43.2),
        "fedrq-05": (127.6, 78.3, 126.1, 48.4),
        "fedrq-1": (120.9, 78.8, 117.1, 51.3),
        "fedrq-2": (103.8, 74.5, 103.2, 55.1),
        "fedrq-3": (0.7, -5.2, -1.3, -12.6),
        "fedrq-4": (-20, -20, -20, -20),
    },
    "frl-eh-randommdp": {
        "qavg": (3.409, 2.708, 3.272, 2.008),
        "qavg-e32": (3.413, 2.717, 3.271, 2.008),
        "fedrq-1": (3.413, 2.710, 3.275, 2.022),
        "fedrq-5": (3.390, 2.672, 3.315, 2.090),
        "fedrq-9": (3.348, 2.621, 3.329, 2.114),
    },
    "frl-eh-windycliff-policies": {
        "softpavg": (131.3, 68.0, 123.5, 34.5),
        "softpavg-e32": (130.9, 63.8, 121.8, 29.2),
        "projpavg": (129.7, 66.1, 122.8, 32.7),
        "projpavg-e32": (124.2, 54.4, 117.6, 19.9),
    },
    "frl-eh-randommdp-policies": {
        "softpavg": (3.455, 2.795, 3.222, 2.008),
        "softpavg-e32": (3.430, 2.754, 3.235, 1.986),
        "projpavg": (3.499, 2.928, 3.240, 2.036),
        "projpavg-e32": (3.470, 2.909, 3.224, 2.051),
    },
    "frl-eh-windycliff-plateau": {
        "softpavg": (128.0, 74.1, 123.3, 41.7),
        "softpavg-e32": (129.1, 68.6, 123.4, 34.3),
        "projpavg": (128.6, 76.1, 126.3, 44.8),
        "projpavg-e32": (124.4, 59.9, 119.9, 24.7),
    },
    "frl-eh-randommdp-plateau": {
        "softpavg": (3.372, 2.780, 3.196, 2.175),
        "softpavg-e32": (3.450, 2.800, 3.243, 2.042),
        "projpavg": (2.993, 2.481, 2.784, 1.966),
        "projpavg-e32": (3.482, 2.919, 3.243, 2.128),
    },
}
# Scores of random MDPs are J − 0.5 / (1 − γ).
SHIFT = {study: 5.0 if "randommdp" in study else 0.0 for study in TARGETS}
COLUMNS = [("own", "mean"), ("own", "worst"), ("held_out", "mean"), ("held_out", "worst")]


def main():
    store = finished.store(__doc__)
    for study, targets in TARGETS.items():
        decimals = 3 if SHIFT[study] else 1
        print(f"{study}: mean ± standard error over replicas (independent program)\n")
        print("| arm | train mean | train worst | test mean | test worst |\n|---|---|---|---|---|")
        for arm, runs in finished.cells(store, study).items():
            if 1 not in runs:
                continue
            returns = finished.last_row(runs[1])["exact_return"]
            cells = []
            for place, (world, statistic) in enumerate(COLUMNS):
                found = returns[world][statistic + "_over_replicas"]
                target = targets.get(arm, (None,) * 4)[place]
                text = f"{found['mean'] - SHIFT[study]:.{decimals}f} ± {found['standard_error']:.{decimals}f}"
                cells.append(text + (f" ({target})" if target is not None else ""))
            print(f"| {arm} | " + " | ".join(cells) + " |")
        print()


if __name__ == "__main__":
    main()
