#!/usr/bin/env python3
"""Holds general code to asking components: prints a line for every file that names a kind of a catalogue, such as `"cartpole"`,
without declaring one.

    tools/check-imports.d/kinds.py SOURCES

A kind is the first word of a type's `static let component = Component("…"`, or of a `Method("…"`. Files that declare kinds may
name those they are made of. Kinds that are words elsewhere, too, count where something is chosen by them.
"""

import pathlib
import re
import sys

DECLARATION = re.compile(r'\bstatic (?:let|var) component\b[^=\n]*=\s*Component\(\s*"(\w+)"|=\s*Method\(\s*"(\w+)"')
# Words of JSON keys, of units, of choices that are no catalogue's, and of what stands beside a kind of the same name.
WORDS = {
    "all", "always", "best", "bytes", "count", "delta", "event", "exchanges", "exponential", "file", "fraction", "gaussian", "groups", "identity", "linear", "mean", "median", "none", "optimizer", "parameters", "replace", "rounds_to", "samples", "server", "soft", "step", "td", "uniform", "visits",
}
# Lines of a spec for people to start from, by method: data of the methods; and what the names in checkpoints stand for, which never
# change: data of the format's page.
DATA = {"Federation/Methods/Starter.swift"} | {
    f"Experiment/Store/StoredItems+{part}.swift" for part in ("Agents", "Cohorts", "Federation")
}

root = pathlib.Path(sys.argv[1])
texts = {path: path.read_text() for path in sorted(root.rglob("*.swift"))}
declared = {path: [a or b for a, b in DECLARATION.findall(text)] for path, text in texts.items()}
kinds = {kind for found in declared.values() for kind in found}
if (root / "Federation").exists() and len(kinds) < 40:
    print(f"{__file__}  ← finds only {len(kinds)} kinds")
for path, text in texts.items():
    if declared[path] or str(path.relative_to(root)) in DATA:
        continue
    for number, line in enumerate(text.split("\n"), 1):
        code = re.sub(r"(^|\s)//.*", "", line)
        for match in re.finditer(r'"(\w+)"', code):
            kind = match.group(1)
            if kind not in kinds:
                continue
            chosen = re.search(rf'(?:\bcase|\bkind [=!]=|kind:) "{kind}"', code)
            if kind not in WORDS or chosen:
                print(f"{path}:{number}: {line.strip()}  ← names the kind '{kind}': ask the component")
