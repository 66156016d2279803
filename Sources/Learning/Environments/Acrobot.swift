import Config
import Determinism
import Numerics

/// Two links hanging from a bar, actuated at the joint between them, to be swung up (Sutton 1996), as Gymnasium's Acrobot-v1.
struct Acrobot: Environment {
    static let component = Component(
        "acrobot",
        "Swing the tip of a two-link pendulum above a bar by torque at the middle joint (Gymnasium's Acrobot-v1).",
        details: """
            Observation (6 numbers, Float32):
              0  cos_angle_1           angle of the first link from hanging down
              1  sin_angle_1
              2  cos_angle_2           angle of the second link relative to the first
              3  sin_angle_2
              4  angular_velocity_1    rad/s  between ±4π
              5  angular_velocity_2    rad/s  between ±9π
            Actions: torque −1, 0 or +1 at the middle joint, times `torque`.
            Reward: −1 for every step, 0 for the step that reaches the goal.
            Start: angles and velocities uniform in ±0.1, rounded to Float32.
            End: terminated when −cos θ₁ − cos(θ₁ + θ₂) > 1, or, with `goal: height`, when −l₁ cos θ₁ − l₂ cos(θ₁ + θ₂) >
            (l₁ + l₂)/2 (the same for links of 1 m); truncated after maximum_steps steps.
            State: Float64; one Runge–Kutta step (order 4) of time_step per action; angles wrapped to [−π, π].
            """,
        source: Source(
            .coarseCoding, .introduction, .gymnasium, note: "Gymnasium 1.x, Acrobot-v1", evidence: .reference),
        fields: [
            Field("gravity", .number(PhysicalRange.gravity), "Gravitational acceleration").unit("m/s²").defaults(
                to: .number(9.8)
            )
            .drawn,
            Field("link_length_1", .number(PhysicalRange.length), "Length of the first link").unit("m").defaults(
                to: .number(1)
            )
            .drawn,
            Field(
                "link_length_2", .number(PhysicalRange.length),
                "Length of the second link: counts in the goal of height alone"
            )
            .unit("m").defaults(to: .number(1)).drawn,
            Field("link_mass_1", .number(PhysicalRange.mass), "Mass of the first link").unit("kg").defaults(
                to: .number(1)
            )
            .drawn,
            Field("link_mass_2", .number(PhysicalRange.mass), "Mass of the second link").unit("kg").defaults(
                to: .number(1)
            )
            .drawn,
            Field(
                "center_of_mass_1", .number(PhysicalRange.length),
                "Distance of the first link's center of mass from the bar"
            )
            .unit("m").defaults(to: .number(0.5)).drawn,
            Field(
                "center_of_mass_2", .number(PhysicalRange.length),
                "Distance of the second link's center of mass from its joint"
            )
            .unit("m").defaults(to: .number(0.5)).drawn,
            Field("moment_of_inertia", .number(PhysicalRange.inertia), "Moment of inertia of each link").unit("kg m²")
                .defaults(to: .number(1)).drawn,
            Field("torque", .number(PhysicalRange.effort), "Torque of a full action").unit("N m").defaults(
                to: .number(1)
            ).drawn,
            Field("time_step", .number(PhysicalRange.timeStep), "Time between two actions").unit("s").defaults(
                to: .number(0.2)
            )
            .drawn,
            Field(
                "equations",
                .words(
                    ("book", "Sutton & Barto's book"),
                    ("nips", "The NIPS paper, which leaves one term out")),
                "Which equations of motion"
            ).defaults(to: .text("book")),
            Field(
                "goal",
                .words(
                    ("angles", "−cos θ₁ − cos(θ₁ + θ₂) > 1, whatever the lengths"),
                    ("height", "The tip is higher above the bar than half of both links")),
                "When the goal is reached"
            ).defaults(to: .text("angles")),
            Field("maximum_steps", .integer(1...Limits.episodeSteps), "Steps after which an episode is truncated")
                .defaults(to: .integer(500)),
        ])

