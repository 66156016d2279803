"""Parts in NumPy, PyTorch and ONNX against what Concord's own agents gave, and against one another."""

import math

import h5py
import numpy as np
import pytest
import specs

from concord_reader import NetworkPart, TablePart, Unfit

torch = pytest.importorskip("torch")
pytest.importorskip("onnx")
onnxruntime = pytest.importorskip("onnxruntime")


class Ways:
    """One part of an agent by all three ways; what they give is compared, and NumPy's is returned."""

    def __init__(self, checkpoint, agent, name, directory, bounds=None):
        self.part = checkpoint.part(agent, name, bounds)
        self.module = checkpoint.to_torch_module(agent, name, bounds)
        file = directory / f"{agent}-{name}.onnx"
        checkpoint.to_onnx(agent, file, name, bounds)
        self.session = onnxruntime.InferenceSession(file, providers=["CPUExecutionProvider"])

    def __call__(self, observations, tolerance=2e-6):
        observations = np.asarray(observations, np.float32)
        with torch.no_grad():
            rows = torch.from_numpy(observations)
            given = {"outputs": self.module.outputs(rows), "distribution": self.module(rows)}
            names = [output.name for output in self.session.get_outputs()]
            if "greedy" in names:
                given["greedy"] = self.module.greedy(rows)
        run = dict(zip(names, self.session.run(None, {"observation": observations})))
        assert set(run) == set(given)
        for name, found in given.items():
            own = getattr(self.part, name)(observations)
            assert run[name].shape == tuple(found.shape) == own.shape, name
            assert found.numpy().dtype.kind == run[name].dtype.kind == own.dtype.kind, name
            np.testing.assert_allclose(found.numpy(), own, rtol=tolerance, atol=tolerance, err_msg=name)
            np.testing.assert_allclose(run[name], own, rtol=tolerance, atol=tolerance, err_msg=name)
        return self.part.distribution(observations)


@pytest.mark.parametrize("agent", ["wide", "deep", "linear", "judged"])
def test_softmax_policies_are_those_that_agents_remembered(checkpoint, tmp_path, agent):
    with checkpoint(specs.REMEMBERED) as found:
        memory = found.file[f"federation/replay_memory/{agent}"]
        states, policy = memory["state"][()], memory["policy"][()]
        ways = Ways(found, agent, "policy", tmp_path)
    assert len(states) > 20 and policy.std() > 1e-3
    np.testing.assert_allclose(ways(states), policy, rtol=1e-6, atol=1e-6)


def test_a_normalized_policy_draws_with_the_probabilities_of_its_rollout(checkpoint, tmp_path):
    with checkpoint(specs.ROLLOUT) as found:
        for agent in found.agents:
            rollout = found.file[f"agents/{agent}/rollout"]
            count = int(rollout["count"][()])
            assert count == 7
            states, actions = rollout["observations"][:count], rollout["actions"][:count]
            ways = Ways(found, agent, None, tmp_path)
            front = ways.part.front
            assert np.abs(front.mean).max() > 1e-3 and front.limit == 1.5
            np.testing.assert_allclose(
                np.log(ways(states)[range(count), actions]), rollout["log_probabilities"][:count], rtol=0, atol=2e-6)
            # Far away, observations are cut at the limit.
            far = Ways(found, agent, "value", tmp_path)
            far([[1e6, 1e6, 1e6, 1e6], [-1e6, 0, 3e5, 1]])
            np.testing.assert_array_equal(front([[1e6, -1e6, 1e6, 1e6]]), [[1.5, -1.5, 1.5, 1.5]])


def test_controls_are_drawn_with_the_densities_of_the_rollout(checkpoint, tmp_path):
    with checkpoint(specs.STEERING_ROLLOUT) as found:
        for agent in found.agents:
            rollout = found.file[f"agents/{agent}/rollout"]
            count = int(rollout["count"][()])
            states, controls = rollout["observations"][:count], rollout["controls"][:count, 0]
            made = Ways(found, agent, "policy", tmp_path)(states)
            mean, deviation = made[:, 0].astype(float), made[:, 1].astype(float)
            density = -(((controls - mean) / deviation) ** 2) / 2 - np.log(deviation) - math.log(2 * math.pi) / 2
            assert abs(deviation[0] - math.exp(-0.5)) > 1e-5
            np.testing.assert_allclose(density, rollout["log_probabilities"][:count], rtol=0, atol=2e-5)


@pytest.mark.parametrize("policy, positive, offset", [
    ("gaussian", "softplus", 1e-6),
    ("{gaussian: {std: {head: exp}, offset: 0.05}}", "exp", 0.05),
    ("{gaussian: {std: {head: softplus}, offset: 0.1}}", "softplus", 0.1),
])
def test_a_gaussian_head_has_the_means_and_deviations_that_are_evaluated(
    study, tmp_path, policy, positive, offset
):
    file = tmp_path / "policy.h5"
    biases = np.array([0.125, -1.5], np.float32)
    with h5py.File(file, "w") as made:
        layer = made.create_group("agents/a/policy/layers/0")
        layer["weight"], layer["bias"] = np.zeros((2, 2), np.float32), biases
    (run,) = study(specs.gaussian(policy, file)).runs
    with run.checkpoint() as found:
        mean, deviation = Ways(found, "a", "policy", tmp_path)([[-0.5, 0]])[0].astype(float)
    z = float(biases[1])
    expected = math.log1p(math.exp(z)) if positive == "softplus" else math.exp(z)
    np.testing.assert_allclose([mean, deviation], [biases[0] + offset, expected + offset], rtol=1e-7)
    # A step costs 0.1 u², whatever is seen: 200 episodes of 100 steps tell E u² = mean² + deviation².
    (returned,) = [number for _, name, _, _, number in run.measurements() if name == "evaluation_return"]
    assert -returned / 10 == pytest.approx(mean**2 + deviation**2, rel=0.03)


