"""Files: what is read, and what is refused."""

import hashlib
import json
import pathlib
import shutil
import subprocess
import sys

import numpy as np
import pytest
import specs
from conftest import ROOT, concord

from concord_reader import Checkpoint, DamagedFile, NotConcord, Run, Study, read_header


@pytest.fixture
def copy(study, tmp_path):
    """A copy of a run that may be spoiled."""
    (run,) = study(specs.REMEMBERED).runs
    return Run(shutil.copytree(run.path, tmp_path / "run"))


def newest(run):
    return run.path / f"round-{run.rounds[-1]:06d}.h5"


def test_what_a_checkpoint_says_of_itself(study):
    (run,) = study(specs.REMEMBERED).runs
    with run.checkpoint() as found:
        assert (found.experiment, found.arm, found.seed, found.round) == (run.experiment, "main", 5, 5)
        assert found.spec == (run.path.parents[2] / f"{run.experiment}.yaml").read_text()
        assert found.plan == run.plan and found.plan["rounds"] == 5
        assert found.agents == run.agents == ["wide", "deep", "linear", "judged"]
        assert found.networks("judged") == ["policy", "value"] and found.networks("wide") == ["policy"]
        assert found.learner("judged") == ("a2c", {"update": {"steps": {"count": 7}}})
        assert found.environment("wide") == ("cartpole", {"maximum_steps": 60})
        assert found.activations("deep") == ["tanh", "relu", "tanh", None]
        weights = found.weights("wide")
        assert [(name, array.shape) for name, array in weights.items()] == [
            ("layers.0.weight", (24, 4)), ("layers.0.bias", (24,)), ("layers.1.weight", (2, 24)), ("layers.1.bias", (2,))]
        assert found.public_states is None
        assert found.metric("training_return").shape == (5, 4) and not found.diverged("training_return").any()
        assert found.record() == run.rows()
        assert sum(line["bytes"] for line in found.ledger() if line["direction"] == "up") == run.rows()[-1]["bytes"]["up"]


def test_rows_of_cohorts_are_agents(study):
    (run,) = study(specs.NATURAL).runs
    with run.checkpoint() as found:
        assert found.agents == run.agents == ["a1@1", "a2@1", "a1@2", "a2@2"]
        tables = [found.table(agent, "policy") for agent in found.agents]
    assert {table.shape for table in tables} == {(7, 4)}
    assert len({table.tobytes() for table in tables}) == 4


def test_a_flipped_bit_anywhere_is_seen(copy):
    file = newest(copy)
    sound = file.read_bytes()
    for position in range(0, len(sound), 1009):
        spoiled = bytearray(sound)
        spoiled[position] ^= 4
        file.write_bytes(spoiled)
        with pytest.raises(DamagedFile, match="round-000005.h5"):
            Checkpoint(file)
    file.write_bytes(sound)
    assert read_header(file)["round"] == "5"


@pytest.mark.parametrize("spoil, words", [
    (lambda sound: sound[:-1], "bytes where"),
    (lambda sound: sound + b"x", "bytes where"),
    (lambda sound: sound[:700], "bytes where"),
    (lambda sound: sound[:100], "header"),
    (lambda sound: sound[512:], "does not start with the header"),
    (lambda sound: b"", "is empty"),
    (lambda sound: b"\x89HDF\r\n\x1a\n" + sound[8:], "does not start with the header"),
    (lambda sound: sound.replace(b"concord archive 1", b"concord archive 7", 1), "format 7, which this reader does not know"),
])
def test_other_damage_is_told_in_words(copy, spoil, words):
    file = newest(copy)
    file.write_bytes(spoil(file.read_bytes()))
    with pytest.raises(DamagedFile, match=words):
        Checkpoint(file)


def test_files_of_other_kinds_are_no_checkpoints(tmp_path, copy):
    with pytest.raises(FileNotFoundError):
        Checkpoint(tmp_path / "none.h5")
    with pytest.raises(NotConcord):
        Checkpoint(copy.path / "plan.json")


def test_the_newest_sound_checkpoint_is_used_with_a_warning(study, tmp_path):
    text = specs.ROLLOUT.replace("checkpoint: {every: {rounds: 5}}", "checkpoint: {every: {rounds: 2}}")
    (run,) = study(text).runs
    run = Run(shutil.copytree(run.path, tmp_path / "run"))
    assert run.rounds == [2, 4, 5]
    newest(run).write_bytes(b"")
    with pytest.warns(UserWarning, match="round-000005.h5 is empty; the one of round 4 is used"):
        with run.checkpoint() as found:
            assert found.round == 4
    for number in (2, 4):
        (run.path / f"round-{number:06d}.h5").write_bytes(b"?")
    with pytest.raises(DamagedFile):
        run.checkpoint()


def test_a_record_is_held_against_its_checkpoint(copy):
    file = copy.path / "metrics.jsonl"
    sound = file.read_bytes()
    for spoiled in (sound[:-9], sound.replace(b'"round":2', b'"round":3'), b"{}\n" + sound):
        file.write_bytes(spoiled)
        with pytest.raises(DamagedFile, match="is not what .*round-000005.h5 says was recorded"):
            copy.rows()
    # What comes after the checkpoint is not vouched for; a line that is not whole yet is left out.
    file.write_bytes(sound + b'{"round":6}\n{"rou')
    assert [row["round"] for row in copy.rows()] == [1, 2, 3, 4, 5, 6]
    file.write_bytes(sound + b"what\n")
    with pytest.raises(DamagedFile, match="line 6 of"):
        copy.rows()


