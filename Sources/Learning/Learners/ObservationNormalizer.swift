import Config
import Numerics

/// Running means and deviations of what an agent has observed in training, by which its networks are given observations.
public struct ObservationNormalizer: Sendable {
    /// The name of the agent's part, of the field, and in checkpoints.
    public static let name = "observations"

    private static let limitKey = "limit"

    /// The field of learners that can have one.
    static let field = Field(name, .choice(choices), "How the agent's networks are given what it observes")
        .defaults(to: .object([.init("raw", .object([]))]))

    private static let choices = Choices(
        "observation view",
        [
            Component("raw", "As they are.", fields: []),
            Component(
                "normalized",
                "Less their mean and by their deviation, both of what the agent has observed in training.",
                details: """
                    x̂ = clip((x − μ)/√(σ² + ε), ±limit),  μ = E x,  σ² = max(E x² − μ², 0),  component by component
                    after every update on b observations:  E x ← E x + Σ (x − E x)/(n + b),  E x² likewise,  n ← n + b
                    At first E x = 0, E x² = 1 and n = 10⁻⁴. That is what Chan et al.'s parallel formula gives for means and deviations, in
                    one order. An update is a rollout of ppo, the steps that a2c learns from together, and a step of ddpg, dqn and
                    double_dqn; until it is over the numbers stand still, so that ppo's ρ compares policies of one view. All networks are given
                    x̂; memories, proxy memories and public states hold x. Playing and evaluating leave the numbers as they
                    are, and so does training an agent of which nothing is trained (`train: []`). Observations with a component that is
                    no finite number are not counted.

                    E x and E x² are a part of the agent, 'observations', 16 bytes by component: uploaded with all it has unless named away
                    or `personal: [observations]`. A mean of such parts is that of all that was observed where agents have observed
                    equally much; elsewhere every agent counts alike, or as `weights: samples` says. n stays with the agent, so that what
                    was taken in is forgotten as fast as what it saw; statistics that were given before it has observed anything count as
                    1000 observations. What arrives need be no statistics (noise, liars): then σ² = 0 where it is negative, and 0 and 1
                    stand for what is no number.

                    Deviations from the paper:
                      1. The paper's text was not at hand: what stays with an agent are `personal` statistics, all else is as in
                         Stable-Baselines3's VecNormalize, which counts every step before it acts and remembers x̂.
                      2. Rewards are not normalized.
                    """,
                source: Source(
                    .observationNormalization, .stableBaselines, note: "as in the latter", evidence: .ours,
                    grounds: [
                        .from(.recalled, "PON: each agent keeps running means and variances of its own, never shared"),
                        .from(.reference, "Stable-Baselines3's VecNormalize: clip 10, ε 10⁻⁸, n = 10⁻⁴ at first"),
                        .from(
                            .ours,
                            "numbers that stand still within an update; moments as the part, so that any mean is one of moments"
                        ),
                        .unknown("the paper's own formulas and settings"),
                    ]),
                fields: [
                    Field(limitKey, .number(.positive), "How far from 0 what a network is given can be").main
                        .defaults(to: .number(10)),
                    Field("epsilon", .number(.positive), "What is added to variances, ε").defaults(to: .number(1e-8)),
                ]),
        ])

    /// How far from 0 a network's input can be.
    let limit: Double
    /// ε.
    let epsilon: Double

    /// Reads a learner's field; nil where observations are given as they are.
    init?(_ settings: Settings) {
        let choice = settings.choice(Self.name)
        guard let component = Self.choices[choice.kind], component.field(Self.limitKey) != nil else { return nil }
        let own = choice.settings(component)
        (limit, epsilon) = (own.number(Self.limitKey), own.number("epsilon"))
    }
}

/// E x and E x² by component, and how many observations they stand for: an agent's part, and the count beside it.
///
/// A namespace: both are properties of learners' states, since parts are.
extension ObservationNormalizer {
    /// Observations that given statistics stand for where nothing was observed yet.
    private static let given = 1000
    /// What the first E x and E x² count for.
    private static let prior = 1e-4

