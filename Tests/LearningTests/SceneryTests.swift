import Determinism
import Testing

@testable import Learning

@Suite("How worlds look")
struct SceneryTests {
    /// One episode of an untrained agent, and what was seen of it.
    private static func footage(
        _ kind: String, episode: Int = 0, atMost limit: Int = 10_000, including step: Int? = nil
    ) throws -> (footage: Footage, tape: Tape, score: Score) {
        let environment = try EnvironmentLaws.environment(kind)
        let streams = WorldStreams.evaluation(StreamKey(seed: 5, owner: "agent/a"), round: 9)
        let tape = Tape(environment.spaces)
        var world = environment.world(streams, from: episode)
        let score = world.roll(EnvironmentLaws.actor(environment.spaces), until: .episodes(1), onto: tape)
        let isDrawn = environment.spaces.action.controlWidth == 0
        let footage = environment.footage(
            along: tape, streams, episode: episode, isDrawn: isDrawn, atMost: limit, including: step)
        return (footage, tape, score)
    }

    @Test(
        "What is seen of an episode is what its tape has, and its total is the score", arguments: EnvironmentLaws.kinds)
    func follows(kind: String) throws {
        let (footage, tape, score) = try Self.footage(kind, episode: 2)
        #expect(footage.steps == tape.count && footage.moments.map(\.step) == Array(0...tape.count))
        #expect(footage.moments.dropLast().flatMap(\.observation) == EnvironmentLaws.column(tape))
        let last = Array(UnsafeBufferPointer(start: tape.nextObservation, count: tape.observationWidth))
        #expect(footage.moments.last?.observation == last)
        #expect(footage.total == score.returns && score.episodes == 1)
        #expect(footage.isTerminated == (tape.ends[tape.count - 1] == .terminated))
        #expect(footage.moments.last?.move == nil && footage.moments.dropLast().allSatisfy { $0.move != nil })
        for (step, moment) in footage.moments.dropLast().enumerated() where tape.controlWidth == 0 {
            let row = step * tape.distributionWidth
            #expect(moment.probability == Double(tape.distributions[row + Int(tape.actions[step])]))
        }
    }

    @Test(
        "The same shapes, finite and in order, are drawn at every moment, and something moves",
        arguments: EnvironmentLaws.kinds)
    func shapes(kind: String) throws {
        let footage = try Self.footage(kind).footage
        guard let sight = footage.sight else {
            #expect(footage.setting.isEmpty && footage.moments.allSatisfy { $0.shapes.isEmpty })
            return
        }
        #expect(sight.across.lowerBound < sight.across.upperBound && sight.up.lowerBound < sight.up.upperBound)
        let first = try #require(footage.moments.first).shapes
        for moment in footage.moments {
            #expect(moment.shapes.map(\.role) == first.map(\.role))
            #expect(moment.shapes.map(\.width) == first.map(\.width))
            #expect(zip(moment.shapes, first).allSatisfy { $0.outline.isAlike($1.outline) })
        }
        let all = footage.setting + footage.moments.flatMap(\.shapes)
        #expect(all.allSatisfy { shape in shape.outline.points.allSatisfy { $0.x.isFinite && $0.y.isFinite } })
        // The body stays in sight; poles and pushes may leave it.
        for body in footage.moments.flatMap(\.shapes) where body.role == .body {
            #expect(body.outline.points.allSatisfy { sight.across.contains($0.x) && sight.up.contains($0.y) })
        }
        // An episode may begin where nothing moves any more.
        let moves = try (0..<8).contains { episode in
            let moments = try Self.footage(kind, episode: episode).footage.moments
            return moments.contains { $0.shapes != moments[0].shapes }
        }
        #expect(moves)
        if !footage.actions.isEmpty { #expect(footage.spaces.action == .discrete(count: footage.actions.count)) }
        #expect(footage.pace.secondsPerStep > 0)
    }

    @Test("Long episodes keep the first moment, the last, evenly spaced ones between, and the one asked for")
    func thinned() throws {
        let (footage, tape, score) = try Self.footage("acrobot", atMost: 30, including: 123)
        try #require(tape.count > 130)
        let stride = (tape.count + 29) / 30
        #expect(
            footage.moments.map(\.step).filter { $0 != 123 && $0 != tape.count }.allSatisfy {
                $0.isMultiple(of: stride)
            })
        #expect(footage.moments.contains { $0.step == 123 } && footage.moments.last?.step == tape.count)
        #expect(footage.moments.count <= 32 && footage.total == score.returns)
    }

    @Test("A table is followed: by its likeliest action, or by chance as often as it says")
    func tables() throws {
        let environment = try EnvironmentLaws.environment("windy_cliff")
        let model = try #require(environment.model)
        let policy = (0..<model.states).flatMap { _ -> [Double] in [0.6, 0, 0.1, 0.3] }
        let streams = WorldStreams.evaluation(StreamKey(seed: 5, owner: "agent/a"), round: 9)
        let tape = Tape(environment.spaces)
        #expect(environment.play(policy, .greedy, streams, episode: 0, onto: tape))
        #expect(tape.count == environment.maximumSteps && (0..<tape.count).allSatisfy { tape.actions[$0] == 0 })
        var counts = [0, 0, 0, 0]
        for episode in 0..<100 {
            #expect(environment.play(policy, .stochastic, streams, episode: episode, onto: tape))
            for step in 0..<tape.count { counts[Int(tape.actions[step])] += 1 }
        }
        // 10 000 draws: a share of 0.6 has a standard deviation of 0.005.
        #expect(counts[1] == 0 && abs(counts[0] - 6000) < 250 && abs(counts[3] - 3000) < 250)
        #expect(try !EnvironmentLaws.environment("cartpole").play([], .greedy, streams, episode: 0, onto: tape))
    }
}

extension Shape.Outline {
    /// The points that make it, a circle's center among them.
    fileprivate var points: [Point] {
        switch self {
        case .line(let start, let end), .rectangle(let start, let end): [start, end]
        case .circle(let center, let radius): [center, Point(radius, radius)]
        case .polyline(let points), .polygon(let points): points
        case .text(_, let center): [center]
        }
    }

    /// Whether a drawing can move one to the other.
    fileprivate func isAlike(_ other: Self) -> Bool {
        switch (self, other) {
        case (.line, .line), (.circle, .circle), (.rectangle, .rectangle): true
        case (.polyline(let one), .polyline(let two)), (.polygon(let one), .polygon(let two)): one.count == two.count
        case (.text(let one, _), .text(let two, _)): one == two
        default: false
        }
    }
}
