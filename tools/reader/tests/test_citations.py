"""`concord cite` against a real parser of BibTeX."""

import json
import pathlib
import re

import bibtexparser
import pytest
from conftest import ROOT, concord

FEDHPD = """
seeds: [1]
round: {episodes: 1}
rounds: 4
environment: cartpole
learner: reinforce
optimizer: {adam: {learning_rate: 1e-3}}
network: {hidden: [8]}
agents: [{name: a, count: 2}]
public_states: {uniform: {count: 10, seed: 1, ranges: {cart_position: [-2, 2], cart_velocity: [-1, 1], pole_angle: [-0.2, 0.2], pole_angular_velocity: [-1, 1]}}}
federation: [{fedhpd: {every: {rounds: 2}}}]
checkpoint: {every: {rounds: 4}}
"""


def entries(text):
    """The entries by key: none is lost, none is there twice, and braces are closed."""
    found = bibtexparser.loads(text)
    assert len(found.entries) == len(re.findall(r"(?m)^@", text)) == len({entry["ID"] for entry in found.entries})
    return {entry["ID"]: entry for entry in found.entries}


def test_everything_with_a_source_parses():
    found = entries(concord("cite", "all"))
    assert len(found) > 70
    for entry in found.values():
        assert entry["title"] and int(entry["year"]) > 1900
        for value in entry.values():
            assert not re.search(r"(?<!\\)[&%$#]", value), value
        if "eprint" in entry:
            assert entry["archiveprefix"] == "arXiv"
    told = json.loads(concord("cite", "all", "--json"))["publications"]
    assert {work["key"] for work in told} <= set(found)
    for work in told:
        assert found[work["key"]].get("author", "") == " and ".join(work["authors"])


def test_a_method_and_concord_itself():
    (entry,) = entries(concord("cite", "fedhpd")).values()
    assert entry["author"].startswith("Jiang, Wenzheng and ") and entry["eprint"] == "2502.00870"
    (entry,) = entries(concord("cite", "concord")).values()
    cff = (ROOT / "CITATION.cff").read_text()
    assert f"version: {re.search('version ([0-9.]+)', entry['howpublished'])[1]}\n" in cff
    assert entry["title"].replace("{", "").replace("}", "").lower() == re.search('title: "(.+)"', cff)[1].lower()


@pytest.fixture
def run(checkpoint):
    return checkpoint(FEDHPD)


def test_a_study(run):
    found = entries(concord("cite", pathlib.Path(run.path).parent))
    assert {"jiang2025fedhpd", "williams1992simple", "barto1983neuronlike"} <= set(found)
