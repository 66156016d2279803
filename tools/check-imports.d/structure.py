#!/usr/bin/env python3
"""Draws which folders of a module name types of which others, as matrices, for one tree or several beside one another.

    tools/check-imports.d/structure.py OUTPUT.svg NAME=SOURCES… [--modules Learning,Federation,Experiment]

A row names the columns that have a mark: the darker, the more types. Folders stand in an order in which all marks lie below
the diagonal where there is one; marks above it (orange) are of circles, whose folders are framed together.
"""

import collections
import pathlib
import sys

from folders import File, outer

CELL, LABEL = 13, 108


def edges(root):
    """By module: how many types each folder names of each other one."""
    files = [File(path, root) for path in sorted(root.rglob("*.swift"))]
    owners, nested = {}, collections.defaultdict(set)
    for file in files:
        for name in file.types:
            owners[file.module, name] = file
        for place, names in file.nested.items():
            nested[file.module, place] |= names
    found = collections.defaultdict(lambda: collections.defaultdict(set))
    for file in files:
        for name, _, around in file.uses:
            owner = owners.get((file.module, name), file)
            if owner.folder == file.folder or not owner.folder or not file.folder or name in file.private:
                continue
            if any(name in nested[file.module, place] for whole in around for place in outer(whole)):
                continue
            found[file.module][file.folder, owner.folder].add(name)
    folders = collections.defaultdict(set)
    for file in files:
        if file.folder:
            folders[file.module].add(file.folder)
    return {module: (sorted(names), {pair: len(types) for pair, types in found[module].items()}) for module, names in folders.items()}


def ordered(names, marks):
    """Groups of folders, lowest first: those of a group name one another in a circle (Tarjan)."""
    below = {name: sorted(other for one, other in marks if one == name) for name in names}
    place, low, stack, groups = {}, {}, [], []

    def visit(name):
        place[name] = low[name] = len(place)
        stack.append(name)
        for other in below[name]:
            if other not in place:
                visit(other)
                low[name] = min(low[name], low[other])
            elif other in stack:
                low[name] = min(low[name], place[other])
        if low[name] == place[name]:
            at = stack.index(name)
            groups.append(sorted(stack[at:], key=lambda one: (len(below[one]), one)))
            del stack[at:]

    for name in names:
        if name not in place:
            visit(name)
    return groups


def matrix(title, names, marks, left, top):
    groups = ordered(names, marks)
    order = [name for group in groups for name in group]
    at = {name: place for place, name in enumerate(order)}
    circles = sum(len(group) > 1 for group in groups)
    note = f"{len(order)} folders, " + ("no circle" if circles == 0 else f"{sum(len(group) for group in groups if len(group) > 1)} of them in {circles} circle" + "s" * (circles > 1))
    x, y = left + LABEL, top + 34
    lines = [
        f'<text x="{left}" y="{top}" class="title">{title}</text>',
        f'<text x="{left}" y="{top + 16}" class="note">{note}</text>',
    ]
    for name, place in at.items():
        lines.append(f'<text x="{x - 6}" y="{y + CELL * place + 10}" class="name">{name}</text>')
        lines.append(f'<rect x="{x + CELL * place}" y="{y + CELL * place}" width="{CELL}" height="{CELL}" class="self"/>')
    for (one, other), count in sorted(marks.items()):
        kind = "up" if at[other] > at[one] else "down"
        depth = min(1, 0.35 + count / 12)
        lines.append(
            f'<rect x="{x + CELL * at[other] + 1}" y="{y + CELL * at[one] + 1}" width="{CELL - 2}" height="{CELL - 2}" '
            f'class="{kind}" opacity="{depth:.2f}"><title>{one} names {count} of {other}</title></rect>'
        )
    for group in groups:
        if len(group) > 1:
            start, size = CELL * at[group[0]], CELL * len(group)
            lines.append(f'<rect x="{x + start}" y="{y + start}" width="{size}" height="{size}" class="circle"/>')
    size = CELL * len(order)
    lines.append(f'<rect x="{x}" y="{y}" width="{size}" height="{size}" class="frame"/>')
    return lines, (max(LABEL + size, 8 * len(title)), 34 + size)


def main(arguments):
    modules = ["Learning", "Federation", "Experiment"]
    if "--modules" in arguments:
        at = arguments.index("--modules")
        modules = arguments[at + 1].split(",")
        del arguments[at : at + 2]
    output, *trees = arguments
    lines, width, top = [], 0, 30
    for tree in trees:
        name, root = tree.split("=", 1)
        found = edges(pathlib.Path(root))
        left, height = 20, 0
        for module in modules:
            if module in found:
                drawn, size = matrix(f"{module}, {name}", *found[module], left, top)
                lines += drawn
                left, height = left + size[0] + 30, max(height, size[1])
        width, top = max(width, left), top + height + 40
    style = (
        ".title{font-size:13px;font-weight:bold}.note{font-size:11px;fill:#555}.name{font-size:10px;text-anchor:end}"
        ".self{fill:#ddd}.frame{fill:none;stroke:#bbb}.down{fill:#0b5fa5}.up{fill:#d9641e}.circle{fill:none;stroke:#d9641e;stroke-width:1.5}"
    )
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {top}" width="{width}" height="{top}" font-family="sans-serif">'
    pathlib.Path(output).write_text("\n".join([head, f"<style>{style}</style>", f'<rect width="{width}" height="{top}" fill="#fff"/>', *lines, "</svg>", ""]))


if __name__ == "__main__":
    main(sys.argv[1:])
