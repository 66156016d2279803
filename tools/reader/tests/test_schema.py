"""`concord schema` by a real validator: what ships is valid, and what no reading of it can accept is not."""

import json

import pytest
import shortened
import yaml
from conftest import ROOT, concord

jsonschema = pytest.importorskip("jsonschema")

# Codes of mistakes that a schema sees. All others are about what stands elsewhere, in files, or in the text itself; and of a
# range whose ends are the wrong way round: no keyword of JSON Schema compares what stands at two places.
SEEN = {
    "edit-sweep-shape", "seeds-malformed", "spec-missing-key", "spec-wrong-type",
    "spec-bad-name", "spec-list-length", "spec-not-available", "spec-not-one-kind", "spec-out-of-range",
    "spec-range-not-allowed", "spec-retired-key", "spec-unknown-key", "spec-unknown-kind", "spec-unknown-word", "ten-mistakes",
}


@pytest.fixture(scope="module")
def validator():
    schema = json.loads(concord("schema"))
    kind = jsonschema.validators.validator_for(schema)
    kind.check_schema(schema)
    return kind(schema)


READERS = {"as Concord reads it": shortened.Loader, "as PyYAML reads it, 1e-3 as text": yaml.SafeLoader}


def read(text, loader=shortened.Loader):
    return yaml.load(text, loader)


def mistakes(validator, value):
    return ["/".join(map(str, error.absolute_path)) + ": " + error.message[:200] for error in validator.iter_errors(value)]


@pytest.mark.parametrize("loader", READERS.values(), ids=READERS)
def test_every_spec_that_ships_is_valid(validator, loader):
    files = [file for file in (ROOT / "experiments").rglob("*.yaml") if "invalid" not in file.parts]
    files += list((ROOT / "tools/torture.d").glob("*.yaml"))
    assert len(files) > 70
    wrong = {str(file.relative_to(ROOT)): mistakes(validator, read(file.read_text(), loader)) for file in files}
    assert {name: found for name, found in wrong.items() if found} == {}


def test_every_starter_is_valid(validator):
    methods = [line.split()[1] for line in concord("list").splitlines() if line.startswith("methods ")]
    assert len(methods) > 30
    wrong = {method: mistakes(validator, read(concord("new", method))) for method in methods}
    assert {method: found for method, found in wrong.items() if found} == {}


@pytest.mark.parametrize("code", sorted(SEEN))
def test_mistakes_that_a_schema_can_see_are_seen(validator, code):
    assert mistakes(validator, read((ROOT / f"experiments/invalid/{code}.yaml").read_text()))


SPEC = """
concord: 1
name: shapes
seeds: [1, 2]
round: {episodes: 1}
rounds: 10
environment: cartpole
learner: reinforce
optimizer: adam
agents: [{name: a}, {name: b}]
"""

# What stands at a key of the spec above: refused, and the same made right.
SHAPES = [
    ("environment", "{cartpole: {gravity: {uniform: [8]}}}", "{cartpole: {gravity: {uniform: [8, 12]}}}"),
    ("environment", "{cartpole: {gravity: {relative: [0, 1, 2]}}}", "{cartpole: {gravity: {values: [8, 9, 10]}}}"),
    ("environment", "{cartpole: {gravity: {normal: [8, 1]}}}", "{cartpole: {gravity: {normal: [8, 1, 7, 9]}}}"),
    ("environment", "{cartpole: {gravity: {values: []}}}", "{cartpole: {gravity: {same_as: environment.cartpole.pole_mass}}}"),
    ("seeds", "{from: 1}", "{from: 1, count: 5}"), ("seeds", "{count: 5}", "{from: 1, to: 5, step: 2}"),
    ("seeds", "{from: 1, to: 5, count: 5}", "{list: [1, 2]}"), ("seeds", "{list: [1, 1]}", "[3]"),
    ("sweep", "{size: {}}", "{size: {small: {rounds: 5}, large: {}}}"),
    ("sweep", "{size: {rounds: 5}}", "{size: {rounds: [5, 10]}}"),
    ("environment", None, "acrobot"), ("learner", None, "a2c"), ("optimizer", None, "sgd"), ("seeds", None, "[1]"),
]


@pytest.mark.parametrize("key, wrong, right", SHAPES, ids=[f"{key}: {wrong}" for key, wrong, _ in SHAPES])
def test_shapes(validator, key, wrong, right):
    def spec(value):
        lines = [line for line in SPEC.splitlines() if not line.startswith(f"{key}:")]
        return read("\n".join(lines + ([f"{key}: {value}"] if value else [])))

    assert mistakes(validator, spec(wrong))
    assert not mistakes(validator, spec(right))


@pytest.mark.parametrize("key, value", [("environment", "acrobot"), ("learner", "a2c"), ("optimizer", "sgd")])
def test_what_all_agents_need_may_come_from_elsewhere(validator, key, value):
    whole = read(SPEC)
    del whole[key]
    assert not mistakes(validator, {**whole, "agents": [{"name": "a", key: value}, {"name": "b", key: value}]})
    assert mistakes(validator, {**whole, "agents": [{"name": "a", key: value}, {"name": "b"}]})
    assert not mistakes(validator, {**whole, "arms": {"one": {key: value}}})


def test_learners_without_optimizers_need_none(validator):
    whole = read(SPEC.replace("learner: reinforce", "learner: ucbvi"))
    del whole["optimizer"]
    assert not mistakes(validator, whole)