@pytest.mark.parametrize("agent", ["plain", "embedded", "numbered", "double", "dueling"])
def test_the_best_action_is_the_one_that_was_taken(checkpoint, tmp_path, agent):
    with checkpoint(specs.DEEP_Q) as found:
        replay = found.file[f"agents/{agent}/replay"]
        count = int(replay["count"][()])
        states, actions = replay["observations"][:count], replay["actions"][:count]
        ways = Ways(found, agent, None, tmp_path)
        lead = ways.part.front.lead
        Ways(found, agent, "q_target", tmp_path)(states)
    assert count == 300
    assert (lead is None) == (agent in ("plain", "double", "dueling"))
    if agent == "numbered":
        np.testing.assert_array_equal(lead, [0, 0, 1, 0, 0])
    ways(states)
    np.testing.assert_array_equal(ways.part.greedy(states), actions)


@pytest.mark.parametrize("agent", ["plain", "embedded", "limited"])
def test_controls_are_those_that_were_taken(checkpoint, tmp_path, agent):
    with checkpoint(specs.STEERING) as found:
        replay = found.file[f"agents/{agent}/replay"]
        count = int(replay["count"][()])
        states, controls = replay["observations"][:count], replay["controls"][:count]
        ways = Ways(found, agent, "actor", tmp_path)
        np.testing.assert_allclose(ways(states), controls, rtol=2e-6, atol=2e-6)
        # The critic takes the controls behind the observation.
        Ways(found, agent, "critic", tmp_path)(np.concatenate([states, controls], axis=1))
        with pytest.raises(ValueError):
            found.part(agent, "critic").outputs(states)
        half = found.part(agent, "actor", bounds=(-4, 6))
    np.testing.assert_allclose(half.head.center, [1])
    np.testing.assert_allclose(half.head.half, [5])


def test_every_network_of_a_trained_agent_is_the_same_in_all_ways(checkpoint, tmp_path):
    generator = np.random.default_rng(1)
    with checkpoint(specs.TRAINED) as found:
        for agent in found.agents:
            for name in found.networks(agent):
                if "embedding" in name:
                    with pytest.raises(Unfit):
                        found.part(agent, name)
                    continue
                ways = Ways(found, agent, name, tmp_path)
                assert ways.part.front.lead is not None and ways.part.front.mean.size == 3
                ways(generator.normal(size=(50, ways.part.front.width)), tolerance=1e-5)
        tensors = found.state_dict("a1", "actor")
        module = found.to_torch_module("a1", "actor")
    module.layers.load_state_dict(tensors)


def value(away, discount=0.99):
    """What state 0 is worth where another one, which pays 1 for ever, is reached with a probability at every step."""
    return discount * away / (1 - discount) / (1 - discount * (1 - away))


@pytest.mark.parametrize("name", ["FLAT", "BITS", "NATURAL", "DIRECT", "VALUES"])
def test_tables_are_the_policies_whose_returns_were_computed(study, tmp_path, name):
    (run,) = study(getattr(specs, name)).runs
    states = np.eye(7, dtype=np.float32)
    returns = {agent: number for _, measure, _, agent, number in run.measurements() if measure == "exact_return"}
    with run.checkpoint() as found:
        assert list(returns) == found.agents and len(returns) == (4 if name == "NATURAL" else 2)
        for agent in found.agents:
            ways = Ways(found, agent, None, tmp_path)
            made = ways(states)
            if name == "VALUES":
                made = np.eye(4)[ways.part.greedy(states)]
            np.testing.assert_allclose(made.sum(axis=1), 1)
            leaving = made[0, 2:].sum() if agent.startswith("a1") else made[0, :2].sum()
            assert returns[agent] == pytest.approx(value(leaving), rel=1e-9)


def test_parts_that_are_not_there_are_refused_by_name(checkpoint):
    with checkpoint(specs.STEERING) as found:
        with pytest.raises(KeyError, match="agent plain has no part policy, but actor, .*critic"):
            found.part("plain", "policy")
        with pytest.raises(KeyError, match="has no agent a9, but plain, embedded, limited"):
            found.part("a9")
        assert isinstance(found.part("plain"), NetworkPart)
        with pytest.raises(Unfit, match="chooses no action"):
            found.part("plain", "critic").greedy(np.zeros((1, 4)))
    with checkpoint(specs.FLAT) as found:
        assert isinstance(found.part("a1"), TablePart)
        with pytest.raises(ValueError, match="one per state"):
            found.part("a1").outputs([[1, 0]])
