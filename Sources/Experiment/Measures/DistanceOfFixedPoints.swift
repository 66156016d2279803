import Config
import Learning

/// How far what a federation tends to is from what one agent in the mean of the worlds tends to.
struct DistanceOfFixedPoints: Measure {
    static let component = Component(
        "distance_of_fixed_points",
        "‖θ* − θ°‖² between the federation's fixed point and that of one agent in the mean of the worlds.",
        details: """
            The two targets of `squared_error_to_fixed_point`: θ* where the sum of the agents' mean updates is zero, each in its own
            world, and θ° of one agent in the world of the mean kernel and mean rewards (`of: mean_world`). 0 where all worlds are
            alike, or where there is one. The same number in every round.
            """,
        fields: [])
    static let scale = MeasureScale(.describes, in: "squared weights", beginsAtZero: true)

    init(_ settings: Settings) {}

    func refusal(of learners: [any Learner], in models: [FiniteModel]?) -> Unfit? {
        guard let learner = learners.first, let models, models.count == learners.count,
            let converging = learner as? any Converging
        else { return .here("of these agents no fixed point is known") }
        return Self.distance(converging, models) == nil
            ? .here("these agents have no two fixed points that are unique and found") : nil
    }

    func probe(_ plan: CellPlan) -> (any Probe)? {
        guard let models = plan.models, let learner = plan.agents[0].makeLearner() as? any Converging else {
            return nil
        }
        return ConstantProbe(constant: .number(Self.distance(learner, models)))
    }

    private static func distance(_ learner: any Converging, _ models: [FiniteModel]) -> Double? {
        guard let federation = learner.fixedPoint(.federation, of: models),
            let meanWorld = learner.fixedPoint(.meanWorld, of: models)
        else { return nil }
        return zip(federation, meanWorld).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    }
}
