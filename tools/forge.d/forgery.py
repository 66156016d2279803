"""Changes sealed checkpoints as a stranger can, and seals them anew. Needs h5py."""

import hashlib

import h5py
import numpy as np

BLOCK = 512


def entries(path):
    """The header's lines but for its own fingerprint, as pairs."""
    with open(path, "rb") as file:
        lines = file.read(BLOCK).decode("ascii", "replace").split("\n")
    pairs = [tuple(line.split(" ", 1)) for line in lines if " " in line and line.strip()]
    return [pair for pair in pairs if pair[0] != "header"]


def seal(path, changes=None):
    """Writes the header that the content now asks for, with other lines where told."""
    lines = entries(path)
    with open(path, "rb") as file:
        data = bytearray(file.read())
    known = {"length": str(len(data)), "content": hashlib.sha256(data[BLOCK:]).hexdigest(), **(changes or {})}
    text = "".join(f"{key} {known.get(key, value)}\n" for key, value in lines)
    text += f"header {hashlib.sha256(text.encode()).hexdigest()}\n"
    data[:BLOCK] = text.encode().ljust(BLOCK)
    with open(path, "wb") as file:
        file.write(data)


def leaves(path):
    """All datasets, with their kind and size, and all attributes."""
    found, marks = [], []

    def visit(name, item):
        marks.extend(("/" + name, mark) for mark in item.attrs)
        if isinstance(item, h5py.Dataset):
            kind = item.dtype.kind
            found.append(("/" + name, "whole" if kind in "iu" else "real" if kind == "f" else "text", item.size))

    with h5py.File(path, "r") as file:
        visit("", file)
        file.visititems(visit)
    return found, marks


def content(path, place):
    """What a dataset or an attribute is to those who compare it; None where it is none or not there."""
    path, _, name = path.partition("@")
    with h5py.File(place, "r") as file:
        item = file.get(path)
        if item is None or not name and not isinstance(item, h5py.Dataset) or name and name not in item.attrs:
            return None
        if not name and (item.shape is None or item.size > 1 << 24):
            return "large or empty"
        value = item.attrs[name] if name else item[()]
        if isinstance(value, h5py.Empty):
            return "empty"
        value = np.array(value)
        return value.dtype.kind, value.shape, repr(value.tolist()) if value.dtype.kind in "OSU" else value.tobytes()


def replaced(file, path, value):
    """Puts another dataset in the place of one."""
    del file[path]
    file[path] = value


def whole(value):
    def change(file, path):
        item = file[path]
        limits = np.iinfo(item.dtype)
        data = np.array(item[()])
        flat = data.reshape(-1)
        # Wraps as it would in a file.
        flat[-1] = {"one past": flat[-1] + flat.dtype.type(1), "greatest": limits.max, "least": limits.min}.get(
            value, flat.dtype.type(0) - flat.dtype.type(1) if value == "negative" else 0)
        item[...] = data.reshape(item.shape)

    return change


def real(value):
    def change(file, path):
        item = file[path]
        data = np.array(item[()])
        data.reshape(-1)[0] = value
        item[...] = data.reshape(item.shape)

    return change


def wider(file, path):
    data = np.array(file[path][()])
    replaced(file, path, np.concatenate([data.reshape(-1), data.reshape(-1)]) if data.size else np.zeros(3, data.dtype))


CHANGES = {
    "whole": [(n, whole(n)) for n in ("negative", "zero", "one past", "greatest", "least")],
    "real": [(str(v), real(v)) for v in (-7.0, 0.0, float("nan"), float("inf"), float("-inf"), 3e38)],
    "text": [("other text", lambda f, p: replaced(f, p, "forged")), ("no text", lambda f, p: replaced(f, p, ""))],
}
FOR_ALL = [
    ("wrong shape", wider),
    ("wrong kind", lambda f, p: replaced(f, p, np.zeros(1, "u8"))),
    ("empty", lambda f, p: replaced(f, p, np.zeros((0,), f[p].dtype if f[p].dtype.kind in "iuf" else "f8"))),
    ("no rows of enormous width", lambda f, p: replaced(f, p, np.zeros((0,), "f4").reshape(0, 1 << 40))),
    ("a group", lambda f, p: (f.__delitem__(p), f.create_group(p))),
    ("gone", lambda f, p: f.__delitem__(p)),
]


def mark(value):
    return lambda file, path, name: file[path].attrs.__setitem__(name, value)


def one_past(file, path, name):
    value = file[path].attrs[name]
    file[path].attrs[name] = value + "1" if isinstance(value, str) else value + value.dtype.type(1)


FOR_MARKS = [
    ("negative", mark(-5)), ("zero", mark(0)), ("greatest", mark((1 << 63) - 1)), ("one past", one_past),
    ("no number", mark(float("nan"))), ("other text", mark("forged")), ("no text", mark("")),
    ("escapes", mark("\x1b]0;forged\x07\u202e\n")), ("wrong shape", mark([[1, 2], [3, 4]])), ("texts", mark(["a", "b"])),
    ("empty", mark(h5py.Empty("f8"))), ("gone", lambda f, p, n: f[p].attrs.__delitem__(n)),
]
FOR_HEADER = [
    ("round", v) for v in ("-1", "9223372036854775807", "99999999999999999999", "0", "x")
] + [("scheduled", v) for v in ("no", "yes", "maybe")] + [("length", "-5"), ("cell", "00"), ("kind", "stage")]


def tower(file):
    group = file.create_group("tower")
    for _ in range(40):
        group["a"] = below = group.create_group("b")
        group = below


def shelves(file):
    for number in range(30_000):
        file.create_group(f"shelves/{number}")


def claim(file):
    file.create_dataset("claim", (1 << 29,), "f8")


def packed(file):
    file.create_dataset("packed", (1 << 30,), "f4", chunks=(1 << 20,), compression="gzip")


def chunk(file):
    item = file.create_dataset("chunk", (1,), "f8", maxshape=(None,), chunks=(1 << 28,), compression="gzip")
    assert item.shape == (1,)


def marked(file):
    group = file.create_group("marked")
    for number in range(3000):
        group.attrs[f"a{number}"] = number


def many_names(file):
    file["names/0"] = np.zeros(1 << 20)
    for number in range(1, 1000):
        file[f"names/{number}"] = file["names/0"]


def outside(file):
    file["outside/x"] = h5py.ExternalLink("/etc/passwd", "/w")
    file["around"] = h5py.SoftLink("/outside/x/w")


def circle(file):
    file["circle/itself"] = file["/"]


def soft_circle(file):
    file["one"] = h5py.SoftLink("/two")
    file["two"] = h5py.SoftLink("/one")


BOMBS = [tower, shelves, claim, packed, chunk, marked, many_names, outside, circle, soft_circle]
