import Config
import Determinism
import Numerics

/// A pole hinged on a cart that is pushed left or right (Barto, Sutton & Anderson 1983), as Gymnasium's CartPole-v1.
///
/// Integrated by explicit Euler in Gymnasium's order of operations; the divisions by the total mass are multiplications
/// by its reciprocal, which moves a step by less than 10⁻¹⁵.
struct CartPole: Environment {
    static let component = Component(
        "cartpole",
        "Keep a pole upright on a cart by pushing the cart left or right (Gymnasium's CartPole-v1).",
        details: """
            Observation (4 numbers, Float32):
              0  cart_position          m       ends the episode beyond ±position_limit
              1  cart_velocity          m/s     unbounded
              2  pole_angle             rad     ends the episode beyond ±angle_limit
              3  pole_angular_velocity  rad/s   unbounded
            Actions: 0 pushes the cart to the left with `force`, 1 to the right.
            Reward: 1 for every step, the last one included; terminal_reward shows learners another last one.
            Start: all four numbers uniform in ±initial_bound.
            End: terminated beyond a limit; truncated after maximum_steps steps.
            State: Float64. Integration: explicit Euler (or semi-implicit) with time_step.
            """,
        source: Source(
            .neuronlikeElements, .gymnasium, note: "Gymnasium 1.x, CartPole-v1", evidence: .reference),
        fields: [
            Field("gravity", .number(PhysicalRange.gravity), "Gravitational acceleration").unit("m/s²").defaults(
                to: .number(9.8)
            )
            .drawn,
            Field("cart_mass", .number(PhysicalRange.mass), "Mass of the cart").unit("kg").defaults(to: .number(1))
                .drawn,
            Field("pole_mass", .number(PhysicalRange.mass), "Mass of the pole").unit("kg").defaults(to: .number(0.1))
                .drawn,
            Field(
                "pole_half_length", .number(PhysicalRange.length),
                "Half the length of the pole: hinge to center of mass"
            )
            .unit("m").defaults(to: .number(0.5)).drawn,
            Field("force", .number(PhysicalRange.effort), "Force of one push").unit("N").defaults(to: .number(10))
                .drawn,
            Field("time_step", .number(PhysicalRange.timeStep), "Time between two actions").unit("s").defaults(
                to: .number(0.02)
            )
            .drawn,
            Field("position_limit", .number(PhysicalRange.limit), "Cart position beyond which the episode ends").unit(
                "m"
            )
            .defaults(to: .number(2.4)).drawn,
            Field("angle_limit", .number(PhysicalRange.limit), "Pole angle beyond which the episode ends: 12 degrees")
                .unit("rad")
                .defaults(to: .number(0.20943951023931953)).drawn,
            Field(
                "initial_bound", .number(PhysicalRange.start), "Start values lie uniformly between minus and plus this"
            )
            .defaults(to: .number(0.05)).drawn,
            Field(
                "integrator",
                .words(
                    ("euler", "Positions move with the old velocities"),
                    ("semi_implicit", "Velocities first, positions with the new ones")),
                "How positions and velocities are advanced"
            ).defaults(to: .text("euler")),
            Field("maximum_steps", .integer(1...Limits.episodeSteps), "Steps after which an episode is truncated")
                .defaults(to: .integer(500)),
            TerminalReward.field,
        ])

    /// Position and angle with their velocities, in m, m/s, rad, rad/s.
    struct State: Codable, Sendable, Equatable {
        var position: Double
        var velocity: Double
        var angle: Double
        var angularVelocity: Double
    }

    /// The track, the pole's 12°, and about the velocities seen before an episode ends.
    static let spacesOfAll: Spaces = Spaces(
        observation: ["cart_position", "cart_velocity", "pole_angle", "pole_angular_velocity"],
        action: .discrete(count: 2), usual: [-2.4...2.4, -3...3, -0.2095...0.2095, -3.5...3.5])

    let spaces: Spaces = CartPole.spacesOfAll
    let maximumSteps: Int
    let terminalReward: TerminalReward?
    private let gravity: Double
    private let poleMass: Double
    private let halfLength: Double
    private let force: Double
    private let timeStep: Double
    private let positionLimit: Double
    private let angleLimit: Double
    private let initialBound: Double
    private let isSemiImplicit: Bool
    private let inverseTotalMass: Double
    private let poleMassLength: Double

