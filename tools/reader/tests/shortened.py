"""Studies as specs that run for some rounds: the same agents, exchanges, worlds and measures."""

import re

import yaml

TAG = "tag:yaml.org,2002:"
ROUNDS = 6


class Loader(yaml.SafeLoader):
    """Reads scalars as Concord does: `1e-3` is a number, `no` is text."""


Loader.yaml_implicit_resolvers = {}
for _name, _pattern, _first in [
    ("bool", r"true|false", "tf"),
    ("null", r"null|~|", ["n", "~", ""]),
    ("int", r"[-+]?[0-9]+", "-+0123456789"),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", "-+.0123456789"),
    ("merge", r"<<", "<"),
]:
    Loader.add_implicit_resolver(TAG + _name, re.compile(f"^(?:{_pattern})$"), list(_first))


def spec(text):
    """The text of a short spec."""
    found = yaml.load(text, Loader)
    found.update(seeds=[20], rounds=ROUNDS, checkpoint={"every": {"rounds": 4}, "keep": 9})
    if "evaluation" in found:
        found["evaluation"]["every"] = {"rounds": ROUNDS}
        if "episodes" in found["evaluation"]:
            found["evaluation"]["episodes"] = 2
    if found.get("replicas", 1) > 3:
        found["replicas"] = 3
    rollouts = (found.get("public_states") or {}).get("rollouts")
    if rollouts:
        rollouts.update(train={"rounds": 8}, snapshots={"from": 4, "to": 8, "every": 2}, episodes=2)
        rollouts["select"]["clusters"].update(count=2, each=20, components=2)
    for agents in found.get("agents", []):
        agents["count"] = min(agents.get("count", 1), 12) if "count" in agents else 1
        if agents["count"] == 1:
            del agents["count"]
    for key in ("record", "stop"):
        found.pop(key, None)
    # Of a factor that is swept, two levels tell what the others do.
    for factor in (found.get("sweep") or {}).values():
        for path in list(factor):
            if isinstance(factor[path], list):
                factor[path] = factor[path][:2]
    own = ("rounds", "checkpoint", "record", "stop", "replicas", "seeds")
    for arm in (found.get("arms") or {}).values():
        for path in list(arm or {}):
            if path.split(".")[0] in own or path.startswith(("evaluation.every", "public_states.rollouts.train")):
                del arm[path]
    return yaml.safe_dump(found, sort_keys=False, allow_unicode=True, width=10**6)
