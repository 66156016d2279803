"""What the evidence scripts have in common: they read finished runs and need nothing but the standard library."""

import argparse
import json
import math
import os
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
