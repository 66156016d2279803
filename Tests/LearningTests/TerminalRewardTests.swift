import Config
import Determinism
import Testing

@testable import Learning

@Suite("Terminal rewards: what learners see at the end, and what scores count")
struct TerminalRewardTests {
    /// Episodes under uniform actions: rewards on the tape, ends, and the sum of scores.
    private func play(_ settings: CanonicalValue) -> (rewards: [Double], ends: [Tape.End], score: Score) {
        let environment = CartPole(.init(CartPole.component.fields, settings))
        let shape = NetworkShape(inputs: 4, hidden: [], activation: .identity, outputs: 2)
        let actor = Actor(
            Network(zeros: shape), .uniform, activations: Activations(shape, capacity: 1), keepsActivations: false)
        let tape = Tape(environment.spaces)
        var world = environment.world(.training(StreamKey(seed: 2, owner: "agent/a")))
        let score = world.roll(actor, until: .episodes(20), onto: tape)
        return (
            (0..<tape.count).map { tape.rewards[$0] }, (0..<tape.count).map { tape.ends[$0] }, score
        )
    }

    private func settings(_ members: (String, CanonicalValue)...) -> CanonicalValue {
        .object(sorting: [("terminal_reward", .object(sorting: members))])
    }

    @Test("The last reward of a terminated episode is replaced on the tape, and only there")
    func replaced() {
        let plain = play(.object([]))
        let shaped = play(settings(("value", .number(-100))))
        #expect(shaped.score == plain.score && plain.score.returns == Double(plain.rewards.count))
        #expect(shaped.ends == plain.ends && plain.ends.filter { $0 == .terminated }.count == 20)
        #expect(shaped.rewards == shaped.ends.map { $0 == .terminated ? -100 : 1 })
    }

    @Test("An episode whose earlier rewards sum to unless_score keeps its last one")
    func spared() {
        let plain = play(.object([]))
        let first = plain.ends.firstIndex(of: .terminated) ?? 0
        let shaped = play(settings(("value", .number(-100)), ("unless_score", .number(Double(first)))))
        var (expected, earlier) = ([Double](), 0)
        for end in plain.ends {
            expected.append(end == .terminated && earlier != first ? -100 : 1)
            earlier = end == .none ? earlier + 1 : 0
        }
        #expect(shaped.rewards == expected && shaped.score == plain.score)
        #expect(expected[first] == 1 && expected.contains(-100))
    }

    @Test("A time limit changes no reward")
    func truncated() {
        let short: CanonicalValue = .object(sorting: [
            ("maximum_steps", .integer(3)), ("terminal_reward", .object(sorting: [("value", .number(-100))])),
        ])
        let shaped = play(short)
        #expect(shaped.ends.filter { $0 == .truncated }.count == 20 && shaped.rewards.allSatisfy { $0 == 1 })
    }
}
