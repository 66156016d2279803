import Config
import Determinism
import Numerics

/// What a controller adds to its controls while it trains, in halves of each control's interval.
enum ControlNoise {
    /// x ← x − θ x + σ N(0, 1), from 0 at the start of every episode.
    case ornsteinUhlenbeck(theta: Double, sigma: Double)
    /// σ N(0, 1), anew at every step.
    case gaussian(sigma: Double)

    /// The choices of the field `noise`.
    static let choices = Choices(
        "noise",
        [
            Component(
                "ornstein_uhlenbeck", "Noise that drifts back to zero, so that successive steps explore alike.",
                details: "x ← x − θ x + σ N(0, 1) at every step; x = 0 at the start of an episode.",
                fields: [
                    Field("theta", .number(.unit), "Share θ lost per step").defaults(to: .number(0.15)),
                    Field("sigma", .number(.nonnegative), "Standard deviation σ of what is added per step")
                        .unit("half intervals").defaults(to: .number(0.2)),
                ]),
            gaussian,
        ])

    private static let gaussian = Component(
        "gaussian", "Independent noise at every step.",
        fields: [
            Field("sigma", .number(.nonnegative), "Standard deviation σ").unit("half intervals")
                .defaults(to: .number(0.1)).main
        ])

    init(_ choice: Choice) {
        guard let component = Self.choices[choice.kind] else {
            preconditionFailure("no noise is called '\(choice.kind)'")
        }
        let settings = choice.settings(component)
        switch choice.kind {
        case Self.gaussian.kind: self = .gaussian(sigma: settings.number("sigma"))
        default:
            self = .ornsteinUhlenbeck(theta: settings.number("theta"), sigma: settings.number("sigma"))
        }
    }

    /// Moves the noise by one step and writes it in the controls' units. Four words per control.
    func advance(
        _ noise: inout Tensor<Double>, in box: ControlBox, from stream: inout RandomStream,
        into controls: UnsafeMutablePointer<Float>
    ) {
        for index in 0..<box.count {
            let normal = stream.normal()
            switch self {
            case .ornsteinUhlenbeck(let theta, let sigma):
                noise.elements[index] += sigma * normal - theta * noise.elements[index]
            case .gaussian(let sigma):
                noise.elements[index] = sigma * normal
            }
            controls[index] = box.components[index].half * Float(noise.elements[index])
        }
    }

    /// No noise yet: an episode begins.
    static func restart(_ noise: inout Tensor<Double>) {
        for index in noise.elements.indices { noise.elements[index] = 0 }
    }
}