    /// E x = 0 and E x² = 1: [1, 2 × components].
    func initial(_ spaces: Spaces) -> Tensor<Double> {
        let width = spaces.observation.count
        return Tensor(shape: [1, 2 * width], elements: (0..<2 * width).map { $0 < width ? 0 : 1 })
    }

    /// Where the part is in a state.
    static func slot<State>(
        _ spaces: Spaces, _ path: WritableKeyPath<State, Tensor<Double>?>,
        _ count: WritableKeyPath<State, Int?> & Sendable
    ) -> Slot<State> {
        let width = spaces.observation.count
        return Slot(
            Part(name, doubles: 2 * width, shape: "means and mean squares of \(width) observations"), path,
            derived: .init("observed") { state, _ in
                if state[keyPath: count] == 0 { state[keyPath: count] = given }
            })
    }

    /// Counts observations, in their order.
    static func absorb(
        _ observations: UnsafePointer<Float>, rows: Int, into statistics: inout Tensor<Double>?, _ observed: inout Int?
    ) {
        // Taken out and put back, so that they are changed in place.
        guard var moments = statistics.take(), let before = observed else { return }
        let width = moments.rowWidth / 2
        moments.elements.withUnsafeMutableBufferPointer { moments in
            var count = 0
            for row in 0..<rows where isFinite(observations + row * width, width) { count += 1 }
            let weight = prior + Double(before + count)
            for index in 0..<width where count > 0 {
                var (first, second) = (0.0, 0.0)
                for row in 0..<rows where isFinite(observations + row * width, width) {
                    let x = Double(observations[row * width + index])
                    first += x - moments[index]
                    second += x * x - moments[width + index]
                }
                moments[index] += first / weight
                moments[width + index] += second / weight
            }
            observed = before + count
        }
        Self.settle(&moments)
        statistics = moments
    }

    private static func isFinite(_ observation: UnsafePointer<Float>, _ width: Int) -> Bool {
        for index in 0..<width where !observation[index].isFinite { return false }
        return true
    }

    /// Makes statistics of what need be none: variances that are negative are 0, and what is no number that of nothing.
    static func settle(_ statistics: inout Tensor<Double>?) {
        guard var moments = statistics.take() else { return }
        settle(&moments)
        statistics = moments
    }

    private static func settle(_ statistics: inout Tensor<Double>) {
        let width = statistics.rowWidth / 2
        statistics.elements.withUnsafeMutableBufferPointer { moments in
            for index in 0..<width {
                let square = moments[index] * moments[index]
                if !square.isFinite || !moments[width + index].isFinite {
                    (moments[index], moments[width + index]) = (0, 1)
                } else {
                    moments[width + index] = max(moments[width + index], square)
                }
            }
        }
    }

    /// Adds statistics to a sweep.
    static func feed(_ statistics: Tensor<Double>?, _ observed: Int?, _ sweep: inout StateSweep) {
        statistics?.withBytes { sweep.add(learnedDoubles: $0) }
        observed.map { sweep.add(count: $0) }
    }

    /// What no run can have left of statistics.
    static func flaw(_ statistics: Tensor<Double>?, _ observed: Int?) -> Flaw? {
        guard let statistics else { return nil }
        let width = statistics.rowWidth / 2
        let moments = statistics.elements
        return observed.flatMap { .count("observed", $0) }
            ?? .each(name, moments, "a moment is a finite number") { $0.isFinite }
            ?? .each(name, Array(0..<width), "its variance is negative") {
                moments[width + $0] >= moments[$0] * moments[$0]
            }
    }
}

extension Footprint {
    /// Adds an agent's statistics and room for what its networks are given of so many observations.
    mutating func addNormalizer(_ normalizer: ObservationNormalizer?, of member: Member, rows: Int) {
        guard normalizer != nil else { return }
        let width = Double(member.world.spaces.observation.count)
        add(.tables, 16 * width)
        add(.activations, (16 + 8 + 4 * Double(rows)) * width)
    }
}
