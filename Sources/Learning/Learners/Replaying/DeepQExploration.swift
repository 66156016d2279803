import Config
import Determinism
import Numerics

/// How often a value learner tries any action: ε after what it has been through.
struct DeepQExploration {
    /// The choices of the field `exploration`.
    static let choices = Choices(
        "exploration",
        [
            Component(
                "epsilon", "With probability ε any action, else the best one.",
                details: """
                    ε = max(to, (from + (to − from) s) · factorᵏ), k counting what `per` says
                    s = min(1, steps / over)      shape: linear
                    s = 1 − e^(−steps / over)     shape: exponential
                    """,
                fields: [
                    Field("from", .number(.unit), "ε at the start").defaults(to: .number(1)),
                    Field("to", .number(.unit), "The least ε").defaults(to: .number(0)).atMost("from"),
                    Field(
                        "over", .table([Field("steps", .integer(1...Int(Int32.max)), "The agent's steps")]),
                        "How long ε takes from `from` to `to` along `shape`; without it only `factor` lowers ε"
                    ).optional,
                    Field(
                        "shape",
                        .words(
                            ("linear", "A straight line over the steps, then `to`"),
                            ("exponential", "Ever slower: after `over` a share e⁻¹ of the way is left")),
                        "The way from `from` to `to`"
                    ).defaults(to: .text("linear")),
                    Field("factor", .number(Interval(0, 1, includesLow: false)), "Multiplies ε again and again")
                        .defaults(to: .number(1)),
                    Field(
                        "per", .words(("update", "Every update"), ("episode", "Every episode")),
                        "When `factor` multiplies"
                    ).defaults(to: .text("update")),
                ])
        ])

    /// From 1 to 0.05 over the first 10 000 steps.
    static let standard = CanonicalValue.object([
        .init(
            "epsilon",
            .object(sorting: [
                ("to", .number(0.05)), ("over", .object([.init("steps", .integer(10_000))])),
            ]))
    ])

    /// The way from one ε to another.
    private enum Shape: String {
        case linear, exponential

        /// How much of the way is gone after some multiple of its time.
        func share(_ time: Double) -> Double {
            switch self {
            case .linear: min(1, time)
            case .exponential: 1 - Elementary.exp(-time)
            }
        }
    }

    private let from: Double
    private let to: Double
    private let over: Int?
    private let shape: Shape
    private let factor: Double
    private let countsEpisodes: Bool

    init(_ choice: Choice) {
        guard let component = Self.choices[choice.kind] else {
            preconditionFailure("no exploration is called '\(choice.kind)'")
        }
        let settings = choice.settings(component)
        from = settings.number("from")
        to = settings.number("to")
        over = settings.has("over") ? settings.table("over").integer("steps") : nil
        shape = settings.word("shape")
        factor = settings.number("factor")
        countsEpisodes = settings.text("per") == "episode"
    }

    /// ε after so many steps, episodes and updates.
    ///
    /// - Parameter mark: where an exchange had it begin again: until then `factor` counts episodes.
    func epsilon(_ counters: LearningCounters, since mark: ExchangeMark? = nil) -> Double {
        var epsilon = from
        if let over { epsilon += (to - from) * shape.share(Double(counters.steps) / Double(over)) }
        if factor < 1 {
            let (episodes, updates) = (mark?.episodes ?? 0, mark?.updates ?? 0)
            epsilon *= Elementary.power(
                factor, countsEpisodes ? counters.episodes : episodes + counters.updates - updates)
        }
        return max(to, epsilon)
    }
}
