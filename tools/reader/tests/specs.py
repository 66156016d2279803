"""Short studies, each with something in its checkpoint that tells what an agent's networks gave.

Networks that are `fixed` gave what memories hold: states with the policy there, transitions with the action taken. A rollout
of ppo keeps the logarithms of the probabilities it was drawn with.
"""

COMMON = """
seeds: [5]
rounds: 5
checkpoint: {every: {rounds: 5}}
measure: [training_return, bytes]
"""
FIXED = COMMON + "optimizer: fixed\n"

REMEMBERED = FIXED + """
round: {episodes: 1}
environment: {cartpole: {maximum_steps: 60}}
learner: reinforce
agents:
  - {name: wide, network: {hidden: [24], activation: relu}}
  - {name: deep, network: {hidden: [8, 12, 5], activation: [tanh, relu, tanh]}}
  - {name: linear, network: {hidden: []}}
  - {name: judged, learner: {a2c: {update: {steps: 7}}}}
federation: [{policy_distillation: {every: {rounds: 4}, upload: {replay_memory: {period: cumulative}}}}]
"""

# The rollout that the last round leaves unfinished was acted by the networks that the checkpoint has.
ROLLOUT = COMMON + """
round: {steps: 27}
environment: cartpole
learner: {ppo: {rollout: 32, batch: 8, epochs: 3, observations: {normalized: {limit: 1.5, epsilon: 1e-4}}}}
network: {hidden: [16, 8], activation: [tanh, relu]}
agents: [{name: a, count: 2}]
"""
STEERING_ROLLOUT = COMMON + """
round: {steps: 27}
environment: pendulum
learner: {ppo: {rollout: 32, batch: 8, epochs: 3, log_deviation: -0.5, observations: normalized}}
network: {hidden: [16]}
agents: [{name: a, count: 2}]
"""

DEEP_Q = FIXED + """
round: {steps: 60}
environment: cartpole
learner: {dqn: {batch: 8, replay: 500, learning_starts: 50, exploration: {epsilon: {from: 0, to: 0}}}}
network: {hidden: [16, 16], activation: tanh}
agents:
  - {name: plain}
  - {name: embedded, network: {inputs: {embedding: 3}}}
  - {name: numbered, network: {inputs: {one_hot: 5}}}
  - {name: double, learner: {double_dqn: {replay: 500, exploration: {epsilon: {from: 0, to: 0}}}}}
  - {name: dueling, learner: {dqn: {replay: 500, exploration: {epsilon: {from: 0, to: 0}}, head: dueling}}}
"""
STEERING = FIXED + """
round: {steps: 60}
environment: {pendulum: {maximum_torque: 1.5}}
learner: {ddpg: {batch: 8, replay: 500, learning_starts: 50, noise: {gaussian: {sigma: 0}}}}
network: {hidden: [32], activation: relu}
agents:
  - {name: plain}
  - {name: embedded, network: {inputs: {embedding: 2}}}
  - {name: limited, environment: {inverted_pendulum: {control_limit: 0.1}}}
"""
# Everything that can stand around a network, after some updates.
TRAINED = COMMON + """
round: {steps: 60}
environment: pendulum
learner: {ddpg: {batch: 8, replay: 500, learning_starts: 50, observations: {normalized: {limit: 1}}}}
network: {hidden: [32], activation: relu, inputs: {embedding: 2}}
optimizer: {adam: {learning_rate: 1e-2}}
agents: [{name: a, count: 2}]
"""


def gaussian(policy, file):
    """Agents whose policies are those of a file: a car that is driven by chance alone."""
    return f"""
seeds: [5]
round: {{episodes: 1}}
rounds: 1
environment: {{mountain_car_continuous: {{maximum_steps: 100}}}}
learner: {{reinforce: {{policy: {policy}}}}}
optimizer: fixed
network: {{hidden: []}}
agents: [{{name: a}}]
initial: {{file: {file}}}
evaluation: {{every: {{rounds: 1}}, episodes: 200, policy: stochastic}}
checkpoint: {{every: {{rounds: 1}}}}
measure: [evaluation_return]
"""


# From state 0 there are two ways: actions 0 and 1, or 2 and 3, in one type the ones lead on to 1 for ever, in the other the others.
TABLES = """
seeds: [5]
round: {updates: 3}
rounds: 4
environment: {two_type: {type: {values: [1, 2]}, reset_weights: [1, 0, 0, 0, 0, 0, 0]}}
agents: [{name: a, count: 2}]
evaluation: {every: {rounds: 4}, exact: true}
checkpoint: {every: {rounds: 4}}
measure: [exact_return]
"""


def table(learner, rate, more=""):
    """Agents of two types with a table each."""
    return f"{TABLES}learner: {learner}\noptimizer: {{sgd: {{learning_rate: {rate}}}}}\n{more}"


FLAT = table("{softmax_policy_gradient: {batch: 5, initial: uniform}}", 0.5)
BITS = table("{softmax_policy_gradient: {batch: 5, head: bits, initial: uniform}}", 0.5)
NATURAL = table("{exact_policy_gradient: {discount: 0.99, initial: uniform}}", 0.002, "replicas: 2\n")
DIRECT = table("{exact_policy_gradient: {discount: 0.99, initial: uniform, parametrization: direct}}", 1e-5)
VALUES = table("{q_learning: {discount: 0.99, initial: uniform}}", 0.5)
