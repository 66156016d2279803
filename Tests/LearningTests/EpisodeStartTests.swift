import Config
import Determinism
import Testing

@testable import Learning

@Suite("Where episodes begin")
struct EpisodeStartTests {
    private let key = StreamKey(seed: 4, owner: "agent/a")

    private func environment(_ start: String?) -> InvertedPendulum {
        let members = start.map { [("start", CanonicalValue.text($0))] } ?? []
        return InvertedPendulum(Settings(InvertedPendulum.component.fields, .object(sorting: members)))
    }

    /// The first observations of some episodes under uniform controls, and their lengths.
    private func play(_ start: String?, _ streams: WorldStreams, episodes: Int) throws -> [(first: [Float], steps: Int)]
    {
        let environment = environment(start)
        let shape = NetworkShape(inputs: 4, hidden: [], activation: .identity, outputs: 1)
        let actor = Actor(
            Network(zeros: shape), .uniform, in: ControlBox(environment.spaces.action),
            activations: Activations(shape, capacity: 1), keepsActivations: false)
        let tape = Tape(environment.spaces)
        var world = environment.world(streams)
        return (0..<episodes).map { _ in
            tape.clear()
            let score = world.roll(actor, until: .episodes(1), onto: tape)
            return ((0..<4).map { tape.observations[$0] }, score.steps)
        }
    }

    @Test("Every episode begins where the first one of training did, evaluations too, and goes on differently")
    func same() throws {
        let given = try play(nil, .training(key), episodes: 6)
        let training = try play("same_every_episode", .training(key), episodes: 6)
        let evaluation = try play("same_every_episode", .evaluation(key, round: 40), episodes: 6)
        #expect(training.allSatisfy { $0.first == given[0].first })
        #expect(evaluation.allSatisfy { $0.first == given[0].first })
        #expect(Set(training.map(\.steps)).count > 1)
        #expect(Set(given.map(\.first)).count == 6)
        let other = try play("same_every_episode", .training(StreamKey(seed: 5, owner: "agent/a")), episodes: 1)
        #expect(other[0].first != given[0].first)
    }

    @Test("Unless told, every start is drawn: not a bit differs from episodes without the setting")
    func anew() throws {
        let (one, other) = (
            try play(nil, .training(key), episodes: 6), try play("new_every_episode", .training(key), episodes: 6)
        )
        #expect(zip(one, other).allSatisfy { $0.first == $1.first && $0.steps == $1.steps })
    }

    @Test("An episode that is looked at begins where it was played")
    func footage() throws {
        let environment = environment("same_every_episode")
        let streams = WorldStreams.evaluation(key, round: 3)
        let shape = NetworkShape(inputs: 4, hidden: [], activation: .identity, outputs: 1)
        let actor = Actor(
            Network(zeros: shape), .uniform, in: ControlBox(environment.spaces.action),
            activations: Activations(shape, capacity: 1), keepsActivations: false)
        let tape = Tape(environment.spaces)
        var world = environment.world(streams, from: 5)
        let score = world.roll(actor, until: .episodes(1), onto: tape)
        let footage = environment.footage(along: tape, streams, episode: 5, isDrawn: false, atMost: 2000)
        #expect(footage.total == score.returns)
        #expect(footage.moments[0].observation == (0..<4).map { tape.observations[$0] })
        #expect(footage.moments.last?.observation == (0..<4).map { tape.nextObservation[$0] })
    }
}
