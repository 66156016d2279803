/// What an exchange adds to its agents' local objectives between meetings, to hold them near where it left them.
public struct Penalty: Sendable, Equatable {
    /// What is added.
    public enum Rule: Sendable, Equatable {
        /// (μ/2) ‖θ − θ̄‖² over the parameters of what is held; μ.
        case parameters(weight: Double)
        /// β mean KL(π′ ‖ π) + σ mean D(π̄, π).
        case policy(PolicyPenalty)

        /// Whether nothing is added at all.
        var isIdle: Bool {
            switch self {
            case .parameters(let weight): weight == 0
            case .policy(let penalty): penalty.coefficient == 0 && penalty.localCoefficient == 0
            }
        }
    }

    /// What is added.
    public let rule: Rule
    /// The networks that are held, by their names among the agents' parts: those that travel whole.
    public let networks: [String]

    /// A penalty; nil where it adds nothing.
    public init?(_ rule: Rule, on networks: [String]) {
        guard !rule.isIdle, !networks.isEmpty else { return nil }
        self.rule = rule
        self.networks = networks
    }

    /// μ, where parameters are held.
    var weight: Float? { if case .parameters(let weight) = rule { Float(weight) } else { nil } }

    /// What holds policies; nil where parameters are held.
    var policy: PolicyPenalty? { if case .policy(let penalty) = rule { penalty } else { nil } }
}

/// How policies are held: by how far they go in one update, and by how far they are from where an exchange left them.
public struct PolicyPenalty: Sendable, Equatable {
    /// D.
    public let distance: PolicyDistance
    /// σ before any update, and its least.
    public let coefficient: Double
    /// What D is to be: between the first two meetings, and `span` meetings later.
    public let target: (first: Double, last: Double)
    /// Meetings over which the target goes from its first number to its last.
    public let span: Int
    /// β before any update.
    public let localCoefficient: Double
    /// What KL(π′ ‖ π) is to be.
    public let localTarget: Double

    /// A penalty.
    public init(
        _ distance: PolicyDistance, coefficient: Double, target: (first: Double, last: Double), span: Int,
        localCoefficient: Double, localTarget: Double
    ) {
        self.distance = distance
        self.coefficient = coefficient
        self.target = target
        self.span = span
        self.localCoefficient = localCoefficient
        self.localTarget = localTarget
    }

    /// The target of D where the agent was left for the `anchorings`th time, the start among them.
    func target(after anchorings: Int) -> Double {
        let share = min(Double(max(anchorings - 1, 0)) / Double(span), 1)
        return target.first + (target.last - target.first) * share
    }

    /// Whether all numbers are equal.
    public static func == (left: PolicyPenalty, right: PolicyPenalty) -> Bool {
        left.distance == right.distance && left.coefficient == right.coefficient && left.target == right.target
            && left.span == right.span && left.localCoefficient == right.localCoefficient
            && left.localTarget == right.localTarget
    }
}
