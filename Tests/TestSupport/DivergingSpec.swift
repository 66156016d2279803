/// A study whose agents soon have numbers that are not finite: every kind of learner, attack, guard and aggregate that can make some.
public struct DivergingSpec: Sendable, CustomStringConvertible {
    /// What diverges.
    public let description: String
    /// The spec: one cell, a meeting after every second of six rounds, or after every one where it takes more of them.
    public let text: String
    /// How many rounds it has.
    public let rounds: Int

    private init(_ name: String, _ ground: String, _ exchange: String, rounds: Int = 6) {
        description = "\(name): \(exchange)"
        self.rounds = rounds
        text = """
            concord: 1
            name: diverging
            seeds: [3]
            \(ground)
            rounds: \(rounds)
            agents: [{name: a, count: 4}]
            federation: [\(exchange)]
            measure: [training_return, bytes]
            checkpoint: {every: {rounds: 3}, keep: 100}

            """
    }

    private static func average(_ axes: String = "", every: Int = 2) -> String {
        "{parameter_average: {every: {rounds: \(every)}\(axes.isEmpty ? "" : ", \(axes)")}}"
    }

    private static func liar(_ attack: String) -> String { "faults: [{byzantine: {count: 1, attack: \(attack)}}]" }

    private static let cartPole = "environment: {cartpole: {maximum_steps: 40}}"
    private static let cliff = "environment: {windy_cliff: {wind: {uniform: [0, 1]}}}\nround: {updates: 2}"

    private static let actor = """
        environment: pendulum
        learner: {ddpg: {learning_starts: 20, batch: 8, replay: 100, robust: {omega: 0.1}}}
        network: {hidden: [24], activation: tanh}
        optimizer: {adam: {learning_rate: 1e38}}
        round: {steps: 40}
        """
    private static let proximal = """
        environment: pendulum
        learner: {ppo: {rollout: 32, batch: 8}}
        network: {hidden: [24]}
        optimizer: {adam: {learning_rate: 1e37}}
        round: {steps: 40}
        """
    private static let gaussian = """
        environment: {inverted_pendulum: {maximum_steps: 40}}
        learner: {reinforce: {policy: gaussian}}
        network: {hidden: [24], activation: tanh}
        optimizer: {sgd: {learning_rate: 1e38}}
        round: {episodes: 2}
        """
    private static let deep = """
        \(cartPole)
        learner: {dqn: {learning_starts: 20, batch: 8, replay: 100}}
        network: {hidden: [24, 17]}
        optimizer: {sgd: {learning_rate: 1e38, momentum: 0.9}}
        round: {steps: 40}
        """
    private static let judged = """
        \(cartPole)
        learner: a2c
        network: {hidden: [24]}
        optimizer: {adamw: {learning_rate: 1e37}}
        round: {episodes: 2}
        """
    private static let td = """
        environment: {garnet: {states: 6, actions: 2, branching: 2, features: 4, seed: 42}}
        learner: {td: {discount: 0.9, policy: {random_subset: {actions: 1, seed: 42}}}}
        optimizer: {sgd: {learning_rate: 3e38}}
        round: {steps: 20}
        """
    private static let sarsa = """
        environment: {garnet: {states: 6, actions: 2, branching: 2, features: 4, seed: 42, rewards: pairs}}
        learner: {sarsa: {discount: 0.9, temperature: 1}}
        optimizer: {sgd: {learning_rate: 3e38}}
        round: {steps: 20}
        """
    private static let corridor = """
        environment: {corridor: {cells: 3}}
        optimizer: {sgd: {learning_rate: 3e38}}
        round: {steps: 20}
        """
    private static let policies = """
        \(cartPole)
        learner: reinforce
        network: {hidden: [8, 24]}
        optimizer: {sgd: {learning_rate: 1e38}}
        round: {episodes: 2}
        public_states:
          uniform:
            count: 40
            ranges: {cart_position: [-1, 1], cart_velocity: [-1, 1], pole_angle: [-0.2, 0.2], pole_angular_velocity: [-1, 1]}
        """

    /// All of them.
    public static let all: [DivergingSpec] =
        [
            DivergingSpec("ddpg", actor, average()),
            DivergingSpec("ddpg", actor, average("protect: [{clip: 1e30}, {gaussian: 1e30}, {quantize: 9}, seal]")),
            DivergingSpec("ddpg", actor, average("aggregate: multi_krum, \(liar("{random_direction: 1e38}"))")),
            DivergingSpec("ddpg", actor, average("weights: similarity, digest: {soft: 0.3}")),
            DivergingSpec("ppo", proximal, average("aggregate: median, \(liar("{scaled: 1e38}"))")),
            DivergingSpec("ppo", proximal, average("upload: delta, server: {optimizer: adam}")),
            DivergingSpec(
                "ppo", proximal, average("protect: [{gaussian: {multiplier: 1e38, sensitivity: 1e10}}, mask]")),
            DivergingSpec("gaussian", gaussian, average("aggregate: {trimmed_mean: 0.25}")),
            DivergingSpec("gaussian", gaussian, average(liar("{scaled: 1e38}"))),
            DivergingSpec("dqn", deep, average("aggregate: geometric_median, \(liar("collusion"))")),
            DivergingSpec("a2c", judged, average("protect: [{gaussian: {multiplier: 1e38, sensitivity: 1e10}}]")),
            DivergingSpec("a2c", judged, "{frd: {every: {rounds: 2}, protect: [seal]}}"),
            DivergingSpec("reinforce", policies, "{fedhpd: {every: {rounds: 2}, protect: [{quantize: 7}, seal]}}"),
            DivergingSpec("td", td, average("aggregate: minimum_diameter, \(liar("{scaled: 3e38}"))")),
            DivergingSpec("td", td, "{scafflsa: {every: {rounds: 2}}}"),
            DivergingSpec("sarsa", sarsa, average()),
            DivergingSpec(
                "online_table", "\(corridor)\nlearner: online_table", average(liar("{scaled: 3e38}"))),
            DivergingSpec(
                "online sarsa", "\(corridor)\nlearner: {online_table: {rule: sarsa}}", average("digest: {soft: 0.3}")),
            DivergingSpec(
                "sarsa without noise", sarsa.replacing("sarsa: {", with: "sarsa: {sampling: expected, "), average()),
        ]
        + [
            "value_iteration", "q_learning", "exact_policy_gradient",
            "softmax_policy_gradient",
        ].map {
            DivergingSpec(
                $0, "\(cliff)\nlearner: \($0)\noptimizer: {sgd: {learning_rate: 1}}",
                average(liar("{scaled: 3e38}"), every: 1), rounds: 12)
        }
}
