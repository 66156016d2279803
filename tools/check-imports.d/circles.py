#!/usr/bin/env python3
"""Circles of files: files of a module that name one another's types, so that none can be read first.

    tools/check-imports.d/circles.py SOURCES [--known FILE]

Prints a line for every circle, and how many there are. With a file of known circles, a line each, it prints those that are not
among them, and known ones that are gone. Types are read as in folders.py.
"""

import collections
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))
sys.dont_write_bytecode = True
from folders import File, outer  # noqa: E402


def names(files):
    """By file: the files whose types it names."""
    owners, nested = collections.defaultdict(list), collections.defaultdict(set)
    for file in files:
        for name in file.types:
            owners[file.module, name].append(file)
        for place, inner in file.nested.items():
            nested[file.module, place] |= inner
    edges = {file: set() for file in files}
    for file in files:
        for name, _, around in file.uses:
            own = owners.get((file.module, name), [])
            if len(own) != 1 or own[0] is file or name in file.private:
                continue
            if not any(name in nested[file.module, place] for whole in around for place in outer(whole)):
                edges[file].add(own[0])
    return edges


def circles(edges):
    """Sets of more than one file that all reach one another (Tarjan), largest first."""
    index, low, stack, found = {}, {}, [], []

    def enter(file):
        index[file] = low[file] = len(index)
        stack.append(file)
        return file, iter(sorted(edges[file], key=lambda other: other.parts))

    for start in edges:
        work = [] if start in index else [enter(start)]
        while work:
            file, rest = work[-1]
            following = next(rest, None)
            if following is None:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[file])
                if low[file] == index[file]:
                    at = stack.index(file)
                    if len(stack) - at > 1:
                        found.append(sorted("/".join(one.parts) for one in stack[at:]))
                    del stack[at:]
            elif following not in index:
                work.append(enter(following))
            elif following in stack:
                low[file] = min(low[file], index[following])
    return sorted(found, key=lambda circle: (-len(circle), circle))


def main(root, option=None, known=None):
    root = pathlib.Path(root)
    found = circles(names([File(path, root) for path in sorted(root.rglob("*.swift"))]))
    lines = [" ".join(circle) for circle in found]
    if option is None:
        print("".join(f"Sources/: {line}\n" for line in lines), end="")
        print(f"{len(found)} circles of {sum(map(len, found))} files")
        return
    told = pathlib.Path(known).read_text().splitlines() if pathlib.Path(known).exists() else []
    told = [line for line in told if line and not line.startswith("#")]
    for line in lines:
        if line not in told:
            print(f"Sources/: {line}")
    for line in told:
        if line not in lines and (root / line.split()[0]).exists():
            print(f"{known}: {line}  ← is no circle any more: take it out")


if __name__ == "__main__":
    main(*sys.argv[1:])
