#!/usr/bin/env python3
"""Holds the folders within each module to their order: prints a line for every type that a file names of a folder above its
own, and for every folder that has no place.

    tools/check-imports.d/folders.py TABLE SOURCES

Programs are read as text. Comments and the words of strings say nothing; what stands in interpolations does. Types count
that are declared at the top level for other files to see. A name is not such a type's where a nested type, a generic
parameter, or a type of the function or the file has it too, and where it stands behind a dot.
"""

import collections
import pathlib
import re
import sys

LEXEME = re.compile(r"//[^\n]*|/\*|\n|#/(?:[^/\n]|/(?!#))*/#|(#*)(\"\"\"|\")|`?[A-Za-z_]\w*`?|[{}()<>.,:]")
TYPES = {"struct", "class", "enum", "protocol", "actor", "typealias", "associatedtype"}
MODIFIERS = {"public", "package", "internal", "open", "final", "indirect", "nonisolated", "private", "fileprivate"}


def lexemes(text):
    """Words and marks with their lines, without comments and the words of strings."""
    found, line = [], 1

    def code(at, isInterpolation=False):
        nonlocal line
        depth = 0
        while match := LEXEME.search(text, at):
            word, at = match.group(), match.end()
            if word == "\n":
                line += 1
            elif word == "/*":
                at = comment(at)
            elif match.group(2):
                at = string(at, match.group(1), match.group(2))
            elif not word.startswith(("//", "#/")):
                depth += (word == "(") - (word == ")")
                if isInterpolation and depth < 0:
                    return at
                found.append((word.strip("`"), line))
        return len(text)

    def comment(at):
        nonlocal line
        depth = 1
        for match in re.compile(r"/\*|\*/|\n").finditer(text, at):
            line += match.group() == "\n"
            depth += {"/*": 1, "*/": -1}.get(match.group(), 0)
            if depth == 0:
                return match.end()
        return len(text)

    def string(at, marks, quotes):
        nonlocal line
        event = re.compile(rf"\\{marks}\(|\\{marks}[^(]|{quotes}{marks}|\n")
        while match := event.search(text, at):
            word, at = match.group(), match.end()
            line += word.count("\n")
            if word == f"\\{marks}(":
                at = code(at, isInterpolation=True)
            elif word == quotes + marks:
                return at
        return len(text)

    code(0)
    return found


class Scope:
    """What stands in braces: the dotted type that is described there, if any, and the names that are its own."""

    def __init__(self, place, names):
        self.place, self.names = place, names


class File:
    """One file: which types it declares, and which it names."""

    def __init__(self, path, root):
        self.parts = path.relative_to(root).parts
        self.module = self.parts[0]
        self.folder = self.parts[1] if len(self.parts) > 2 else None
        self.types = []  # for other files to see
        self.private = set()  # for this file alone
        self.nested = collections.defaultdict(set)  # by the dotted type they stand in
        self.uses = []  # a name, its line, and the dotted types around it
        self.words = lexemes(path.read_text())
        self.scopes = []
        self.opening = Scope(None, set())  # whose brace comes next
        at = 0
        while at < len(self.words):
            at = self.read(at)

    def word(self, at):
        return self.words[at][0] if 0 <= at < len(self.words) else ""

    def read(self, at):
        """Takes in what starts at a place; returns the next place."""
        word, line = self.words[at]
        if word == "{":
            self.scopes.append(self.opening)
            self.opening = Scope(None, set())
        elif word == "}":
            self.scopes = self.scopes[:-1]
        elif word == "import":
            while at < len(self.words) and self.words[at][1] == line:
                at += 1
            return at
        elif self.word(at - 1) == ".":
            if self.word(at - 2) == self.module:
                self.use(at)
        elif word in TYPES and self.word(at + 1)[:1].isupper():
            self.declare(at)
            return self.parameters(at + 2)
        elif word == "extension":
            self.use(at + 1)
            name, at = self.word(at + 1), at + 2
            while self.word(at) == ".":
                name, at = f"{name}.{self.word(at + 1)}", at + 2
            self.opening = Scope(name, set())
            return at
        elif word in ("func", "init", "subscript"):
            self.opening = Scope(None, set())
            return self.parameters(at + 2 if word == "func" else at + 1)
        elif word[0].isupper():
            self.use(at)
        return at + 1

    def declare(self, at):
        kind, name = self.word(at), self.word(at + 1)
        place = self.scopes[-1].place if self.scopes else None
        if place:
            self.nested[place].add(name)
        elif self.scopes:
            self.scopes[-1].names.add(name)
        elif self.isPrivate(at - 1):
            self.private.add(name)
        else:
            self.types.append(name)
        self.opening = Scope(None, set())
        if kind not in ("typealias", "associatedtype"):
            self.opening.place = f"{place}.{name}" if place else name

    def isPrivate(self, at):
        while self.word(at) in MODIFIERS:
            if self.word(at) in ("private", "fileprivate"):
                return True
            at -= 1
        return False

    def parameters(self, at):
        """Notes generic parameters, if some stand here; what bounds them is read as any code."""
        end, depth = at, 0
        while self.word(end) and (end > at or self.word(at) == "<"):
            depth += (self.word(end) == "<") - (self.word(end) == ">")
            if depth == 0:
                break
            if depth == 1 and self.word(end) in "<,":
                self.opening.names.add(self.word(end + 1))
            end += 1
        return at

    def use(self, at):
        name, line = self.words[at]
        if not any(name in scope.names for scope in [*self.scopes, self.opening]):
            self.uses.append((name, line, [scope.place for scope in self.scopes if scope.place]))


def ranks(table):
    """By module: folders with their places, lowest first."""
    found = {}
    for row in pathlib.Path(table).read_text().splitlines():
        if row and not row.startswith("#"):
            module, folders = row.split(":")
            found[module] = {name: place for place, name in enumerate(folders.split())}
    return found


def outer(place):
    """`A.B.C`, `A.B` and `A`."""
    parts = place.split(".")
    return [".".join(parts[:count]) for count in range(len(parts), 0, -1)]


def objections(files, places, table):
    folders = {(file.module, file.folder) for file in files if file.folder}
    for module, folder in sorted(folders):
        if folder not in places.get(module, {}):
            yield f"Sources/{module}/{folder}  ← not among the folders of {module} in {table}"
    for module in places:
        for folder in places[module]:
            if (module, folder) not in folders:
                yield f"{table}: {module}: {folder}  ← there is no such folder"

    owners, nested = {}, collections.defaultdict(set)
    for file in files:
        for name in file.types:
            owners[file.module, name] = file
        for place, names in file.nested.items():
            nested[file.module, place] |= names

    def rank(file):
        known = places.get(file.module, {})
        return known.get(file.folder, -1) if file.folder else len(known)

    for file in files:
        told = set()
        for name, line, around in file.uses:
            owner = owners.get((file.module, name), file)
            if owner.folder == file.folder or name in file.private or name in told or rank(owner) <= rank(file):
                continue
            if any(name in nested[file.module, place] for whole in around for place in outer(whole)):
                continue
            told.add(name)
            where = f"in {owner.folder}, and {file.folder}" if owner.folder else f"beside the folders, and {file.folder}"
            yield f"Sources/{'/'.join(file.parts)}:{line}: {name}  ← declared {where} stands below it in {table}"


def main(table, root):
    root = pathlib.Path(root)
    files = [File(path, root) for path in sorted(root.rglob("*.swift"))]
    for line in objections(files, ranks(table), table):
        print(line)


if __name__ == "__main__":
    main(*sys.argv[1:])
