"""Checkpoints of short runs, made by the program itself."""

import os
import pathlib
import subprocess

import pytest

from concord_reader import Study

ROOT = pathlib.Path(__file__).resolve().parents[3]


def program():
    """The `concord` to run: $CONCORD, or what was built last."""
    if "CONCORD" in os.environ:
        return os.environ["CONCORD"]
    built = [ROOT / ".build" / kind / "concord" for kind in ("release", "debug")]
    built = sorted((file for file in built if file.exists()), key=lambda file: file.stat().st_mtime)
    if not built:
        raise SystemExit("no concord: build it (swift build), or name it by CONCORD=PATH")
    return str(built[-1])


def concord(*words, **options):
    """The standard output of a command of Concord's that succeeds."""
    done = subprocess.run([program(), *map(str, words)], capture_output=True, text=True, **options)
    assert done.returncode == 0, f"concord {' '.join(map(str, words))}\n{done.stdout}{done.stderr}"
    return done.stdout


@pytest.fixture(scope="session")
def study(tmp_path_factory):
    """Runs a spec, and gives its study; each text is run once."""
    store = tmp_path_factory.mktemp("store")
    known = {}

    def run(text):
        if text not in known:
            name = f"study-{len(known)}"
            file = store / f"{name}.yaml"
            file.write_text(f"concord: 1\nname: {name}\n{text}")
            concord("run", file, "--store", store, "--jobs", 1)
            known[text] = Study(store / name)
        return known[text]

    return run


@pytest.fixture(scope="session")
def checkpoint(study):
    """The newest checkpoint of a spec with one cell."""

    def newest(text):
        (run,) = study(text).runs
        return run.checkpoint()

    return newest
