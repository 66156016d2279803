import Config
import Determinism
import TestSupport
import Testing

@testable import Learning

/// Trajectories that Gymnasium recorded, and what holds for an environment that follows them.
struct GymnasiumTrajectory<E: Environment> {
    /// The fixture's name.
    let fixture: String
    /// Gymnasium's names of constants, and ours.
    let names: [(theirs: String, ours: String)]
    let state: ([Double]) -> E.State
    let numbers: (E.State) -> [Double]
    /// The environment of an episode, which may say more of it than our fields do.
    var environment: (CanonicalValue, Settings) -> E = { E($1) }
    /// Whether an episode goes on from the state it came to, not from the recorded one.
    var runsFreely = false
    /// Takes a recorded action, given as numbers.
    var move: (E, inout E.State, [Double]) -> Transition = { environment, state, action in
        var stream = StreamKey(seed: 0, owner: "test").stream(.environment)
        return environment.step(&state, Action(index: Int(action[0])), &stream)
    }
    /// How far a state may be off after a step of an episode, and a reward.
    var tolerance: (_ episode: String, _ step: Int) -> (state: Double, reward: Double) = { _, _ in (1e-12, 0) }

    /// Holds every single step and observation of every episode against the recording.
    ///
    /// - Returns: how many episodes were compared.
    func compare() throws -> Int {
        let episodes = try Fixture.json(fixture)["episodes"]?.elements ?? []
        for episode in episodes {
            let name = try #require(episode["label"]?.asText)
            let label = "\(fixture) \(name)"
            let environment = environment(episode, Settings(E.component.fields, settings(episode)))
            let states = rows(episode, "states")
            let actions = (episode["actions"]?.elements ?? []).map { action in
                action.asNumber.map { [$0] } ?? action.elements.compactMap(\.asNumber)
            }
            let rewards = (episode["rewards"]?.elements ?? []).compactMap(\.asNumber)
            let terminated = (episode["terminated"]?.elements ?? []).compactMap(\.asBoolean)
            let initial = (episode["initial_state"]?.elements ?? []).compactMap(\.asNumber)
            try #require(states.count == actions.count && terminated.count == actions.count && !actions.isEmpty)
            var state = self.state(initial)
            for step in actions.indices {
                if !runsFreely && step > 0 { state = self.state(states[step - 1]) }
                let transition = move(environment, &state, actions[step])
                let tolerance = tolerance(name, step)
                let gap = zip(numbers(state), states[step]).map { abs($0 - $1) }.max() ?? .infinity
                #expect(gap <= tolerance.state, "\(label), step \(step)")
                #expect(abs(transition.reward - rewards[step]) <= tolerance.reward, "\(label), step \(step)")
                #expect(transition.terminated == terminated[step], "\(label), step \(step)")
            }
            for (state, observation) in zip(states, rows(episode, "observations")) {
                var row = [Float](repeating: 0, count: environment.spaces.observation.count)
                environment.observe(self.state(state), into: &row)
                // cos and sin in Float64 may differ by one rounding before they become Float32, or Gymnasium leaves Float64.
                let gap = zip(row, observation).map { abs(Double($0) - $1) / max(1, abs($1)) }.max() ?? .infinity
                #expect(gap <= 6e-8 && row.count == observation.count, "\(label)")
            }
        }
        return episodes.count
    }

    private func rows(_ episode: CanonicalValue, _ key: String) -> [[Double]] {
        (episode[key]?.elements ?? []).map { $0.elements.compactMap(\.asNumber) }
    }

    private func settings(_ episode: CanonicalValue) -> CanonicalValue {
        .object(
            sorting: (episode["overrides"]?.members ?? []).map { override in
                let word = override.value.asText.map { $0 == "semi-implicit" ? "semi_implicit" : $0 }
                let name = names.first { $0.theirs == override.key }?.ours ?? override.key
                return (name, word.map(CanonicalValue.text) ?? override.value)
            })
    }
}
