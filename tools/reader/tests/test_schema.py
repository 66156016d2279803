"""`concord schema` by a real validator: what ships is valid, and what no reading of it can accept is not."""

import json

import pytest
import shortened
import yaml
from conftest import ROOT, concord

jsonschema = pytest.importorskip("jsonschema")

# Codes of mistakes that a schema sees. All others are about what stands elsewhere, in files, or in the text itself.
SEEN = {
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
