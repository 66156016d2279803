import Diagnostics

/// The studies that whole-cell benchmarks run.
enum BenchmarkStudy {
    /// FedHPD's ten published CartPole agents with an exchange every 5 rounds, and 5000 public states from a box.
    static var published: CellPlan {
        plan(
            """
            concord: 1
            name: benchmark
            seeds: [20]
            round: {episodes: 1}
            rounds: 2000
            environment: cartpole
            learner: {reinforce: {discount: 0.99, normalize_returns: true}}
            network: {activation: relu}
            optimizer: {adam: {learning_rate: 1e-3, decay: {step: {every: {rounds: 100}, factor: 0.95}}}}
            agents:
              - {name: a1,  network: {hidden: [128]}}
              - {name: a2,  network: {hidden: [32, 32]},                       optimizer: {adam: {learning_rate: 2e-3}}}
              - {name: a3,  network: {hidden: [16, 16, 32], activation: tanh}, optimizer: {adam: {learning_rate: 4e-3}}}
              - {name: a4,  network: {hidden: [8, 8, 8]},                      optimizer: {adam: {learning_rate: 5e-4}}}
              - {name: a5,  network: {hidden: [32, 32, 32], activation: tanh}, optimizer: {adam: {learning_rate: 3e-3}}}
              - {name: a6,  network: {hidden: [8, 8]},                         optimizer: {adam: {learning_rate: 7e-4}}}
              - {name: a7,  network: {hidden: [64, 64], activation: tanh}}
              - {name: a8,  network: {hidden: [16, 16]},                       optimizer: {adam: {learning_rate: 5e-4}}}
              - {name: a9,  network: {hidden: [16, 32, 16], activation: tanh}, optimizer: {adam: {learning_rate: 5e-4}}}
              - {name: a10, network: {hidden: [32]},                           optimizer: {adam: {learning_rate: 8e-4}}}
            public_states:
              uniform:
                count: 5000
                ranges:
                  cart_position: [-2.4, 2.4]
                  cart_velocity: [-1.5, 1.5]
                  pole_angle: [-0.2, 0.2]
                  pole_angular_velocity: [-1.5, 1.5]
            federation: [{fedhpd: {every: {rounds: 5}, passes: 5, slices: 2}}]
            checkpoint: {every: {rounds: 100}, keep: 3}
            measure: [training_return, bytes]
            """)
    }

    /// `count` agents whose episodes have one step: little but what the engine does for every agent and round.
    static func crowd(of count: Int) -> CellPlan {
        plan(
            """
            concord: 1
            name: benchmark
            seeds: [1]
            round: {episodes: 1}
            rounds: 100
            environment: {cartpole: {maximum_steps: 1}}
            learner: reinforce
            network: {hidden: [8]}
            optimizer: adam
            agents: [{name: a, count: \(count)}]
            measure: [training_return, bytes]
            """)
    }

    /// Federated TD(0): a hundred agents in copies of one 30-state Garnet, so many steps between two averages.
    static func temporalDifference(steps: Int) -> CellPlan {
        plan(
            """
            concord: 1
            name: benchmark
            seeds: [1]
            round: {steps: \(steps)}
            rounds: 1000000
            environment: {garnet: {states: 30, actions: 2, branching: 5, jitter: 0.02, instance: {uniform: [0, 1e9]}}}
            learner: {td: {discount: 0.9}}
            optimizer: {sgd: {learning_rate: 0.1}}
            agents: [{name: a, count: 100}]
            federation: [fedlsa]
            """)
    }

    /// Sampled policy gradients: two agents in worlds that want opposite actions, five updates between two averages.
    static var sampledGradients: CellPlan {
        plan(
            """
            concord: 1
            name: benchmark
            seeds: [1]
            round: {updates: 5}
            rounds: 200
            environment: {two_type: {type: {values: [1, 2]}}}
            learner: {softmax_policy_gradient: {batch: {episodes: 20}, horizon: 20}}
            optimizer: {sgd: {learning_rate: 0.01}}
            agents: [{name: a, count: 2}]
            federation: [s_fedpg]
            record: {every: {rounds: 200}}
            trace: none
            """)
    }

    /// Optimistic plans of ten agents who meet when visits have doubled: 2000 episodes, so many in a round.
    static func optimisticPlans(episodes: Int) -> CellPlan {
        plan(
            """
            concord: 1
            name: benchmark
            seeds: [1]
            round: {episodes: \(episodes)}
            rounds: \(2000 / episodes)
            environment: {episodic_mdp: {states: 5, actions: 5, horizon: 4}}
            learner: {ucbvi: {bonus: without_logarithms}}
            agents: [{name: a, count: 10}]
            federation: [fed_ucbvi]
            record: {every: {rounds: \(2000 / episodes)}}
            trace: none
            """)
    }

    /// Chains of agents on the policies of their own values: a hundred of two kinds, so many steps between two averages.
    static func sarsa(steps: Int) -> CellPlan {
        plan(
            """
            concord: 1
            name: benchmark
            seeds: [1]
            round: {steps: \(steps)}
            rounds: \(max(1, 20_000 / steps))
            environment: {garnet: {states: 10, actions: 3, branching: 2, kernels: 2, kernel: {values: [0, 1]}, rewards: pairs}}
            learner: sarsa
            optimizer: {sgd: {learning_rate: 0.01}}
            agents: [{name: a, count: 100}]
            federation: [fedsarsa]
            record: {every: {rounds: \(max(1, 20_000 / steps))}}
            trace: none
            """)
    }

    /// A spec with one mistake in its last line, for what starting up to a diagnostic takes.
    static let mistaken = """
        concord: 1
        name: mistaken
        seeds: [1]
        round: {episodes: 1}
        rounds: 10
        environment: {cartpole: {pole_half_lenght: 0.7}}
        agents: [{name: a, count: 10}]
        learner: reinforce

        """

    /// A spec of so many agents, each written out.
    static func long(_ agents: Int) -> String {
        """
        concord: 1
        name: long
        seeds: [1]
        round: {episodes: 1}
        rounds: 10
        environment: cartpole
        learner: reinforce
        agents:

        """
            + (1...agents).map {
                "  - {name: a\($0), network: {hidden: [\(8 + $0 % 56), 32], activation: tanh}, "
                    + "optimizer: {adam: {learning_rate: \(Double(1 + $0 % 9) * 1e-3)}}}\n"
            }.joined()
    }

    /// The plan of a spec that is part of the program.
    static func plan(_ text: String) -> CellPlan {
        var findings = Findings()
        let source = SourceFile(name: "benchmark", text: text)
        guard let study = Study.compile(source, beside: "", in: .standard, into: &findings),
            let cell = study.cells.first
        else {
            preconditionFailure("the benchmark's spec is no longer in the language")
        }
        return study.plan(of: cell)
    }
}
