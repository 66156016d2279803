import Config
import Learning

/// Liars learn from rewards of the other sign.
struct RewardFlip: WorldAttack {
    static let component = Component(
        "reward_flip", "A liar learns from its world's rewards with the other sign, and sends what it learned.",
        details: """
            r ← −s r for every step a liar trains on, or in all of the world where its learner knows that; what is measured of it, in
            training and evaluation, are its world's own rewards. Nothing on the wire is touched: its upload is what such an agent
            learns.
            """,
        source: Source(
            .byzantineFaultTolerance, evidence: .authorCode),
        fields: [Field("scale", .number(.positive), "How much greater, s").main.defaults(to: .number(1))])

    private let scale: Double

    init(_ settings: Settings) { scale = settings.number("scale") }

    func mislead(_ environment: any Environment, _ streams: WorldStreams) -> any World {
        FlippedRewards(environment.world(streams), scale: scale)
    }
}

/// A world that shows learners its rewards with the other sign.
private struct FlippedRewards: World {
    private var world: any World
    private let scale: Double

    init(_ world: any World, scale: Double) {
        self.world = world
        self.scale = scale
    }

    var spaces: Spaces { world.spaces }
    var maximumSteps: Int { world.maximumSteps }
    var model: FiniteModel? { world.model?.rewarding(times: -scale) }
    var hasBegun: Bool { world.hasBegun }

    /// Sums up the world's own rewards.
    mutating func roll(_ actor: Actor, until limit: Limit, onto tape: Tape) -> Score {
        let first = tape.count
        let score = world.roll(actor, until: limit, onto: tape)
        for step in first..<max(first, tape.count) { tape.rewards[step] *= -scale }
        return score
    }

    func fresh(_ streams: WorldStreams) -> any World { FlippedRewards(world.fresh(streams), scale: scale) }

    func encode<Key: CodingKey>(into container: inout KeyedEncodingContainer<Key>, forKey key: Key) throws {
        try world.encode(into: &container, forKey: key)
    }

    mutating func restore<Key: CodingKey>(from container: KeyedDecodingContainer<Key>, forKey key: Key) throws {
        try world.restore(from: container, forKey: key)
    }
}
