import Config
import Learning
import Numerics

/// What has to double for agents to meet: an agent's own count, or what it knows of all.
enum DoublingRule: Sendable {
    case localDoubling
    case globalEstimate
    /// Own counts up to S_max visits of all agents, then the estimate.
    case mixture(contamination: Double, episodes: Int)

    /// The rules by name.
    static let choices = Choices("doubling rule", [local, global, mixed])

    private static let local = Component("local_doubling", "An agent's own count.", fields: [])
    private static let global = Component(
        "global_estimate", "The count of all agents, as one that visits as often as the others knows it.", fields: [])
    private static let mixed = Component(
        "mixture", "An agent's own count up to S_max visits of all agents, their estimated count from there on.",
        fields: [
            Field("contamination", .number(.unit), "ε: how unlike the agents' worlds may be").defaults(to: .number(0)),
            Field("episodes", .integer(1...1_000_000_000), "T: episodes of the run that bounds are made for")
                .defaults(to: .integer(2000)),
        ])

    init(_ choice: Choice) {
        switch choice.kind {
        case Self.global.kind: self = .globalEstimate
        case Self.mixed.kind:
            let settings = choice.settings(Self.mixed)
            self = .mixture(
                contamination: settings.number("contamination"), episodes: settings.integer("episodes"))
        default: self = .localDoubling
        }
    }

    /// Visits of all agents below which an agent looks at its own count alone.
    func reach(_ planner: StepPlanner?, agents: Int) -> Double {
        switch self {
        case .localDoubling: return .greatestFiniteMagnitude
        case .globalEstimate: return 0
        case .mixture(let contamination, let episodes):
            guard let planner else { return .greatestFiniteMagnitude }
            let (horizon, count, length) = (Double(planner.horizon), Double(agents), Double(episodes))
            let places = horizon * Double(planner.states * planner.actions)
            let beta =
                Elementary.log(6 * places / planner.confidence)
                + Elementary.log(6 * Elementary.exp(1) * (2 * length + 1))
            return 14 * contamination * length * horizon * count + 182 * count * beta
        }
    }

    /// Whether it needs to know a horizon.
    var goesByHorizon: Bool { if case .mixture = self { true } else { false } }
}