    /// Angles and angular velocities of both links, in rad and rad/s.
    struct State: Codable, Sendable, Equatable {
        var angle1: Double
        var angle2: Double
        var velocity1: Double
        var velocity2: Double
    }

    let spaces = Spaces(
        observation: [
            "cos_angle_1", "sin_angle_1", "cos_angle_2", "sin_angle_2", "angular_velocity_1", "angular_velocity_2",
        ],
        action: .discrete(count: 3))
    let maximumSteps: Int
    private let gravity: Double
    private let length1: Double
    private let length2: Double
    private let goal: (length1: Double, length2: Double, height: Double)
    private let mass1: Double
    private let mass2: Double
    private let center1: Double
    private let center2: Double
    private let inertia: Double
    private let torque: Double
    private let timeStep: Double
    private let isBook: Bool

    init(_ settings: Settings) {
        gravity = settings.number("gravity")
        length1 = settings.number("link_length_1")
        length2 = settings.number("link_length_2")
        goal = settings.text("goal") == "height" ? (length1, length2, (length1 + length2) / 2) : (1, 1, 1)
        mass1 = settings.number("link_mass_1")
        mass2 = settings.number("link_mass_2")
        center1 = settings.number("center_of_mass_1")
        center2 = settings.number("center_of_mass_2")
        inertia = settings.number("moment_of_inertia")
        torque = settings.number("torque")
        timeStep = settings.number("time_step")
        isBook = settings.text("equations") == "book"
        maximumSteps = settings.integer("maximum_steps")
    }

    func initial(_ stream: inout RandomStream) -> State {
        func draw() -> Double { Double(Float(stream.uniform(from: -0.1, to: 0.1))) }
        let (angle1, angle2) = (draw(), draw())
        let (velocity1, velocity2) = (draw(), draw())
        return State(angle1: angle1, angle2: angle2, velocity1: velocity1, velocity2: velocity2)
    }

    @inline(__always)
    func step(_ state: inout State, _ action: Action, _ stream: inout RandomStream) -> Transition {
        let moment = Double(action.index - 1) * torque
        let half = timeStep / 2
        let start = SIMD4(state.angle1, state.angle2, state.velocity1, state.velocity2)
        let k1 = derivative(start, moment)
        let k2 = derivative(start + half * k1, moment)
        let k3 = derivative(start + half * k2, moment)
        let k4 = derivative(start + timeStep * k3, moment)
        let end = start + timeStep / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
        state.angle1 = Self.wrapped(end[0])
        state.angle2 = Self.wrapped(end[1])
        state.velocity1 = min(max(end[2], -4 * Double.pi), 4 * Double.pi)
        state.velocity2 = min(max(end[3], -9 * Double.pi), 9 * Double.pi)
        let first = -goal.length1 * Elementary.cos(state.angle1)
        let height = first - goal.length2 * Elementary.cos(state.angle2 + state.angle1)
        return Transition(reward: height > goal.height ? 0 : -1, terminated: height > goal.height)
    }

    func flaw(of state: State) -> Flaw? {
        Flaw.unless(abs(state.angle1) <= Double.pi, "angle1", "an angle is between −π and π")
            ?? .unless(abs(state.angle2) <= Double.pi, "angle2", "an angle is between −π and π")
            ?? .unless(abs(state.velocity1) <= 4 * Double.pi, "velocity1", "its limit is 4π")
            ?? .unless(abs(state.velocity2) <= 9 * Double.pi, "velocity2", "its limit is 9π")
    }

    @inline(__always)
    func observe(_ state: State, into row: UnsafeMutablePointer<Float>) {
        let (sine1, cosine1) = Elementary.sinCos(state.angle1)
        let (sine2, cosine2) = Elementary.sinCos(state.angle2)
        row[0] = Float(cosine1)
        row[1] = Float(sine1)
        row[2] = Float(cosine2)
        row[3] = Float(sine2)
        row[4] = Float(state.velocity1)
        row[5] = Float(state.velocity2)
    }

