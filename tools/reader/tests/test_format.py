"""docs/format.md against what short runs of everything write: every item has its line, and every line its item."""

import json
import pathlib
import re

import h5py
import pytest
import shortened
from conftest import ROOT, concord

from concord_reader import read_header

LINE = re.compile(r"\| `([^`]+)` \| ([^|]+) \| ([^|]+) \| (.+) \|")
KINDS = {"float32": "f32", "float64": "f64", "int32": "i32", "int64": "i64", "uint8": "u8"}
DESCRIPTION = ("about", "units", "DIMENSION_LABELS")
AXES = ("when", "upload", "weights", "participation", "server", "visits", "training")


class Item:
    """One line of the page's tables of the tree."""

    def __init__(self, path, kinds, shapes):
        self.path = path
        self.kinds = kinds.strip().split(" or ")
        self.shapes = [re.findall(r"[\w]+", shape) for shape in re.findall(r"`\[(.*?)\]`", shapes)]
        pattern = re.sub(r"<[^>]+>", "[^/@]+", re.escape(path).replace(r"\<", "<").replace(r"\>", ">"))
        self.pattern = re.compile(pattern)
        self.placeholders = path.count("<")

    def fits(self, kind, shape):
        return kind in self.kinds and any(
            len(axes) == len(shape) and all(not axis.isdigit() or int(axis) == length for axis, length in zip(axes, shape))
            for axes in self.shapes)


def lines():
    """The lines of the tables below "The tree", those with the fewest placeholders first."""
    text = (ROOT / "docs/format.md").read_text()
    tree = text[text.index("## The tree") : text.index("## Beside it")].replace(r"\|", "¦")
    found = [Item(*match.groups()[:3]) for match in map(LINE.fullmatch, tree.splitlines()) if match]
    assert len(found) == sum(line.startswith("| `") for line in tree.splitlines()) > 150
    return sorted(found, key=lambda item: item.placeholders)


def entries(file):
    """Path, kind and shape of every attribute and dataset; a cohort's number and replicas' groups of an axis are left out."""
    replicas = json.loads(file["plan"].asstr()[()]).get("replicas", 1) > 1

    def plain(path):
        parts = path.split("/")
        if parts[0] == "cohorts" and len(parts) > 1:
            parts[1] = re.sub(r"_\d+$", "", parts[1])
        if replicas and parts[0] == "federation" and len(parts) > 3 and parts[2] in AXES and parts[3].isdigit():
            del parts[3]
        return "/" + "/".join(parts) if path else ""

    found = []

    def visit(path, item):
        for name in item.attrs:
            if isinstance(item, h5py.Dataset) and name in DESCRIPTION and not path.startswith("large_attributes"):
                if not path.startswith("worlds") or name == "DIMENSION_LABELS":
                    continue
                if name == "units":
                    continue
            identity = item.attrs.get_id(name)
            found.append((f"{plain(path)}@{name}", kind(identity.dtype), identity.shape))
        if isinstance(item, h5py.Dataset):
            found.append((plain(path), kind(item.dtype), item.shape))

    visit("", file)
    file.visititems(visit)
    return found


def described(file):
    """Path, labels and whether there is a meaning, of every dataset; agents and rows share what the first of them has."""
    found = {}

    def visit(path, item):
        if not isinstance(item, h5py.Dataset) or path.startswith("large_attributes"):
            return
        shared = re.sub(r"^(agents|federation/[^/]*_memory)/[^/]+", r"\1/…", re.sub(r"/environment_state/\d+/", "/environment_state/…/", path))
        about = item.attrs.get("about", "")
        assert "units" not in item.attrs or about and item.attrs["units"], path
        labels = list(item.attrs.get("DIMENSION_LABELS", []))
        assert not about or len(labels) == item.ndim and labels == [axis.label for axis in item.dims], path
        if about or shared not in found:
            found[shared] = (path, labels, about)

    file.visititems(visit)
    return found.values()


def kind(type_):
    return "text" if h5py.check_string_dtype(type_) else KINDS[type_.name]


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """Checkpoints of short runs of everything."""
    store = tmp_path_factory.mktemp("runs")
    make(store)
    return store


