"""A directory of runs: cells, their records as pandas frames, their checkpoints."""

from __future__ import annotations

import hashlib
import json
import re
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Optional

from ._checkpoint import Checkpoint
from ._extras import needed
from ._header import AnyPath, DamagedFile

if TYPE_CHECKING:
    import pandas

CHECKPOINT = re.compile(r"round-(\d{6,})\.h5")
WORDS = {"inf": float("inf"), "-inf": float("-inf"), "nan": float("nan")}
# What a row says of itself, not of what was measured.
NO_MEASURES = ("round", "trace", "diverged")


class Run:
    """One cell's directory: `plan.json`, `metrics.jsonl` and checkpoints."""

    def __init__(self, path: AnyPath) -> None:
        self.path = Path(path)
        self._plan: Optional[dict[str, Any]] = None

    def __repr__(self) -> str:
        return f"Run({str(self.path)!r})"

    @property
    def plan(self) -> dict[str, Any]:
        """The cell's plan: that of `plan.json`, or of the newest checkpoint where that is missing."""
        if self._plan is None:
            file = self.path / "plan.json"
            if file.exists():
                try:
                    self._plan = json.loads(file.read_text())["plan"]
                except (ValueError, KeyError, TypeError) as error:
                    raise DamagedFile(f"{file} is no plan: {error}") from None
            else:
                with self.checkpoint() as checkpoint:
                    self._plan = checkpoint.plan
        return self._plan

    @property
    def experiment(self) -> str:
        """The experiment's name."""
        return str(self.plan["name"])

    @property
    def arm(self) -> str:
        """The arm, with its values of the sweep."""
        return str(self.plan["arm"])

    @property
    def seed(self) -> int:
        """The cell's seed."""
        return int(self.plan["seeds"][0])

    @property
    def agents(self) -> list[str]:
        """The agents' names in the order of the record's lists: `a1@2` is agent a1 of the second of several replicas."""
        names = [str(agent["name"]) for agent in self.plan["agents"]]
        replicas = int(self.plan.get("replicas", 1))
        return names if replicas == 1 else [f"{name}@{place + 1}" for place in range(replicas) for name in names]

    @property
    def rounds(self) -> list[int]:
        """The rounds of all checkpoints by their names, oldest first."""
        found = (CHECKPOINT.fullmatch(file.name) for file in self.path.iterdir())
        return sorted(int(match[1]) for match in found if match)

    def checkpoint(self, round: Optional[int] = None) -> Checkpoint:
        """The checkpoint after a round, or the newest one that is sound; warns of newer ones that are damaged.

        Raises `DamagedFile` where the one asked for is damaged, or all are; `FileNotFoundError` where there is none."""
        if round is not None:
            return Checkpoint(self.path / f"round-{round:06d}.h5")
        damage: Optional[DamagedFile] = None
        for number in reversed(self.rounds):
            try:
                checkpoint = self.checkpoint(number)
            except DamagedFile as error:
                damage = damage or error
                continue
            if damage is not None:
                warnings.warn(f"{damage}; the one of round {number} is used", stacklevel=2)
            return checkpoint
        if damage is not None:
            raise damage
        raise FileNotFoundError(f"{self.path} has no checkpoint")

    def rows(self, verify: bool = True) -> list[dict[str, Any]]:
        """The rows of `metrics.jsonl`, as JSON reads them, after comparing them with the newest sound checkpoint.

        Rows after it, of a run that goes on, are given too, but nothing vouches for them yet; a last line that is still
        being written is left out. Raises `DamagedFile` where a row is not what was written."""
        file = self.path / "metrics.jsonl"
        content = file.read_bytes()
        if verify and self.rounds:
            with self.checkpoint() as checkpoint:
                length, fingerprint = checkpoint.record_end()
            if len(content) < length or hashlib.sha256(content[:length]).hexdigest() != fingerprint:
                raise DamagedFile(f"{file} is not what {checkpoint.path} says was recorded")
        found = []
        for number, line in enumerate(content.split(b"\n")[:-1], 1):
            try:
                found.append(json.loads(line))
            except ValueError:
                raise DamagedFile(f"line {number} of {file} is no JSON") from None
        return found

    def measurements(self, verify: bool = True) -> Iterator[tuple[int, str, str, str, float]]:
        """Every number of the record: round, measure, part, agent, value.

        The part is the set of worlds (`own`), direction (`up`) or quantity that a measure is told by (`held_out.worst` where
        it is told by several); empty where it is told by none. The agent is empty where a number is of all, and a place from
        1 where a list is of something else, such as replicas. What was not measured is left out; what was and is not finite
        is so here."""
        agents = self.agents
        for row in self.rows(verify):
            for measure, value in row.items():
                if measure in NO_MEASURES:
                    continue
                for part, numbers in _leaves(value):
                    is_list = isinstance(numbers, list)
                    names: Sequence[str] = agents if is_list and len(numbers) == len(agents) else ()
                    for place, number in enumerate(numbers if is_list else [numbers]):
                        if number is None:
                            continue
                        agent = names[place] if names else str(place + 1) if is_list and len(numbers) > 1 else ""
                        yield int(row["round"]), measure, part, agent, float(WORDS.get(number, number))


