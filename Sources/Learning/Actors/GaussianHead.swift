import Determinism
import Numerics

/// What the outputs of a network mean that draws controls: a mean and a standard deviation per control.
///
/// Outputs are [x₁ … xₙ, z₁ … zₙ] for n controls: a mean head and a deviation head on one trunk. A control is drawn from
/// N(μ + ε, σ + ε), with μ = x, σ = log(1 + eᶻ) or eᶻ, and ε the offset.
public struct GaussianHead: Sendable, Equatable {
    /// ε: what is added to mean and deviation before a control is drawn.
    public let offset: Double
    /// Whether log-probabilities are averaged over the controls, not summed.
    public let averagesControls: Bool

    /// What makes of an output z a deviation.
    public let positive: Positive

    /// What makes of an output z a deviation σ.
    public enum Positive: String, Sendable {
        /// σ = log(1 + eᶻ), ∂σ/∂z = 1 / (1 + e⁻ᶻ).
        case softplus
        /// σ = eᶻ = ∂σ/∂z.
        case exponential = "exp"

        /// σ, at least ``GaussianHead/floor``.
        func deviation(_ z: Float) -> Double {
            switch self {
            case .softplus: max(GaussianHead.softplus(Double(z)), GaussianHead.floor)
            case .exponential: max(Elementary.exp(Double(z)), GaussianHead.floor)
            }
        }

        /// ∂σ/∂z.
        func slope(_ z: Float) -> Double {
            switch self {
            case .softplus: 1 / (1 + Elementary.exp(-Double(z)))
            case .exponential: Elementary.exp(Double(z))
            }
        }
    }

    /// A reading of outputs.
    public init(offset: Double, averagesControls: Bool, positive: Positive = .softplus) {
        self.offset = offset
        self.averagesControls = averagesControls
        self.positive = positive
    }

    /// The least deviation, so that one rounded to 0 stays finite.
    static let floor = 0x1p-100

    /// log(1 + eᶻ), to the last few bits also where eᶻ is far below 1.
    fileprivate static func softplus(_ z: Double) -> Double {
        let small = Elementary.exp(-z.magnitude)
        let sum = 1 + small
        // log(1 + x) = x log(u) / (u − 1) for u = 1 + x as it was rounded.
        let rest = sum == 1 ? small : Elementary.log(sum) * (small / (sum - 1))
        return max(z, 0) + rest
    }

    /// Writes the distribution that each control is drawn from: means, then deviations, with the offset.
    func describe(_ outputs: UnsafePointer<Float>, _ controls: Int, into distribution: UnsafeMutablePointer<Float>) {
        for index in 0..<controls {
            distribution[index] = Float(Double(outputs[index]) + offset)
            distribution[controls + index] = Float(positive.deviation(outputs[controls + index]) + offset)
        }
    }

    /// Writes the distribution of controls whose deviations are no outputs.
    static func describe(
        means: UnsafePointer<Float>, deviations: UnsafePointer<Float>, _ controls: Int,
        into distribution: UnsafeMutablePointer<Float>
    ) {
        distribution.update(from: means, count: controls)
        (distribution + controls).update(from: deviations, count: controls)
    }

    /// Draws controls from a distribution as ``describe(_:_:into:)`` writes it: four words of the stream each, in order.
    static func draw(
        _ distribution: UnsafePointer<Float>, _ controls: Int, into control: UnsafeMutablePointer<Float>,
        _ stream: inout RandomStream
    ) {
        for index in 0..<controls {
            let deviation = Double(distribution[controls + index])
            control[index] = Float(Double(distribution[index]) + deviation * stream.normal())
        }
    }

    /// log N(a; μ, e^(log σ)), summed over the controls, in their order.
    static func logProbability(
        _ control: UnsafePointer<Float>, means: UnsafePointer<Float>, logDeviations: UnsafePointer<Float>, controls: Int
    ) -> Double {
        var sum = 0.0
        for index in 0..<controls {
            let log = Double(logDeviations[index])
            let distance = (Double(control[index]) - Double(means[index])) * Elementary.exp(-log)
            sum -= distance * distance / 2 + log + halfLogTwoPi
        }
        return sum
    }

    /// The same of a distribution as ``describe(_:_:into:)`` writes it: means, then deviations.
    static func logProbability(
        _ control: UnsafePointer<Float>, distribution: UnsafePointer<Float>, controls: Int
    ) -> Double {
        var sum = 0.0
        for index in 0..<controls {
            let deviation = Double(distribution[controls + index])
            let distance = (Double(control[index]) - Double(distribution[index])) / deviation
            sum -= distance * distance / 2 + Elementary.log(max(deviation, floor)) + halfLogTwoPi
        }
        return sum
    }

    /// ½ log 2π
    private static let halfLogTwoPi = 0.918938533204672741780329736405617640

    /// Writes the parameters that agents compare: μ₁ … μₙ, σ₁ … σₙ by row, without the offset.
    func parameters(
        _ outputs: UnsafePointer<Float>, rows: Int, controls: Int, into parameters: UnsafeMutablePointer<Float>
    ) {
        for row in 0..<rows {
            let (given, made) = (outputs + row * 2 * controls, parameters + row * 2 * controls)
            for index in 0..<controls {
                made[index] = given[index]
                made[controls + index] = Float(positive.deviation(given[controls + index]))
            }
        }
    }
}
