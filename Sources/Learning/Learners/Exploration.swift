import Config
import Determinism

/// How the probability ε of a random action falls while an agent trains.
enum Exploration: Sendable {
    /// From `from` to `to` over so much of the agent's training, then `to`.
    case linear(from: Double, to: Double, over: Duration)
    /// `from` · factorⁿ, never below `to`; n counts updates or episodes.
    case geometric(from: Double, to: Double, factor: Double, per: Duration.Unit)

    static let field = Field(
        "exploration",
        .choice(
            Choices(
                "exploration",
                [
                    Component(
                        "epsilon", "ε falls in a line.",
                        fields: [
                            Field("from", .number(.unit), "ε at the start").defaults(to: .number(1)),
                            Field("to", .number(.unit), "ε at the end").main.defaults(to: .number(0.05)),
                            Field("over", .duration, "For how long it falls, in the agent's own training")
                                .defaults(to: Duration(10_000, .steps).canonical),
                            Field("shape", .words(("linear", "In equal steps")), "How it falls")
                                .defaults(to: .text("linear")),
                        ]),
                    Component(
                        "geometric", "ε falls by a factor.",
                        fields: [
                            Field("from", .number(.unit), "ε at the start").defaults(to: .number(1)),
                            Field("to", .number(.unit), "Where it stops").defaults(to: .number(0)),
                            Field("factor", .number(.unit), "By which it falls").main.defaults(to: .number(0.99)),
                            Field(
                                "per", .words(("update", "Each update"), ("episode", "Each episode")), "How often"
                            ).defaults(to: .text("update")),
                        ]),
                ])), "How the probability of a random action falls"
    ).defaults(to: .object([.init("epsilon", .object([]))]))

    init(_ choice: Choice) {
        let number = { (key: String, unless: Double) in choice.values[key]?.asNumber ?? unless }
        if choice.kind == "epsilon" {
            self = .linear(
                from: number("from", 1), to: number("to", 0.05),
                over: choice.values["over"].map(Duration.init) ?? Duration(10_000, .steps))
        } else {
            self = .geometric(
                from: number("from", 1), to: number("to", 0), factor: number("factor", 0.99),
                per: choice.values["per"]?.asText == "episode" ? .episodes : .updates)
        }
    }

    /// ε after what has been done so far.
    func epsilon(_ counters: ValueCounters) -> Double {
        switch self {
        case .linear(let from, let to, let over):
            let share = min(1, Double(counters.count(of: over.unit)) / Double(over.count))
            return from + (to - from) * share
        case .geometric(let from, let to, let factor, let unit):
            return max(to, from * Self.power(factor, counters.count(of: unit)))
        }
    }

    /// factorⁿ by repeated squaring: the same bits on every machine.
    private static func power(_ factor: Double, _ exponent: Int) -> Double {
        var (result, base, rest) = (1.0, factor, exponent)
        while rest > 0 {
            if rest % 2 == 1 { result *= base }
            base *= base
            rest /= 2
        }
        return result
    }
}
