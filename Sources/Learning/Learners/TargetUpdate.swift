import Config
import Determinism
import Numerics

/// How a target network follows its network.
enum TargetUpdate: Sendable {
    /// θ′ ← η θ + (1 − η) θ′ after every update.
    case soft(Double)
    /// θ′ ← θ whenever so many more of a unit have passed.
    case hard(Duration)

    static let choices = Choices(
        "target",
        [
            Component(
                "soft", "After every update, θ′ ← η θ + (1 − η) θ′.",
                fields: [
                    Field("rate", .number(.unit), "How far the target follows, η").main.defaults(to: .number(0.005))
                ]),
            Component(
                "hard", "Every so often, θ′ ← θ.",
                fields: [
                    Field("every", .duration, "How often, counted over the agent's whole training").main
                        .defaults(to: Duration(100, .updates).canonical)
                ]),
        ])

    /// The field `target` of a value learner.
    static func field(default kind: CanonicalValue) -> Field {
        Field("target", .choice(choices), "How target networks follow").defaults(to: kind)
    }

    init(_ choice: Choice) {
        if choice.kind == "soft" {
            self = .soft(choice.values["rate"]?.asNumber ?? 0.005)
        } else {
            self = .hard(choice.values["every"].map(Duration.init) ?? Duration(100, .updates))
        }
    }

    /// Moves a target after an update; `isDue` says whether a hard one is.
    func move(_ target: inout Network, toward network: Network, isDue: Bool) {
        switch self {
        case .soft(let rate): Kernels.active.blend(rate, of: network.parameters, into: &target.parameters)
        case .hard: if isDue { target.replace(from: network.parameters.pointer) }
        }
    }

    /// Whether a hard target is due; notes that it was.
    func isDue(_ counters: inout ValueCounters) -> Bool {
        guard case .hard(let period) = self else { return false }
        let passed = counters.count(of: period.unit) / period.count
        defer { counters.targetPeriods = passed }
        return passed != counters.targetPeriods
    }
}

/// What a value learner has done so far.
struct ValueCounters: Persistent {
    /// Rounds that ended.
    var rounds = 0
    /// Episodes that ended.
    var episodes = 0
    /// Environment steps.
    var steps = 0
    /// Updates of its networks.
    var updates = 0
    /// Periods of a hard target that have passed.
    var targetPeriods = 0

    /// How many of a unit have passed.
    func count(of unit: Duration.Unit) -> Int {
        switch unit {
        case .rounds: rounds
        case .episodes: episodes
        case .steps: steps
        case .updates: updates
        }
    }
}
