import Config
import Determinism
import TestSupport
import Testing

@testable import Learning

@Suite("CartPole against Gymnasium's trajectories")
struct CartPoleTests {
    /// The constants of each recorded episode, under our names.
    static let names = [
        ("gravity", "gravity"), ("length", "pole_half_length"), ("masspole", "pole_mass"), ("masscart", "cart_mass"),
        ("force_mag", "force"), ("tau", "time_step"), ("kinematics_integrator", "integrator"),
    ]

    struct Episode {
        let label: String
        let cartPole: CartPole
        let value: CanonicalValue

        func numbers(_ key: String) -> [[Double]] {
            (value[key]?.elements ?? []).map { $0.elements.compactMap(\.asNumber) }
        }
    }

    static func episodes() throws -> [Episode] {
        try (Fixture.json("CartPole-v1")["episodes"]?.elements ?? []).map { episode in
            let overrides = episode["overrides"]?.members ?? []
            let settings = overrides.map { override in
                (names.first { $0.0 == override.key }?.1 ?? override.key, word(override.value))
            }
            return Episode(
                label: episode["label"]?.asText ?? "",
                cartPole: CartPole(Settings(CartPole.component.fields, .object(sorting: settings))), value: episode)
        }
    }

    private static func word(_ value: CanonicalValue) -> CanonicalValue {
        value.asText == "semi-implicit" ? .text("semi_implicit") : value
    }

    @Test("Each single step agrees within 1e-12, rewards and flags exactly")
    func singleSteps() throws {
        let episodes = try Self.episodes()
        #expect(episodes.count == 7)
        for episode in episodes {
            let states = episode.numbers("states")
            let actions = (episode.value["actions"]?.elements ?? []).compactMap(\.asInteger)
            let rewards = (episode.value["rewards"]?.elements ?? []).compactMap(\.asNumber)
            let terminated = (episode.value["terminated"]?.elements ?? []).compactMap(\.asBoolean)
            let initial = (episode.value["initial_state"]?.elements ?? []).compactMap(\.asNumber)
            #expect(states.count == actions.count && terminated.count == actions.count && !actions.isEmpty)
            var stream = StreamKey(seed: 0, owner: "test").stream(.environment)
            for step in actions.indices {
                let from = step == 0 ? initial : states[step - 1]
                var state = CartPole.State(
                    position: from[0], velocity: from[1], angle: from[2], angularVelocity: from[3])
                let transition = episode.cartPole.step(&state, Action(index: actions[step]), &stream)
                let reached = [state.position, state.velocity, state.angle, state.angularVelocity]
                for (ours, theirs) in zip(reached, states[step]) {
                    #expect(abs(ours - theirs) <= 1e-12, "\(episode.label), step \(step)")
                }
                #expect(transition.reward == rewards[step])
                #expect(transition.terminated == terminated[step], "\(episode.label), step \(step)")
            }
        }
    }

    @Test("Observations are the states rounded to Float32")
    func observations() throws {
        for episode in try Self.episodes() {
            let pairs = zip(episode.numbers("states"), episode.numbers("observations"))
            for (state, observation) in pairs {
                var row = [Float](repeating: 0, count: 4)
                episode.cartPole.observe(
                    CartPole.State(position: state[0], velocity: state[1], angle: state[2], angularVelocity: state[3]),
                    into: &row)
                #expect(row == observation.map { Float($0) })
            }
        }
    }

    @Test("The limits are the first values beyond which an episode ends")
    func limits() {
        let cartPole = CartPole(Settings(CartPole.component.fields, .object([])))
        var stream = StreamKey(seed: 0, owner: "test").stream(.environment)
        let cases: [(Double, Double, Bool)] = [(2.4, 0, false), (2.4.nextUp, 0, true), (0, 0.2095, true)]
        for (position, angle, ends) in cases {
            // Without velocity, explicit Euler leaves positions where they are for one step.
            var state = CartPole.State(position: position, velocity: 0, angle: angle, angularVelocity: 0)
            #expect(cartPole.step(&state, Action(index: 0), &stream).terminated == ends)
        }
    }
}
