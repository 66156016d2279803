import Config
import Determinism
import Foundation
import TestSupport
import Testing

@testable import Learning

/// What holds for every environment in the catalogue.
@Suite("Laws of environments")
struct EnvironmentLaws {
    static let kinds = Language.learning[Environments.name].examples.map(\.kind)

    static func environment(_ kind: String) throws -> any Environment {
        try #require(Language.learning[Environments.name].examples.first { $0.kind == kind }?.product)
    }

    static func actor(_ spaces: Spaces) -> Actor {
        var stream = StreamKey(seed: 3, owner: "agent/a").stream(.initialization)
        let shape = NetworkShape(
            inputs: spaces.observation.count, hidden: [8], activations: [.tanh],
            outputs: spaces.action.outputs)
        return Actor(
            Network(shape, from: &stream), .stochastic, in: ControlBox(spaces.action),
            activations: Activations(shape, capacity: 1), keepsActivations: false)
    }

    static func column(_ tape: Tape) -> [Float] {
        Array(UnsafeBufferPointer(start: tape.observations, count: tape.count * tape.observationWidth))
    }

    /// Checkpoints say of every number of a world what it is, and a rerun has to say the same.
    /// `CONCORD_RECORD=1 swift test --filter EnvironmentLaws` writes what there is; append only.
    @Test("What checkpoints say of a world's numbers is what they always said", arguments: kinds)
    func words(kind: String) throws {
        let component = try #require(Language.learning[Environments.name][kind])
        let found = CanonicalValue.object(
            sorting: component.fields.map { ($0.key, .list([.text($0.summary), .text($0.unit ?? "")])) })
        let path = Fixture.path("environment-words/\(kind).json")
        if ProcessInfo.processInfo.environment["CONCORD_RECORD"] != nil {
            try Data((found.prettyJSON + "\n").utf8).write(to: URL(fileURLWithPath: path))
        }
        #expect(try found == Fixture.json("environment-words/\(kind)"))
    }

    @Test("Steps played in pieces, saved and restored between them, are the steps played at once", arguments: kinds)
    func pieces(kind: String) throws {
        let environment = try Self.environment(kind)
        let key = StreamKey(seed: 7, owner: "agent/a")
        let actor = Self.actor(environment.spaces)
        let whole = Tape(environment.spaces)
        var world = environment.world(.training(key))
        let score = world.roll(actor, until: .steps(1500), onto: whole)
        #expect(whole.count == 1500 && score.steps == 1500 && score.episodes > 0)

        let pieces = Tape(environment.spaces)
        var sum = Score()
        var saved: Data?
        for size in [1, 2, 3, 17, 77, 1400] {
            var part = environment.world(.training(key))
            if let saved {
                try part.restore(from: JSONDecoder().decode(Lent.self, from: saved).container, forKey: .world)
            }
            sum += part.roll(actor, until: .steps(size), onto: pieces)
            saved = try JSONEncoder().encode(Saved(world: part))
        }
        #expect(Self.column(pieces) == Self.column(whole))
        #expect(sum.episodes == score.episodes && sum.steps == score.steps)
        // Returns are summed in another grouping, which rounding tells where they are no binary fractions.
        #expect(abs(sum.returns - score.returns) <= 1e-12 * abs(score.returns))
    }

    @Test(
        "What is observed after a rollout is what the next one observes first, unless an episode ended",
        arguments: kinds)
    func next(kind: String) throws {
        let environment = try Self.environment(kind)
        let actor = Self.actor(environment.spaces)
        var world = environment.world(.training(StreamKey(seed: 7, owner: "agent/a")))
        let tape = Tape(environment.spaces)
        let width = tape.observationWidth
        var compared = 0
        for _ in 1...200 {
            let next = Array(UnsafeBufferPointer(start: tape.nextObservation, count: width))
            let goesOn = tape.count > 0 && tape.ends[tape.count - 1] == .none
            tape.clear()
            _ = world.roll(actor, until: .steps(3), onto: tape)
            guard goesOn else { continue }
            #expect(Array(UnsafeBufferPointer(start: tape.observations, count: width)) == next)
            compared += 1
        }
        #expect(compared > 50)
    }

    @Test("An episode ends at its time limit or before, and the score counts what the tape shows", arguments: kinds)
    func scores(kind: String) throws {
        let environment = try Self.environment(kind)
        let tape = Tape(environment.spaces)
        var world = environment.world(.training(StreamKey(seed: 1, owner: "agent/b")))
        let score = world.roll(Self.actor(environment.spaces), until: .episodes(5), onto: tape)
        var (lengths, length) = ([Int](), 0)
        var rewards = 0.0
        for step in 0..<tape.count {
            length += 1
            rewards += tape.rewards[step]
            if tape.ends[step] != .none {
                lengths.append(length)
                length = 0
            }
        }
        #expect(score.episodes == 5 && lengths.count == 5 && length == 0)
        #expect(lengths.allSatisfy { $0 <= environment.maximumSteps })
        #expect(score.steps == tape.count && abs(score.returns - rewards) < 1e-9)
    }

    @Test("Another agent's streams give other episodes; evaluation leaves training's streams alone", arguments: kinds)
    func streams(kind: String) throws {
        let environment = try Self.environment(kind)
        let actor = Self.actor(environment.spaces)
        func play(_ streams: WorldStreams) -> [Float] {
            let tape = Tape(environment.spaces)
            var world = environment.world(streams)
            _ = world.roll(actor, until: .episodes(1), onto: tape)
            return Self.column(tape)
        }
        let (a, b) = (StreamKey(seed: 1, owner: "agent/a"), StreamKey(seed: 1, owner: "agent/b"))
        let first = play(.training(a))
        #expect(first != play(.training(b)))
        #expect(first != play(.evaluation(a, round: 1)))
        #expect(play(.evaluation(a, round: 1)) != play(.evaluation(a, round: 2)))
        #expect(first == play(.training(a)))
    }
}

private enum WorldKey: String, CodingKey {
    case world
}

private struct Saved: Encodable {
    let world: any World

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: WorldKey.self)
        try world.encode(into: &container, forKey: .world)
    }
}

private struct Lent: Decodable {
    let container: KeyedDecodingContainer<WorldKey>

    init(from decoder: any Decoder) throws { container = try decoder.container(keyedBy: WorldKey.self) }
}
