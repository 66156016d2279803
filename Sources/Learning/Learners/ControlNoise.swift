import Config
import Determinism
import Numerics

/// Noise added to controls while an agent trains, in units of half the box.
enum ControlNoise: Sendable {
    /// x ← x − θ x + σ N(0, 1) at every step, 0 at the start of an episode.
    case ornsteinUhlenbeck(pull: Double, deviation: Double)
    /// σ N(0, 1), fresh at every step.
    case gaussian(deviation: Double)

    static let field = Field(
        "noise",
        .choice(
            Choices(
                "noise",
                [
                    Component(
                        "gaussian", "Fresh normal numbers at every step.",
                        fields: [
                            Field("sigma", .number(.nonnegative), "Standard deviation, in units of half the box").main
                                .defaults(to: .number(0.1))
                        ]),
                    Component(
                        "ornstein_uhlenbeck",
                        "x ← x − θ x + σ N(0, 1): noise that remembers, 0 when an episode starts.",
                        fields: [
                            Field("theta", .number(.unit), "How fast it returns to 0").defaults(to: .number(0.15)),
                            Field("sigma", .number(.nonnegative), "Standard deviation of what a step adds").main
                                .defaults(to: .number(0.2)),
                        ]),
                ])), "What is added to controls while training"
    ).defaults(to: .object([.init("gaussian", .object([]))]))

    init(_ choice: Choice) {
        if choice.kind == "gaussian" {
            self = .gaussian(deviation: choice.values["sigma"]?.asNumber ?? 0.1)
        } else {
            self = .ornsteinUhlenbeck(
                pull: choice.values["theta"]?.asNumber ?? 0.15, deviation: choice.values["sigma"]?.asNumber ?? 0.2)
        }
    }

    /// Moves the noise by one step; `noise` has a number per control.
    func advance(_ noise: inout [Double], _ stream: inout RandomStream) {
        for index in noise.indices {
            let normal = Self.normal(&stream)
            switch self {
            case .gaussian(let deviation): noise[index] = deviation * normal
            case .ornsteinUhlenbeck(let pull, let deviation):
                noise[index] = noise[index] - pull * noise[index] + deviation * normal
            }
        }
    }

    /// A standard normal number: √(−2 ln u₁) cos 2πu₂ (Box & Muller 1958). Draws four words.
    private static func normal(_ stream: inout RandomStream) -> Double {
        let radius = (-2 * Elementary.log(1 - stream.uniform())).squareRoot()
        return radius * Elementary.cos(2 * Double.pi * stream.uniform())
    }
}
