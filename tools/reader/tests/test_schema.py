"""`concord schema` by a real validator: what ships is valid, and what no reading of it can accept is not."""

import json

import pytest
import shortened
import yaml
from conftest import ROOT, concord

jsonschema = pytest.importorskip("jsonschema")

# Codes of mistakes that a schema sees. No keyword of JSON Schema compares what stands at two places.
SEEN = {
    "plan-other-engine", "edit-sweep-shape", "seeds-malformed", "spec-missing-key", "spec-wrong-type",
    "spec-bad-name", "spec-list-length", "spec-not-available", "spec-not-one-kind", "spec-out-of-range",
    "spec-range-not-allowed", "spec-retired-key", "spec-unknown-key", "spec-unknown-kind", "spec-unknown-word", "ten-mistakes",
}

# Codes of mistakes in what a spec means: each key is well formed, and what stands elsewhere, or what comes of it, is in its way.
MEANT = {
    "adaptation-unfit", "agent-duplicate-name", "agent-unknown-member", "agent-unknown-network",
    "checkpoint-name-taken", "checkpoint-too-large", "edit-meets-nothing", "edit-sweep-never-applies",
    "edit-too-many-arms", "edit-unknown-path", "evaluation-few-episodes", "evaluation-no-model", "evaluation-unfit",
    "federation-beyond-tolerance", "federation-duplicate-name", "federation-misfit", "federation-needs-public-states",
    "federation-never-fires", "federation-one-participant", "federation-own-parts-averaged",
    "federation-unequal-architectures", "federation-unequal-spaces", "federation-unfit-axes",
    "federation-unfit-learner", "federation-unfit-start", "federation-unknown-part", "initial-unfit",
    "learner-no-replicas", "learner-round-unit", "learner-unfit-spaces", "measure-duplicate-name",
    "measure-needs-evaluation", "measure-silent", "measure-unfit", "method-conflict", "network-activations",
    "optimizer-decay-unfit", "optimizer-unfit", "range-malformed",
    "range-reaches-illegal-values", "range-unknown-source", "spec-out-of-order", "spec-without-effect",
    "spec-written-twice", "stage-snapshots-outside-training", "stage-unfit-states", "stage-wrong-components",
    "stop-no-threshold", "stop-unknown-measure", "study-long-name", "study-long", "study-many-cells", "study-memory",
    "time-not-in-rounds", "worlds-reserved-name", "worlds-unequal-spaces", "worlds-unknown-set", "worlds-unused",
}

# Faults of the text or of files come before a schema is asked anything.
OF_TEXT = ("yaml-", "file-")


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


def invalid(code):
    return read((ROOT / f"experiments/invalid/{code}.yaml").read_text())


@pytest.mark.parametrize("code", sorted(SEEN))
def test_mistakes_that_a_schema_can_see_are_seen(validator, code):
    assert mistakes(validator, invalid(code))


@pytest.mark.parametrize("code", sorted(MEANT))
def test_mistakes_of_meaning_are_well_formed(validator, code):
    assert mistakes(validator, invalid(code)) == []


def test_every_invalid_spec_is_one_or_the_other():
    codes = {file.stem for file in (ROOT / "experiments/invalid").glob("*.yaml") if not file.stem.startswith(OF_TEXT)}
    assert SEEN | MEANT == codes and not SEEN & MEANT


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