def test_a_missing_plan_is_read_from_a_checkpoint(copy):
    plan = copy.plan
    (copy.path / "plan.json").unlink()
    assert Run(copy.path).plan == plan
    (copy.path / "plan.json").write_text('{"plan')
    with pytest.raises(DamagedFile, match="is no plan"):
        _ = Run(copy.path).plan


def test_frames_have_the_numbers_that_concord_exports(study, tmp_path):
    pandas = pytest.importorskip("pandas")
    (run,) = study(specs.REMEMBERED).runs
    file = tmp_path / "record.csv"
    concord("export", run.path, "--to", "csv", "-o", file)
    exported = pandas.read_csv(file, keep_default_na=False)
    frame = study(specs.REMEMBERED).records()
    wanted = exported[exported["measure"] == "training_return"]
    found = frame[frame["measure"] == "training_return"]
    assert len(found) == 20
    assert list(zip(found["round"], found["agent"], found["value"])) == [
        (int(line["round"]), line["agent"], float(line["value"])) for _, line in wanted.iterrows()]
    bytes_ = frame[frame["measure"] == "bytes"].groupby("round")["value"].sum()
    assert list(bytes_) == [float(value) for value in exported[exported["measure"] == "bytes"]["value"]]


def test_a_study_is_all_its_cells(study, tmp_path):
    pandas = pytest.importorskip("pandas")
    text = specs.ROLLOUT.replace("seeds: [5]", "seeds: [5, 6]") + (
        "federation: [{parameter_average: {every: {rounds: 2}}}]\narms: {alone: {federation: []}, together: {}}\n"
        "evaluation: {every: {rounds: 5}, episodes: 2, worlds: [own, nominal]}\n")
    text = text.replace("measure: [training_return", "measure: [training_return, evaluation_return")
    found = study(text)
    assert found.arms == ["alone", "together"] and len(found.runs) == 4
    frame = found.records(["evaluation_return"])
    assert set(frame["part"]) == {"nominal", "own"}
    assert len(frame) == 4 * 2 * 2
    own = found.curves("evaluation_return", "own")
    assert list(own.columns) == [("alone", 5), ("alone", 6), ("together", 5), ("together", 6)] and list(own.index) == [5]
    with found.run("together", 6).checkpoint() as checkpoint:
        assert own[("together", 6)].iloc[0] == np.mean(checkpoint.metric("evaluation_return_own"))
    with pytest.raises(KeyError, match="its parts are"):
        found.curves("evaluation_return")
    curve = found.curves("training_return", window=2)
    whole = found.curves("training_return")
    assert curve.iloc[-1, 0] == pytest.approx(whole.iloc[-2:, 0].mean())
    ledgers = found.ledgers()
    assert isinstance(ledgers, pandas.DataFrame)
    sums = ledgers.groupby(["arm", "direction"])["bytes"].sum()
    assert sums[("together", "up")] == sums[("together", "down")] > 0 and "alone" not in set(ledgers["arm"])
    with pytest.raises(KeyError):
        found.run("together", 7)
    with pytest.raises(FileNotFoundError, match="no runs below"):
        Study(tmp_path)


def test_experiments_of_one_store_are_not_mixed(study, tmp_path):
    pytest.importorskip("pandas")
    for text in (specs.ROLLOUT, specs.STEERING_ROLLOUT):
        (run,) = study(text).runs
        shutil.copytree(run.path, tmp_path / run.experiment / run.arm / run.path.name)
    both = Study(tmp_path)
    assert len(both.experiments) == 2 and set(both.records()["experiment"]) == set(both.experiments)
    with pytest.raises(KeyError, match="2 runs of arm main with seed 5"):
        both.run("main", 5)
    with pytest.raises(ValueError, match="has several experiments"):
        both.curves("training_return")


def test_what_is_not_installed_is_named(study, monkeypatch):
    found = study(specs.ROLLOUT)
    for module in ("pandas", "torch", "onnx"):
        monkeypatch.setitem(sys.modules, module, None)
    with found.runs[0].checkpoint() as checkpoint:
        for module, use in [
            ("pandas", found.records), ("torch", lambda: checkpoint.to_torch_module("a1")),
            ("onnx", lambda: checkpoint.to_onnx("a1", "x.onnx")),
        ]:
            with pytest.raises(ImportError, match=rf"pip install 'concord-reader\[{module}\]'"):
                use()


def test_it_describes_a_file_on_the_command_line(copy):
    script = ROOT / "tools/concord_reader.py"
    for words in ([sys.executable, "-m", "concord_reader"], [sys.executable, str(script)]):
        done = subprocess.run([*words, str(newest(copy))], capture_output=True, text=True)
        assert done.stdout.startswith(f"{copy.experiment} / main / seed 5, after 5 rounds\nwide policy: layers.0.weight [24, 4]")
        newest(copy).with_name("x.h5").write_bytes(b"concord archive 1\n")
        failed = subprocess.run([*words, str(newest(copy).with_name("x.h5"))], capture_output=True, text=True)
        assert failed.returncode == 1 and "the header of" in failed.stderr and "Traceback" not in failed.stderr


def test_types_hold():
    pytest.importorskip("mypy")
    done = subprocess.run([sys.executable, "-m", "mypy"], cwd=pathlib.Path(__file__).parents[1], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
