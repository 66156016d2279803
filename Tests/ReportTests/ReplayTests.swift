import Config
import Determinism
import Report
import Testing

@testable import Learning

@Suite("Replays")
struct ReplayTests {
    private static let kinds = Language.standard.environments.examples.map(\.kind)

    /// A replay of one episode under a table, or of an untrained network's choices.
    private static func replay(
        _ kind: String, atMost limit: Int = EpisodeReplay.mostMoments, including step: Int? = nil
    )
        throws -> EpisodeReplay
    {
        let environment = try #require(Language.standard.environments.examples.first { $0.kind == kind }?.product)
        let spaces = environment.spaces
        var stream = StreamKey(seed: 3, owner: "agent/a").stream(.initialization)
        let shape = NetworkShape(
            inputs: spaces.observation.count, hidden: [8], activations: [.tanh], outputs: spaces.action.outputs)
        let actor = Actor(
            Network(shape, from: &stream), .stochastic, in: ControlBox(spaces.action),
            activations: Activations(shape, capacity: 1), keepsActivations: false)
        let streams = WorldStreams.evaluation(StreamKey(seed: 5, owner: "agent/a"), round: 1)
        let tape = Tape(spaces)
        var world = environment.world(streams)
        _ = world.roll(actor, until: .episodes(1), onto: tape)
        let footage = environment.footage(
            along: tape, streams, episode: 0, isDrawn: spaces.action.controlWidth == 0, atMost: limit,
            including: step)
        return EpisodeReplay(footage, title: "\(kind) <&>", lines: ["first", "second"])
    }

    @Test(
        "Every environment draws: well-formed, the same bytes twice, named, and moving without a script",
        arguments: kinds)
    func draws(kind: String) throws {
        let replay = try Self.replay(kind)
        let svg = replay.svg
        let reading = MarkupReading(svg)
        #expect(reading.fault == nil)
        #expect(svg == (try Self.replay(kind)).svg)
        #expect(svg.contains("<title>\(kind) &lt;&amp;&gt;</title>"))
        #expect(svg.contains("clip-path=\"url(#stage)\"") == (replay.footage.sight != nil))
        #expect(reading.elements.filter { $0 == "animate" }.count > 5 && !reading.elements.contains("script"))
        // A document within would have a clock of its own.
        #expect(reading.elements.filter { $0 == "svg" }.count == 1)
        #expect(!svg.contains("nan") && !svg.contains("inf\""))
        #expect(svg.utf8.count < 400_000)
    }

    @Test("Every animation lasts as long as the others, and has a value for each of its key times", arguments: kinds)
    func keyFrames(kind: String) throws {
        let svg = try Self.replay(kind).svg
        var durations: [Substring] = []
        for element in svg.split(separator: "<") where element.hasPrefix("animate ") {
            let attributes = Self.attributes(element)
            durations.append(try #require(attributes["dur"]))
            let values = try #require(attributes["values"]).split(separator: ";", omittingEmptySubsequences: false)
            #expect(values.count > 1 && values.allSatisfy { !$0.isEmpty })
            guard let times = attributes["keyTimes"]?.split(separator: ";").map({ Double($0) ?? .nan }) else {
                continue
            }
            #expect(times.count == values.count && times.first == 0)
            #expect(zip(times, times.dropFirst()).allSatisfy { $0 < $1 })
            #expect(attributes["calcMode"] == "discrete" ? times.allSatisfy { $0 < 1 } : times.last == 1)
        }
        #expect(Set(durations).count == 1)
    }

    @Test("A still picture is drawn like the others, does not move, and exists for kept moments alone")
    func stills() throws {
        let replay = try Self.replay("pendulum", atMost: 10, including: 33)
        let still = try #require(replay.still(after: 33))
        #expect(MarkupReading(still).fault == nil && !still.contains("<animate"))
        #expect(replay.still(after: 34) == nil && replay.still(after: 201) == nil)
        #expect(still != replay.still(after: 0))
    }

    @Test("Of a world without a picture the observations are shown, the first twelve by name")
    func plain() throws {
        let names = (0..<20).map { "reading_\($0)" }
        let moments = (0...3).map { step in
            Footage.Moment(
                step: step, observation: names.map { Float($0.count * step) }, state: nil, shapes: [],
                move: step < 3 ? .controls([0.5, -0.25 * Double(step)]) : nil, probability: nil,
                gained: -1.5 * Double(step))
        }
        let footage = Footage(
            spaces: Spaces(observation: names, action: .box(low: [-1, -1], high: [1, 1])), states: nil,
            pace: .seconds(0.5), actions: [], sight: nil, setting: [], steps: 3, stride: 1, isTerminated: true,
            moments: moments)
        let replay = EpisodeReplay(footage, title: "plain", lines: [])
        #expect(MarkupReading(replay.svg).fault == nil)
        for word in [">reading_0<", ">reading_11<", ">control 1<", "and 8 more observations"] {
            #expect(replay.svg.contains(word))
        }
        #expect(!replay.svg.contains("reading_12") && !replay.svg.contains("stage"))
        #expect(EpisodeReplay.outcome(of: footage) == "return -4.5 in 3 steps, terminated")
    }

    @Test("A replay at twice the speed lasts half as long, its hold apart")
    func speed() throws {
        var replay = try Self.replay("pendulum")
        // 200 steps of 0.05 s, and a second at the end.
        #expect(replay.svg.contains("dur=\"11s\""))
        replay.speed = 2
        #expect(replay.svg.contains("dur=\"6s\""))
    }

    private static func attributes(_ element: Substring) -> [Substring: Substring] {
        let parts = element.split(separator: "\"", omittingEmptySubsequences: false)
        var attributes: [Substring: Substring] = [:]
        for index in stride(from: 0, to: parts.count - 1, by: 2) {
            guard let name = parts[index].split(separator: " ").last?.dropLast() else { continue }
            attributes[name] = parts[index + 1]
        }
        return attributes
    }
}
