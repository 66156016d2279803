/// Specs that several suites run.
public enum SampleSpec {
    /// Small enough to run many times in a test: three unlike agents, distillation every second round; one cell of 12 rounds.
    public static let small = """
        concord: 1
        name: small
        seeds: [3]
        round: {episodes: 1}
        rounds: 12
        environment: {cartpole: {maximum_steps: 60}}
        learner: reinforce
        optimizer: {adam: {learning_rate: 1e-2, decay: {step: {every: {rounds: 4}, factor: 0.5}}}}
        agents:
          - {name: a, network: {hidden: [16]}}
          - {name: b, network: {hidden: [8, 24], activation: tanh}}
          - {name: c, network: {hidden: [40]}, environment: {cartpole: {pole_half_length: {uniform: [0.3, 0.7]}}}}
        public_states:
          uniform:
            count: 64
            ranges: {cart_position: [-1, 1], cart_velocity: [-1, 1], pole_angle: [-0.2, 0.2], pole_angular_velocity: [-1, 1]}
        federation: [{fedhpd: {every: {rounds: 2}}}]
        evaluation: {every: {rounds: 3}, episodes: 2, policy: greedy, worlds: [own, nominal]}
        checkpoint: {every: {rounds: 4}, keep: 2}
        measure: [training_return, evaluation_return, {rounds_to: {window: 3, at_least: 15}}, bytes]

        """
}
