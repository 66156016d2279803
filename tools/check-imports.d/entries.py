#!/usr/bin/env python3
"""What a new entry costs: prints a line for every file that names the type of a catalogue's entry beside the entry's own file and
the catalogue's list.

    tools/check-imports.d/entries.py SOURCES

A catalogue's list is a file `Kinds/Kinds.swift` of Federation or Learning with a line `Entry.self,` for each. Types are read as in
folders.py.
"""

import pathlib
import re
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).parent))
from folders import File  # noqa: E402

# By entry: the one other file that names it, and why.
BESIDE = {
    "OnEvent": "Federation/Exchanges/Composition.swift",  # names an event, which is the trigger then
    "ProxyMemories": "Federation/Uploads/ReplayMemories.swift",  # both have the choice of what is remembered
    "Mask": "Federation/Guards/Seal.swift",  # keys of both are derived from the same words
    "DeepQ": "Learning/Learners/Replaying/ExpectileLearner.swift",  # what it is audited for
}


def main(root):
    root = pathlib.Path(root)
    users, found = {}, 0
    for file in [File(path, root) for path in sorted(root.rglob("*.swift"))]:
        for name, line, _ in file.uses:
            users.setdefault((file.module, name), {}).setdefault("/".join(file.parts), line)
    for module in ("Federation", "Learning"):
        for path in sorted((root / module).glob("*/*.swift")):
            if path.stem not in (path.parent.name, "Events"):
                continue
            listing = str(path.relative_to(root))
            for entry in re.findall(r"^\s+(\w+)(?:<[\w, ]+>)?\.self,", path.read_text(), re.M):
                found += 1
                for user, line in users.get((module, entry), {}).items():
                    own = re.split(r"[+.]", user.split("/")[-1])[0] == entry
                    if not own and user not in (listing, BESIDE.get(entry)):
                        print(f"Sources/{user}:{line}: {entry}  ← an entry is one file and one line in {listing}")
    if (root / "Federation").exists() and found < 60:
        print(f"{__file__}  ← finds only {found} entries")


if __name__ == "__main__":
    main(*sys.argv[1:])
