import Config
import Determinism
import Learning
import Numerics

/// Public states drawn uniformly from a box.
struct UniformStates: PublicStateSource {
    static let component = Component(
        "uniform",
        "States drawn uniformly and independently from a box of observations: no virtual agent, no curation.",
        fields: [
            Field("seed", .seed, "Seed of the draws: the same for every cell").defaults(
                to: .integer(0)),
            Field("count", .integer(2...10_000_000), "How many states").main,
            Field(
                "ranges", .named(.list(of: .number(.single), count: 2...2)),
                "Low and high end for every component of the observation, by its name"),
        ])

    private let source: RandomSource
    private let size: Int
    let ranges: CanonicalValue

    private static func source(_ settings: Settings) -> RandomSource {
        RandomSource(StreamOwner.uniform, seed: UInt64(settings.integer("seed")), [.sampling])
    }

    static func randomSources(_ settings: Settings) -> [RandomSource] { [source(settings)] }

    init(_ settings: Settings) {
        source = Self.source(settings)
        size = settings.integer("count")
        ranges = settings.value("ranges") ?? .object([])
    }

    var count: (count: Int, isExact: Bool) { (size, true) }

    func states(in environment: any Environment, round: Duration, _ workers: Int) throws(StageError) -> PublicStates {
        let names = environment.spaces.observation
        var ends: [(low: Double, high: Double)] = []
        for name in names {
            let range = ranges[name]?.elements.compactMap(\.asNumber) ?? []
            guard range.count == 2, range[0] <= range[1] else {
                throw StageError("public_states.uniform.ranges needs [low, high] for '\(name)'")
            }
            ends.append((range[0], range[1]))
        }
        var stream = source.key.stream(.sampling)
        var states: [Float] = []
        states.reserveCapacity(size * names.count)
        for _ in 0..<size {
            for end in ends { states.append(Float(stream.uniform(from: end.low, to: end.high))) }
        }
        return PublicStates(states, width: names.count)
    }
}
