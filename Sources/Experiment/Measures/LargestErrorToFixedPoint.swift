import Config
import Federation
import Learning

/// How far the worst of the numbers is from the federation's fixed point.
struct LargestErrorToFixedPoint: Measure {
    static let component = Component(
        "largest_error_to_fixed_point",
        "max |θ − θ*| over all numbers, with θ* the federation's fixed point: of the agents' mean, and the largest of any agent.",
        details: """
            average = maxⱼ |θ̄[j] − θ*[j]| with θ̄ the mean of the agents' numbers; agents = maxₖⱼ |θₖ[j] − θ*[j]|. θ* is that of
            `squared_error_to_fixed_point`; of `online_table` in one world, Q* itself.
            """,
        fields: [])
    static let scale = MeasureScale(.lowerIsBetter, in: "weights", beginsAtZero: true)

    let members = ["agents", "average"]
    private let squared: SquaredErrorToFixedPoint

    init(_ settings: Settings) {
        squared = SquaredErrorToFixedPoint(Settings(SquaredErrorToFixedPoint.component.fields, .object([])))
    }

    func refusal(of learners: [any Learner], in models: [FiniteModel]?) -> Unfit? {
        squared.refusal(of: learners, in: models)
    }

    func probe(_ plan: CellPlan) -> (any Probe)? {
        plan.converging.point(.federation).map {
            LargestDistanceProbe(optimum: $0, agents: Array(plan.agents.indices))
        }
    }
}

private struct LargestDistanceProbe: Probe {
    let optimum: [Double]
    let agents: [Int]

    func value(of population: Population, round: Int) -> MeasureValue {
        let width = optimum.count
        return population.withNumbers(of: agents, width: width) { base in
            var (ofAgents, ofAverage) = (0.0, 0.0)
            for column in 0..<width {
                var sum = 0.0
                for agent in agents {
                    let number = base[agent * width + column]
                    ofAgents = Self.larger(ofAgents, abs(number - optimum[column]))
                    sum += number
                }
                ofAverage = Self.larger(ofAverage, abs(sum / Double(agents.count) - optimum[column]))
            }
            return .named([("agents", .number(ofAgents)), ("average", .number(ofAverage))])
        }
    }

    /// The larger of two; what is no number stays none.
    private static func larger(_ one: Double, _ other: Double) -> Double { one.isNaN || other <= one ? one : other }
}