    /// d/dt of (θ₁, θ₂, θ̇₁, θ̇₂) under a constant torque.
    private func derivative(_ y: SIMD4<Double>, _ moment: Double) -> SIMD4<Double> {
        let (sine2, cosine2) = Elementary.sinCos(y[1])
        let (w1, w2) = (y[2], y[3])
        let reach = length1 * center2
        let d1 =
            mass1 * (center1 * center1)
            + mass2 * (length1 * length1 + center2 * center2 + 2 * reach * cosine2) + inertia + inertia
        let d2 = mass2 * (center2 * center2 + reach * cosine2) + inertia
        let phi2 = mass2 * center2 * gravity * Elementary.cos(y[0] + y[1] - Double.pi / 2)
        let swing = -mass2 * reach * (w2 * w2) * sine2 - 2 * mass2 * reach * w2 * w1 * sine2
        let weight = (mass1 * center1 + mass2 * length1) * gravity * Elementary.cos(y[0] - Double.pi / 2)
        let phi1 = swing + weight + phi2
        let pull = isBook ? mass2 * reach * (w1 * w1) * sine2 : 0
        let acceleration2 =
            (moment + d2 / d1 * phi1 - pull - phi2) / (mass2 * (center2 * center2) + inertia - d2 * d2 / d1)
        return SIMD4(w1, w2, -(d2 * acceleration2 + phi1) / d1, acceleration2)
    }

    /// The angle in [−π, π], by whole turns. Bounded velocities make it a turn or two, which are subtracted one by one as
    /// Gymnasium does; of many turns the exact remainder is left, and of what is infinite nothing that is a number.
    static func wrapped(_ angle: Double) -> Double {
        var angle = angle.magnitude < 64 * Double.pi ? angle : angle.remainder(dividingBy: 2 * Double.pi)
        while angle > Double.pi { angle -= 2 * Double.pi }
        while angle < -Double.pi { angle += 2 * Double.pi }
        return angle
    }
}

extension Acrobot: Scenic {
    /// Both links at their lengths with their masses, the height to be reached, and the torque.
    var scenery: Scenery<State> {
        let reach = 1.1 * max(length1 + length2, 2)  // Short links are seen to be short.
        // The goal is a height only where it is measured with the links' own lengths.
        let isHeight = goal.length1 == length1 && goal.length2 == length2
        let line = Shape(
            .line(from: Point(-reach, goal.height), to: Point(reach, goal.height)), .goal, width: 0.02)
        return Scenery(
            Sight(across: -1.3 * reach...1.3 * reach, up: -reach...reach), pace: .seconds(timeStep),
            actions: ["torque -1", "no torque", "torque +1"], setting: isHeight ? [line] : []
        ) { [length1, length2, mass1, mass2, center1, center2] state, move in
            let (sine1, cosine1) = Elementary.sinCos(state.angle1)
            let (sine2, cosine2) = Elementary.sinCos(state.angle1 + state.angle2)
            let (first, second) = (Point(sine1, -cosine1), Point(sine2, -cosine2))
            let joint = length1 * first
            let turn = move.map { Double($0.index - 1) } ?? 0
            return [
                Shape(.line(from: Point(0, 0), to: joint), .body, width: 0.12),
                Shape(.line(from: joint, to: joint + length2 * second), .limb, width: 0.12),
                Shape(.circle(at: Point(0, 0), radius: 0.08), .joint),
                Shape(.circle(at: joint, radius: 0.08), .joint),
                Shape(.circle(at: center1 * first, radius: 0.04 * mass1.squareRoot()), .ground),
                Shape(.circle(at: joint + center2 * second, radius: 0.04 * mass2.squareRoot()), .ground),
                .wedge(at: joint + 0.25 * length2 * second, along: 0.25 * turn * Point(-second.y, second.x)),
            ]
        }
    }
}