    init(_ settings: Settings) {
        gravity = settings.number("gravity")
        poleMass = settings.number("pole_mass")
        halfLength = settings.number("pole_half_length")
        force = settings.number("force")
        timeStep = settings.number("time_step")
        positionLimit = settings.number("position_limit")
        angleLimit = settings.number("angle_limit")
        initialBound = settings.number("initial_bound")
        isSemiImplicit = settings.text("integrator") == "semi_implicit"
        maximumSteps = settings.integer("maximum_steps")
        terminalReward = TerminalReward(settings)
        inverseTotalMass = 1 / (settings.number("cart_mass") + poleMass)
        poleMassLength = poleMass * halfLength
    }

    func initial(_ stream: inout RandomStream) -> State {
        let position = stream.uniform(from: -initialBound, to: initialBound)
        let velocity = stream.uniform(from: -initialBound, to: initialBound)
        let angle = stream.uniform(from: -initialBound, to: initialBound)
        let angularVelocity = stream.uniform(from: -initialBound, to: initialBound)
        return State(position: position, velocity: velocity, angle: angle, angularVelocity: angularVelocity)
    }

    @inline(__always)
    func step(_ state: inout State, _ action: Action, _ stream: inout RandomStream) -> Transition {
        let push = action.index == 1 ? force : -force
        let (sine, cosine) = Elementary.sinCos(state.angle)
        let swing = poleMassLength * (state.angularVelocity * state.angularVelocity) * sine
        let thrust = (push + swing) * inverseTotalMass
        let inertia = halfLength * (4.0 / 3.0 - poleMass * (cosine * cosine) * inverseTotalMass)
        let angularAcceleration = (gravity * sine - cosine * thrust) / inertia
        let acceleration = thrust - poleMassLength * angularAcceleration * cosine * inverseTotalMass
        if isSemiImplicit {
            state.velocity += timeStep * acceleration
            state.position += timeStep * state.velocity
            state.angularVelocity += timeStep * angularAcceleration
            state.angle += timeStep * state.angularVelocity
        } else {
            state.position += timeStep * state.velocity
            state.velocity += timeStep * acceleration
            state.angle += timeStep * state.angularVelocity
            state.angularVelocity += timeStep * angularAcceleration
        }
        // Written so that a state that is not a number counts as fallen.
        let stands = abs(state.position) <= positionLimit && abs(state.angle) <= angleLimit
        return Transition(reward: 1, terminated: !stands)
    }

    func flaw(of state: State) -> Flaw? {
        Flaw.unless(abs(state.position) <= positionLimit, "position", "the episode would have ended there")
            ?? .unless(abs(state.angle) <= angleLimit, "angle", "the episode would have ended there")
            ?? .unless(state.velocity.isFinite, "velocity", "it is not finite")
            ?? .unless(state.angularVelocity.isFinite, "angular_velocity", "it is not finite")
    }

    @inline(__always)
    func observe(_ state: State, into row: UnsafeMutablePointer<Float>) {
        row[0] = Float(state.position)
        row[1] = Float(state.velocity)
        row[2] = Float(state.angle)
        row[3] = Float(state.angularVelocity)
    }
}

extension CartPole: Scenic {
    /// The cart on its rail between the limits, the pole at its length, and the push.
    var scenery: Scenery<State> {
        let half = max(positionLimit, 2 * halfLength) + 0.5
        return Scenery(
            Sight(across: -half...half, up: -0.4...(2 * halfLength + 0.4)), pace: .seconds(timeStep),
            actions: ["push left", "push right"],
            setting: [Shape(.line(from: Point(-positionLimit, 0), to: Point(positionLimit, 0)), .ground, width: 0.02)]
                + [-positionLimit, positionLimit].map {
                    Shape(.line(from: Point($0, -0.2), to: Point($0, 0.4)), .danger, width: 0.02)
                }
        ) { [halfLength] state, move in
            let cart = Point(state.position, 0)
            let (sine, cosine) = Elementary.sinCos(state.angle)
            let side = move.map { $0.index == 1 ? 1.0 : -1 } ?? 0
            return [
                Shape(.rectangle(from: cart - Point(0.22, 0.12), to: cart + Point(0.22, 0.12)), .body),
                Shape(.line(from: cart, to: cart + 2 * halfLength * Point(sine, cosine)), .limb, width: 0.07),
                Shape(.circle(at: cart, radius: 0.045), .joint),
                .wedge(at: cart + Point(0.25 * side, 0), along: Point(0.2 * side, 0)),
            ]
        }
    }
}
