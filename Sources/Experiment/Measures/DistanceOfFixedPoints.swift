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
        let agents = ConvergingAgents(learners, in: models)
        return agents.refusal(.meanWorld) ?? agents.refusal(.federation)
    }

    func probe(_ plan: CellPlan) -> (any Probe)? {
        let agents = plan.converging
        guard let federation = agents.point(.federation), let meanWorld = agents.point(.meanWorld) else {
            return ConstantProbe(constant: .number(nil))
        }
        let distance = zip(federation, meanWorld).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
        return ConstantProbe(constant: .number(distance))
    }
}
