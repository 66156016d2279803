"""docs/compatibility.md: what commands do with cells of another engine, and with keys of a later version."""

import copy
import hashlib
import json
import re
import shutil
import subprocess

import h5py
import pytest
import specs
from conftest import ROOT, program

from concord_reader import Study

# What a cell's fingerprint covers of this plan.
COVERED = ("agents", "engine", "nominal", "round", "seeds")
WORDS = {"engine": "made for engine 2, but this is engine 1", "key": "agents has no key 'later'"}


def canonical(value):
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False, sort_keys=True)


def fingerprint(value):
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def seal(file, cell):
    """Writes the header that the content asks for now."""
    data = bytearray(file.read_bytes())
    lines = [line.split(" ", 1) for line in data[:512].decode().splitlines() if line.strip()]
    known = {"length": str(len(data)), "content": hashlib.sha256(data[512:]).hexdigest(), "cell": cell}
    text = "".join(f"{key} {known.get(key, value)}\n" for key, value in lines if key != "header")
    text += f"header {hashlib.sha256(text.encode()).hexdigest()}\n"
    data[:512] = text.encode().ljust(512)
    file.write_bytes(data)


@pytest.fixture(params=["engine", "key"])
def strange(request, study, tmp_path):
    """A store with a cell as another version would have left it, and how it is another's."""
    (run,) = study(specs.ROLLOUT).runs
    directory = shutil.copytree(run.path, tmp_path / run.experiment / run.arm / run.path.name)
    plan = copy.deepcopy(run.plan)
    assert fingerprint({key: plan[key] for key in COVERED}) == json.loads((run.path / "plan.json").read_text())["cell_fingerprint"]
    if request.param == "engine":
        plan["engine"] = 2
    else:
        plan["agents"][0]["later"] = 1
    cell = fingerprint({key: plan[key] for key in COVERED})
    stored = json.loads((directory / "plan.json").read_text())
    stored.update(plan=plan, cell_fingerprint=cell, plan_fingerprint=fingerprint(plan))
    (directory / "plan.json").write_text(canonical(stored))
    (file,) = directory.glob("*.h5")
    with h5py.File(file, "r+") as made:
        kind = made["plan"].dtype
        del made["plan"]
        made.create_dataset("plan", data=canonical(plan), dtype=kind)
        made.attrs["cell_fingerprint"] = cell
    seal(file, cell)
    return request.param, tmp_path, directory, run


def test_commands_read_or_refuse_as_told(strange):
    kind, store, cell, run = strange
    told = dict(re.findall(r"^\| `concord (\w+)` \| (reads|refuses)", (ROOT / "docs/compatibility.md").read_text(), re.M))
    spec = run.path.parents[2] / f"{run.experiment}.yaml"
    words = {
        "status": [cell], "inspect": [cell], "export": [cell, "--to", "csv", "-o", store / "x.csv"],
        "report": [cell, "-o", store / "x.html"], "cite": [cell], "diff": [cell, run.path], "evaluate": [cell],
        "replay": [cell, "--agent", "a1", "-o", store / "x.svg"], "verify": [cell], "resume": [cell],
        "run": [spec, "--store", store],
    }
    assert set(told) == set(words)
    for command, operands in words.items():
        done = subprocess.run([program(), command, *map(str, operands)], capture_output=True, text=True)
        if told[command] == "reads":
            assert done.returncode == (3 if command == "diff" else 0), f"{command}: {done.stderr}"
        elif command == "run":
            assert done.returncode == 1 and "this directory belongs to another cell" in done.stderr, done.stderr
        else:
            assert done.returncode == 1 and WORDS[kind] in done.stderr, f"{command}: {done.stderr}"
    # The reader reads it too.
    assert Study(store).runs[0].rows() == run.rows()


def test_other_languages_and_formats_are_refused(study, tmp_path):
    file = tmp_path / "spec.yaml"
    file.write_text("concord: 2\nname: x\n")
    done = subprocess.run([program(), "check", str(file)], capture_output=True, text=True)
    assert done.returncode == 2 and "'concord' must be 1, found '2'" in done.stdout + done.stderr
    (run,) = study(specs.ROLLOUT).runs
    later = tmp_path / "round-000005.h5"
    later.write_bytes((run.path / later.name).read_bytes().replace(b"archive 1", b"archive 2", 1))
    done = subprocess.run([program(), "inspect", str(later)], capture_output=True, text=True)
    assert done.returncode == 1 and "the file has format 2, written by a later version of Concord" in done.stderr


def test_a_key_that_is_retired_warns(tmp_path):
    done = subprocess.run(
        [program(), "check", str(ROOT / "experiments/invalid/spec-retired-key.yaml")], capture_output=True, text=True)
    assert done.returncode == 0 and "warning[spec/retired-key]" in done.stdout + done.stderr
