import Config
import Determinism
import Numerics

/// A pendulum to be swung up and held by a torque at its hinge, as Gymnasium's Pendulum-v1.
struct Pendulum: Endless {
    static let component = Component(
        "pendulum",
        "Swing a pendulum up and hold it there by a torque too weak to lift it (Gymnasium's Pendulum-v1).",
        details: """
            Observation (3 numbers, Float32):
              0  cos_angle          angle θ from upright
              1  sin_angle
              2  angular_velocity   rad/s  between ±maximum_speed
            Action: 1 control, torque: u in N m, between ±maximum_torque.
            Dynamics: θ̇ ← θ̇ + (3g/(2l) sin θ + 3u/(ml²)) Δt, clipped; θ ← θ + θ̇ Δt.
            Reward: −(θ² + 0.1 θ̇² + 0.001 u²), θ in [−π, π), before the step.
            Start: angle uniform in [−π, π), angular velocity in [−1, 1).
            End: never terminated; truncated after maximum_steps steps.
            State: Float64. Controls: Float32.
            """,
        source: Source(.gymnasium, note: "Gymnasium 1.x, Pendulum-v1", evidence: .reference),
        fields: [
            Field("gravity", .number(PhysicalRange.gravity), "Gravitational acceleration").unit("m/s²").defaults(
                to: .number(10)
            )
            .drawn,
            Field("mass", .number(PhysicalRange.mass), "Mass of the pendulum").unit("kg").defaults(to: .number(1))
                .drawn,
            Field("length", .number(PhysicalRange.length), "Length of the pendulum").unit("m").defaults(to: .number(1))
                .drawn,
            Field("time_step", .number(PhysicalRange.timeStep), "Time between two actions").unit("s").defaults(
                to: .number(0.05)
            )
            .drawn,
            Field("maximum_speed", .number(PhysicalRange.limit), "The largest angular velocity either way").unit(
                "rad/s"
            )
            .defaults(to: .number(8)).drawn,
            Field("maximum_torque", .number(PhysicalRange.effort), "The largest torque either way").unit("N m")
                .defaults(to: .number(2)).drawn,
            Field("maximum_steps", .integer(1...Limits.episodeSteps), "Steps after which an episode is truncated")
                .defaults(to: .integer(200)),
        ])

    /// Angle from upright, not wrapped, and angular velocity, in rad and rad/s.
    struct State: Codable, Sendable, Equatable {
        var angle: Double
        var velocity: Double
    }

    let spaces: Spaces
    let maximumSteps: Int
    private let length: Double
    private let timeStep: Double
    private let maximumSpeed: Double
    private let maximumTorque: Double
    private let pull: Double
    private let push: Double

    init(_ settings: Settings) {
        let gravity = settings.number("gravity")
        length = settings.number("length")
        pull = 3 * gravity / (2 * length)
        push = 3 / (settings.number("mass") * (length * length))
        timeStep = settings.number("time_step")
        maximumSpeed = settings.number("maximum_speed")
        maximumTorque = settings.number("maximum_torque")
        maximumSteps = settings.integer("maximum_steps")
        spaces = Spaces(
            observation: ["cos_angle", "sin_angle", "angular_velocity"],
            action: .box(low: [-maximumTorque], high: [maximumTorque]), controls: ["torque"])
    }

    func initial(_ stream: inout RandomStream) -> State {
        let angle = stream.uniform(from: -Double.pi, to: Double.pi)
        return State(angle: angle, velocity: stream.uniform(from: -1, to: 1))
    }

    @inline(__always)
    func step(_ state: inout State, _ action: Action, _ stream: inout RandomStream) -> Transition {
        move(&state, torque: Double(action.control[0]))
    }

    /// One step under a torque, which is clipped.
    @inline(__always)
    func move(_ state: inout State, torque: Double) -> Transition {
        let torque = min(max(torque, -maximumTorque), maximumTorque)
        let angle = Self.wrapped(state.angle)
        let cost = angle * angle + 0.1 * (state.velocity * state.velocity) + 0.001 * (torque * torque)
        let velocity = state.velocity + (pull * Elementary.sin(state.angle) + push * torque) * timeStep
        state.velocity = min(max(velocity, -maximumSpeed), maximumSpeed)
        state.angle += state.velocity * timeStep
        return Transition(reward: -cost, terminated: false)
    }

    func flaw(of state: State) -> Flaw? {
        if state.angle.isNaN && state.velocity.isNaN { return nil }
        return Flaw.unless(state.angle.isFinite, "angle", "it is not finite")
            ?? .unless(abs(state.velocity) <= maximumSpeed, "velocity", "the rod is never faster than maximum_speed")
    }

    @inline(__always)
    func observe(_ state: State, into row: UnsafeMutablePointer<Float>) {
        let (sine, cosine) = Elementary.sinCos(state.angle)
        row[0] = Float(cosine)
        row[1] = Float(sine)
        row[2] = Float(state.velocity)
    }

    /// The angle in [−π, π): the exact remainder of angle + π, minus π.
    @inline(__always)
    private static func wrapped(_ angle: Double) -> Double {
        let shifted = angle + Double.pi
        if shifted >= 0 && shifted < 2 * Double.pi { return shifted - Double.pi }
        let rest = shifted.truncatingRemainder(dividingBy: 2 * Double.pi)
        return (rest < 0 ? rest + 2 * Double.pi : rest) - Double.pi
    }
}

extension Pendulum: Scenic {
    /// The rod at its length, where it is to be held, and the torque: positive ones turn counterclockwise.
    var scenery: Scenery<State> {
        let reach = 1.3 * max(length, 1)  // Short rods are seen to be short.
        return Scenery(
            Sight(across: -1.3 * reach...1.3 * reach, up: -reach...reach), pace: .seconds(timeStep),
            setting: [Shape(.line(from: Point(0, 1.05 * length), to: Point(0, 1.25 * length)), .goal, width: 0.03)]
        ) { [length, maximumTorque] state, move in
            let (sine, cosine) = Elementary.sinCos(state.angle)
            let rod = Point(-sine, cosine)
            let torque = min(max((move?.control ?? 0) / maximumTorque, -1), 1)
            return [
                Shape(.line(from: Point(0, 0), to: length * rod), .limb, width: 0.14),
                Shape(.circle(at: Point(0, 0), radius: 0.09), .joint),
                .wedge(at: 0.6 * length * rod, along: 0.4 * torque * Point(-rod.y, rod.x)),
            ]
        }
    }
}
