import Config
import Determinism
import Numerics

/// A pole hinged on a cart that is driven along a rail, as Gymnasium's InvertedPendulum-v5 on MuJoCo, without MuJoCo.
///
/// The model's two joints make a planar problem of two coordinates, q = (x, θ), whose accelerations have a closed form; so
/// do the forces of its stops, as there are at most two. Runge and Kutta's method is MuJoCo's, in its order of operations.
struct InvertedPendulum: Environment {
    static let component = Component(
        "inverted_pendulum",
        "Keep a pole upright on a cart by a motor's force along a rail (Gymnasium's InvertedPendulum-v5).",
        details: """
            Observation (4 numbers, Float32):
              0  cart_position          m       stopped softly beyond ±rail_limit
              1  pole_angle             rad     ends the episode beyond ±angle_limit; stopped softly beyond ±π/2
              2  cart_velocity          m/s     unbounded
              3  pole_angular_velocity  rad/s   unbounded
            Action: 1 control, motor: u, between ±control_limit; the force on the cart is gear·u newtons.
            Dynamics: M(q) q̈ + c(q, q̇) = f + Jᵀλ by MuJoCo's model, frame_skip steps of RK4 with time_step. Cart and pole are
            capsules: mass and inertia follow from density and size, the pole's center of mass is at (0.0005 m, pole_length/2),
            so it leans a little. A longer pole is heavier: mass, inertia and the stops' compliance change with it.
            Stops: MuJoCo's soft constraints (solref 0.02 1, but two time steps at least; solimp 0.9 0.95 0.001), solved exactly
            where MuJoCo iterates to 1e-8.
            Reward: 1 for every step; for the one that terminates 0, or 1 with reward_at_termination as in versions 2 and 4.
            Start: all four numbers uniform in ±initial_bound; in every episode those of the first where `start` says so.
            End: terminated beyond angle_limit, or where a number is beyond 1e10, at which MuJoCo would start over; truncated
            after maximum_steps steps.
            State: Float64. Single steps are MuJoCo's within 1e-14; like the pole's fall, errors grow 6 times in 10 steps.
            """,
        source: Source(
            .neuronlikeElements, .mujoco, .gymnasium, note: "Gymnasium 1.x, InvertedPendulum-v5", evidence: .reference),
        fields: [
            Field("gravity", .number(PhysicalRange.gravity), "Gravitational acceleration").unit("m/s²").defaults(
                to: .number(9.81)
            )
            .drawn,
            Field("cart_density", .number(PhysicalRange.density), "Density of the cart; 1000 makes it weigh 10.47 kg")
                .unit("kg/m³")
                .defaults(to: .number(1000)).drawn,
            Field(
                "pole_density", .number(PhysicalRange.density),
                "Density of the pole; 1000 makes 0.6 m of it weigh 5.02 kg"
            )
            .unit("kg/m³").defaults(to: .number(1000)).drawn,
            Field("pole_length", .number(PhysicalRange.length), "Length of the pole without its round ends").unit("m")
                .defaults(to: .number(0.6)).drawn,
            Field("cart_damping", .number(PhysicalRange.damping), "Friction of the cart per velocity").unit("N s/m")
                .defaults(to: .number(1)).drawn,
            Field("hinge_damping", .number(PhysicalRange.damping), "Friction of the hinge per angular velocity").unit(
                "N m s/rad"
            )
            .defaults(to: .number(1)).drawn,
            Field("gear", .number(PhysicalRange.effort), "Force of the motor per control").unit("N").defaults(
                to: .number(100)
            )
            .drawn,
            Field("control_limit", .number(PhysicalRange.limit), "The largest control either way").defaults(
                to: .number(3)
            ).drawn,
            Field("rail_limit", .number(PhysicalRange.limit), "Cart position beyond which a stop pushes back").unit("m")
                .defaults(to: .number(1)).drawn,
            Field("time_step", .number(PhysicalRange.timeStep), "Time of one step of integration").unit("s")
                .defaults(to: .number(0.02)).drawn,
            Field("frame_skip", .integer(1...Limits.frameSkip), "Steps of integration between two actions")
                .defaults(to: .integer(2)),
            Field("angle_limit", .number(PhysicalRange.limit), "Pole angle beyond which the episode ends").unit("rad")
                .defaults(to: .number(0.2)).drawn,
            Field(
                "initial_bound", .number(PhysicalRange.start), "Start values lie uniformly between minus and plus this"
            )
            .defaults(to: .number(0.01)).drawn,
            EpisodeStart.field,
            Field("reward_at_termination", .boolean, "Whether the step that terminates an episode is rewarded too")
                .defaults(to: .boolean(false)),
            Field("maximum_steps", .integer(1...Limits.episodeSteps), "Steps after which an episode is truncated")
                .defaults(to: .integer(1000)),
        ])

    /// Position and angle with their velocities, in m, rad, m/s, rad/s.
    struct State: Codable, Sendable, Equatable {
        var position: Double
        var angle: Double
        var velocity: Double
        var angularVelocity: Double
    }

    let spaces: Spaces
    let maximumSteps: Int
    private let mechanics: Mechanics
    private let poleLength: Double
    private let railLimit: Double
    private let gear: Double
    private let controlLimit: Double
    private let timeStep: Double
    private let frameSkip: Int
    private let angleLimit: Double
    private let initialBound: Double
    let episodeStart: EpisodeStart
    private let lastReward: Double

