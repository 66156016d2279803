"""What the evidence scripts have in common: they read finished runs and need nothing but the standard library."""

import argparse
import json
import math
import os
import random
import re


def store(doc):
    """Where the cells live, as the command line says."""
    parser = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--store", default="checkpoints", help="where the cells live (default: checkpoints)")
    return parser.parse_args().store


def cells(store, study):
    """The directories of a study's cells that have a record, by arm (with its sweep values) and seed; empty where it has not
    run."""
    root = os.path.join(store, study)
    found = {}
    for arm in sorted(os.listdir(root)) if os.path.isdir(root) else []:
        folder = os.path.join(root, arm)
        for seed in sorted(os.listdir(folder)) if os.path.isdir(folder) else []:
            directory = os.path.join(folder, seed)
            if re.fullmatch(r"seed-\d+", seed) and os.path.exists(os.path.join(directory, "metrics.jsonl")):
                found.setdefault(arm, {})[int(seed[5:])] = directory
    return found


def rows(directory):
    """The rows of a cell's record, first to last."""
    with open(os.path.join(directory, "metrics.jsonl")) as file:
        return [json.loads(line) for line in file]


def last_row(directory):
    """The last row of a cell's record, without a look at the others; None where there is none."""
    with open(os.path.join(directory, "metrics.jsonl")) as file:
        line = file.read().rstrip("\n").rsplit("\n", 1)[-1]
    return json.loads(line) if line else None


def quantile(values, probability):
    """With linear interpolation, infinite values among them allowed."""
    values = sorted(values)
    place = probability * (len(values) - 1)
    low = math.floor(place)
    high = min(low + 1, len(values) - 1)
    if values[low] == values[high] or place == low:
        return values[low]
    return values[low] + (place - low) * (values[high] - values[low])


def interval(values):
    """The mean and its 95 % percentile interval by the bootstrap, 10 000 resamples."""
    dice = random.Random(1)
    means = [sum(dice.choices(values, k=len(values))) / len(values) for _ in range(10_000)]
    return sum(values) / len(values), quantile(means, 0.025), quantile(means, 0.975)


def told(values, digits):
    """The mean and its interval, as tables have them."""
    mean, low, high = interval(values)
    return f"{mean:.{digits}f} [{low:.{digits}f}, {high:.{digits}f}]"


def normal(values, digits):
    """The mean ± half its 95 % interval, were means normal."""
    mean = sum(values) / len(values)
    error = (sum((value - mean) ** 2 for value in values) / (len(values) - 1) / len(values)) ** 0.5
    return f"{mean:.{digits}f} ± {1.96 * error:.{digits}f}"