class Study:
    """All runs below a directory, such as `checkpoints/fedhpd-cartpole`, by path; those set aside are left out."""

    def __init__(self, path: AnyPath) -> None:
        self.path = Path(path)
        if not self.path.is_dir():
            raise FileNotFoundError(f"{self.path} is no directory of runs")
        self.runs = sorted(_find(self.path), key=lambda run: (run.arm, run.seed))
        if not self.runs:
            raise FileNotFoundError(f"there are no runs below {self.path}")

    def __repr__(self) -> str:
        return f"Study({str(self.path)!r}: {len(self.runs)} runs)"

    @property
    def arms(self) -> list[str]:
        """The arms that have runs, by name."""
        return sorted({run.arm for run in self.runs})

    @property
    def experiments(self) -> list[str]:
        """The experiments that have runs here, by name: one, unless the directory is a store of several."""
        return sorted({run.experiment for run in self.runs})

    def run(self, arm: str, seed: int) -> Run:
        """The run of an arm and a seed."""
        found = [run for run in self.runs if run.arm == arm and run.seed == seed]
        if len(found) == 1:
            return found[0]
        if found:
            raise KeyError(f"{self.path} has {len(found)} runs of arm {arm} with seed {seed}: open one experiment's directory")
        raise KeyError(f"{self.path} has no run of arm {arm} with seed {seed}")

    def records(self, measures: Optional[Sequence[str]] = None, verify: bool = True) -> pandas.DataFrame:
        """The record of every run as one frame, a row for each number. Needs pandas.

        Columns: experiment, arm, seed, round, measure, part, agent, value; see `Run.measurements`."""
        columns = ["experiment", "arm", "seed", "round", "measure", "part", "agent", "value"]
        found = [
            (run.experiment, run.arm, run.seed, *numbers)
            for run in self.runs
            for numbers in run.measurements(verify)
            if measures is None or numbers[1] in measures
        ]
        frame: pandas.DataFrame = needed("pandas").DataFrame(found, columns=columns)
        for name in ("experiment", "arm", "measure", "part", "agent"):
            frame[name] = frame[name].astype("category")
        return frame

    def curves(self, measure: str, part: str = "", window: int = 1, verify: bool = True) -> pandas.DataFrame:
        """The mean over agents of a measure by round, a column for each arm and seed. Needs pandas.

        A window of more than one averages each number with those before it, of so many that were recorded. The part may
        be left out where the measure has one only."""
        if len(self.experiments) > 1:
            raise ValueError(f"{self.path} has several experiments, {', '.join(self.experiments)}: open the directory of one")
        frame = self.records([measure], verify)
        parts = list(frame["part"].unique())
        if part == "" and len(parts) == 1:
            part = parts[0]
        frame = frame[frame["part"] == part]
        if frame.empty:
            raise KeyError(f"{self.path} has no numbers of {measure} {part}; its parts are {', '.join(parts) or 'none'}")
        means = frame.pivot_table(index="round", columns=["arm", "seed"], values="value", aggfunc="mean", observed=True)
        return means.rolling(window, min_periods=1).mean() if window > 1 else means

    def ledgers(self) -> pandas.DataFrame:
        """Bytes on the wire at every run's newest sound checkpoint. Needs pandas.

        Columns: experiment, arm, seed, round, exchange, direction, kind, bytes."""
        found = []
        for run in self.runs:
            with run.checkpoint() as checkpoint:
                for line in checkpoint.ledger():
                    found.append({
                        "experiment": run.experiment, "arm": run.arm, "seed": run.seed, "round": checkpoint.round, **line})
        columns = ["experiment", "arm", "seed", "round", "exchange", "direction", "kind", "bytes"]
        ledgers: pandas.DataFrame = needed("pandas").DataFrame(found, columns=columns)
        return ledgers


def _leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """What objects within a measure's value hold, with the names on the way."""
    if not isinstance(value, dict):
        yield path, value
        return
    for name, item in value.items():
        yield from _leaves(item, f"{path}.{name}" if path else name)


def _find(path: Path) -> Iterator[Run]:
    names = sorted(entry.name for entry in path.iterdir())
    if "plan.json" in names or "metrics.jsonl" in names and any(CHECKPOINT.fullmatch(name) for name in names):
        yield Run(path)
        return
    for name in names:
        if ".old-" not in name and not name.startswith(".") and (path / name).is_dir():
            yield from _find(path / name)