    init(_ settings: Settings) {
        self.init(
            settings, cart: Capsule(length: 0.2, radius: 0.1, density: settings.number("cart_density")),
            pole: .pole(height: settings.number("pole_length"), density: settings.number("pole_density")))
    }

    /// An environment with bodies of any mass and inertia.
    init(_ settings: Settings, cart: Capsule, pole: Capsule) {
        mechanics = Mechanics(settings, cart: cart, pole: pole)
        poleLength = settings.number("pole_length")
        railLimit = settings.number("rail_limit")
        gear = settings.number("gear")
        controlLimit = settings.number("control_limit")
        timeStep = settings.number("time_step")
        frameSkip = settings.integer("frame_skip")
        angleLimit = settings.number("angle_limit")
        initialBound = settings.number("initial_bound")
        episodeStart = EpisodeStart(settings)
        lastReward = settings.flag("reward_at_termination") ? 1 : 0
        maximumSteps = settings.integer("maximum_steps")
        spaces = Spaces(
            observation: ["cart_position", "pole_angle", "cart_velocity", "pole_angular_velocity"],
            action: .box(low: [-controlLimit], high: [controlLimit]), controls: ["motor"])
    }

    func initial(_ stream: inout RandomStream) -> State {
        let position = stream.uniform(from: -initialBound, to: initialBound)
        let angle = stream.uniform(from: -initialBound, to: initialBound)
        let velocity = stream.uniform(from: -initialBound, to: initialBound)
        let angularVelocity = stream.uniform(from: -initialBound, to: initialBound)
        return State(position: position, angle: angle, velocity: velocity, angularVelocity: angularVelocity)
    }

    @inline(__always)
    func step(_ state: inout State, _ action: Action, _ stream: inout RandomStream) -> Transition {
        move(&state, control: Double(action.control[0]))
    }

    /// One step under a control, which is clipped.
    @inline(__always)
    func move(_ state: inout State, control: Double) -> Transition {
        let force = gear * min(max(control, -controlLimit), controlLimit)
        var y = SIMD4(state.position, state.angle, state.velocity, state.angularVelocity)
        for _ in 0..<frameSkip { y = integrate(y, force) }
        state = State(position: y[0], angle: y[1], velocity: y[2], angularVelocity: y[3])
        // Written so that a state that is not a number counts as fallen.
        let stands =
            abs(state.angle) <= angleLimit && abs(state.position) <= 1e10 && abs(state.velocity) <= 1e10
            && abs(state.angularVelocity) <= 1e10
        return Transition(reward: stands ? 1 : lastReward, terminated: !stands)
    }

    func flaw(of state: State) -> Flaw? {
        Flaw.unless(abs(state.angle) <= angleLimit, "angle", "the episode would have ended there")
            ?? .unless(abs(state.position) <= 1e10, "position", "the episode would have ended there")
            ?? .unless(abs(state.velocity) <= 1e10, "velocity", "the episode would have ended there")
            ?? .unless(abs(state.angularVelocity) <= 1e10, "angular_velocity", "the episode would have ended there")
    }

    @inline(__always)
    func observe(_ state: State, into row: UnsafeMutablePointer<Float>) {
        row[0] = Float(state.position)
        row[1] = Float(state.angle)
        row[2] = Float(state.velocity)
        row[3] = Float(state.angularVelocity)
    }

    /// One step of the classical method of Runge and Kutta on (x, θ, ẋ, θ̇), summed as MuJoCo does.
    @inline(__always)
    private func integrate(_ y: SIMD4<Double>, _ force: Double) -> SIMD4<Double> {
        let k1 = mechanics.derivative(y, force)
        let k2 = mechanics.derivative(y + timeStep * (0.5 * k1), force)
        let k3 = mechanics.derivative(y + timeStep * (0.5 * k2), force)
        let k4 = mechanics.derivative(y + timeStep * k3, force)
        let (outer, inner) = (1.0 / 6.0, 1.0 / 3.0)
        let early = outer * k1 + inner * k2
        return y + timeStep * (early + inner * k3 + outer * k4)
    }
}

extension InvertedPendulum: Scenic {
    /// The cart on its rail between the stops, the pole at its length, and the motor's force.
    var scenery: Scenery<State> {
        let half = max(railLimit, poleLength) + 0.4
        return Scenery(
            Sight(across: -half...half, up: -0.3...(poleLength + 0.2)), pace: .seconds(timeStep * Double(frameSkip)),
            setting: [Shape(.line(from: Point(-railLimit, 0), to: Point(railLimit, 0)), .ground, width: 0.02)]
                + [-railLimit, railLimit].map {
                    Shape(.line(from: Point($0, -0.15), to: Point($0, 0.15)), .ground, width: 0.02)
                }
        ) { [poleLength, controlLimit] state, move in
            let cart = Point(state.position, 0)
            let (sine, cosine) = Elementary.sinCos(state.angle)
            let force = min(max((move?.control ?? 0) / controlLimit, -1), 1)
            let side: Double = force < 0 ? -1 : 1
            return [
                Shape(.rectangle(from: cart - Point(0.2, 0.1), to: cart + Point(0.2, 0.1)), .body),
                Shape(.line(from: cart, to: cart + poleLength * Point(sine, cosine)), .limb, width: 0.07),
                Shape(.circle(at: cart, radius: 0.04), .joint),
                .wedge(at: cart + Point(0.22 * side, 0), along: Point(0.2 * force, 0)),
            ]
        }
    }
}