def make(store):
    """Runs every study, shortened, the specs that are tortured, and what neither of them has."""
    own = pathlib.Path(__file__).parent / "axes"
    for spec in sorted((ROOT / "tools/torture.d").glob("*.yaml")) + sorted(own.glob("*.yaml")):
        concord("run", spec, "--store", store / spec.stem)
    studies = [file for file in sorted((ROOT / "experiments").rglob("*.yaml")) if "invalid" not in file.parts]
    assert len(studies) > 50
    for study in studies:
        # Files that a spec names are looked for beside it.
        copy = store / "-".join(study.relative_to(ROOT / "experiments").with_suffix("").parts) / study.name
        copy.parent.mkdir()
        for item in study.parent.iterdir():
            if item.is_dir():
                (copy.parent / item.name).symlink_to(item)
        copy.write_text(shortened.spec(study.read_text()))
        concord("run", copy, "--store", copy.parent)


def test_every_item_has_its_line_and_every_line_its_item(runs):
    known = lines()
    met, wrong, widths, told = set(), {}, {}, {}
    newest = {file.parent: file for file in sorted(runs.rglob("round-*.h5")) if file.is_file()}
    files = list(newest.values()) + [file for file in runs.glob("[a-z]*/torture-*/*/*/*.h5") if file not in newest.values()]
    assert len(files) > 200
    for path in files:
        with h5py.File(path, "r", locking=False) as file:
            for name, labels, about in described(file):
                if not about:
                    wrong.setdefault(f"{name} says nothing of itself", path)
                line = next((item for item in known if item.pattern.fullmatch("/" + name)), None)
                axes = line and next((axes for axes in line.shapes if len(axes) == len(labels)), [])
                if line and any(not axis.isdigit() and axis != label for axis, label in zip(axes, labels)):
                    wrong.setdefault(f"{name} has axes {labels}, the page {axes}", path)
            for name, found, shape in entries(file):
                if name not in told:
                    told[name] = next((item for item in known if item.pattern.fullmatch(name)), None)
                line = told[name]
                if line is None:
                    wrong.setdefault(f"{name} {found} {list(shape)} is on no line", path)
                elif not line.fits(found, shape):
                    wrong.setdefault(f"{name} is {found} {list(shape)}, not as {line.path}", path)
                else:
                    met.add(line.path)
                    # Axes of one name within one group are of one length; numbers and columns have their own.
                    axes = next(axes for axes in line.shapes if len(axes) == len(shape))
                    for axis, length in zip(axes, shape):
                        key = (path, name.split("@")[0].rpartition("/")[0], axis)
                        own = name.startswith("/metrics") or axis in ("in", "out", "numbers")
                        if not own and widths.setdefault(key, length) != length:
                            wrong.setdefault(f"{name}: {axis} is {length} and {widths[key]}", path)
    assert not wrong, "\n".join(f"{what} ({where})" for what, where in sorted(wrong.items())[:40])
    missed = [item.path for item in known if item.path not in met]
    assert not missed, f"no run has {missed}"


def test_headers_have_the_lines_of_the_page(runs):
    text = (ROOT / "docs/format.md").read_text()
    told = re.findall(r"^\| `(\w+(?: archive)?)` \|", text[: text.index("### What is guaranteed")], re.M)
    seen = {}
    for path in (file for file in runs.rglob("*.h5") if file.is_file() and "published" not in file.parts):
        header = read_header(path)
        seen.setdefault(header["kind"], set()).update(header)
    assert seen["checkpoint"] | {"concord archive", "header"} == set(told)
    assert seen["stage"] == {"length", "content", "kind"}
    for path in runs.rglob("stages/*.h5"):
        with h5py.File(path, "r") as file:
            assert list(file) == ["states"] and file["states"].ndim == 2 and list(file.attrs) == ["recipe"]


def test_records_and_plans_are_as_told(runs):
    for path in runs.rglob("plan.json"):
        assert sorted(json.loads(path.read_text())) == ["cell_fingerprint", "plan", "plan_fingerprint", "record_fingerprint"]
        rows = [json.loads(line) for line in (path.parent / "metrics.jsonl").read_text().splitlines()]
        measures = {key for row in rows for key in row} - {"round", "steps", "trace", "time", "diverged"}
        plan = json.loads(path.read_text())["plan"]
        assert measures <= {name for measure in plan.get("measure", [{"training_return": {}}]) for name in measure}
