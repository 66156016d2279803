"""What `concord export` writes of a whole study, read by those it is written for: TensorBoard and pandas."""

import subprocess
import time

import pytest
import specs
from conftest import concord, program

SWEPT = specs.FIXED.replace("seeds: [5]", "seeds: [5, 6]").replace("[training_return, bytes]", "[training_return]") + """
round: {episodes: 1}
environment: {cartpole: {maximum_steps: 60}}
learner: reinforce
agents: [{name: a, count: 2}]
federation: [{parameter_average: {every: {rounds: 2}}}]
arms: {alone: {federation: []}, together: {}}
sweep: {every: {federation.parameter_average.every.rounds: [1, 2]}}
"""
START = time.time()
ARMS = ["alone", "together,every=1", "together,every=2"]


def test_tensorboard_reads_every_scalar_with_its_time(study, tmp_path):
    accumulator = pytest.importorskip("tensorboard.backend.event_processing.event_accumulator")
    found = study(SWEPT)
    concord("export", found.path, "--to", "tensorboard", "-o", tmp_path / "runs")
    places = sorted(str(path.parent.relative_to(tmp_path / "runs")) for path in (tmp_path / "runs").rglob("*tfevents*"))
    assert places == sorted(f"{arm}/seed-{seed}" for arm in ARMS for seed in [5, 6])
    records = {(run.arm, run.seed): list(run.rows()) for run in found.runs}
    for (arm, seed), rows in records.items():
        events = accumulator.EventAccumulator(str(tmp_path / "runs" / arm / f"seed-{seed}"))
        events.Reload()
        assert set(events.Tags()["scalars"]) == {"steps", "training_return/a1", "training_return/a2"}
        scalars = events.Scalars("training_return/a2")
        assert [event.step for event in scalars] == [row["round"] for row in rows] == [1, 2, 3, 4, 5]
        assert [event.value for event in scalars] == pytest.approx([row["training_return"][1] for row in rows])
        times = [event.wall_time for event in scalars]
        # The log has whole seconds.
        assert times == sorted(times) and START - 2 <= times[0] and times[-1] <= time.time() + 1


def test_nothing_is_overwritten_silently(study, tmp_path):
    command = [program(), "export", str(study(SWEPT).path), "--to", "tensorboard", "-o", str(tmp_path / "runs")]
    subprocess.run(command, check=True, capture_output=True)
    files = sorted((tmp_path / "runs").rglob("*tfevents*"))
    files[-1].write_bytes(b"mine")
    files[0].unlink()
    refused = subprocess.run(command, capture_output=True, text=True)
    assert refused.returncode == 1 and "is there already; --replace" in refused.stderr
    assert files[-1].read_bytes() == b"mine" and not files[0].exists()
    subprocess.run([*command, "--replace"], check=True, capture_output=True)
    assert files[-1].read_bytes() != b"mine" and files[0].exists()


def test_a_table_has_a_row_per_cell_agent_round_and_measure(study, tmp_path):
    pandas = pytest.importorskip("pandas")
    found = study(SWEPT)
    file = tmp_path / "study.csv"
    concord("export", found.path, "--to", "csv", "-o", file)
    frame = pandas.read_csv(file)
    assert list(frame.columns) == [
        "experiment", "arm", "seed", "agent", "round", "measure", "value", "arm_without_sweep", "sweep.every"]
    keys = ["experiment", "arm", "seed", "agent", "round", "measure"]
    assert not frame.duplicated(keys).any() and sorted(set(frame["arm"])) == ARMS
    swept = frame[frame["arm"] == "together,every=2"]
    assert set(swept["arm_without_sweep"]) == {"together"} and set(swept["sweep.every"]) == {2}
    assert frame[frame["arm"] == "alone"]["sweep.every"].isna().all()
    wanted = {
        (run.arm, run.seed, agent, row["round"]): value
        for run in found.runs for row in run.rows() for agent, value in zip(["a1", "a2"], row["training_return"])}
    returns = frame[frame["measure"] == "training_return"]
    assert {tuple(key): value for *key, value in zip(
        returns["arm"], returns["seed"], returns["agent"], returns["round"], returns["value"])} == wanted
