public import Config
import Determinism
import Numerics

/// How the target network follows the one that learns.
public enum TargetRule: Sendable {
    /// θ′ ← rate·θ + (1 − rate)·θ′ after every update.
    case soft(rate: Double)
    /// θ′ ← θ after every so many updates.
    case hard(every: Int)

    /// The choices of the field `target`.
    public static let choices = Choices(
        "target rule",
        [
            Component(
                "soft", "After every update the target moves a little toward the network.",
                fields: [rateField]),
            Component(
                "hard", "After every so many updates the target becomes a copy of the network.",
                fields: [
                    Field(
                        "every", .table([Field("updates", .integer(1...1_000_000_000), "Updates between two copies")]),
                        "How often")
                ]),
        ])

    /// The share η of a soft rule.
    public static let rateField = Field("rate", .number(Interval(0, 1, includesLow: false)), "Share η of the way")
        .defaults(to: .number(0.005)).main

    /// Reads a checked choice of ``choices``.
    public init(_ choice: Choice) {
        guard let component = Self.choices[choice.kind] else {
            preconditionFailure("no rule is called '\(choice.kind)'")
        }
        let settings = choice.settings(component)
        switch choice.kind {
        case "hard": self = .hard(every: settings.table("every").integer("updates"))
        default: self = .soft(rate: settings.number("rate"))
        }
    }

    /// Moves the target after update `number`, from 1.
    public func move(_ target: inout Network, toward network: borrowing Network, after number: Int) {
        switch self {
        case .soft(let rate):
            Kernels.active.follow(&target.parameters, network.parameters, rate: rate)
        case .hard(let every):
            guard number.isMultiple(of: every) else { return }
            target.replace(from: UnsafeRawPointer(network.parameters.pointer))
        }
    }
}
