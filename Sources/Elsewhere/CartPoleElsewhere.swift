public import Config
public import Determinism
public import Learning
public import Numerics

/// CartPole once more, in a module that knows Learning as any other package does: what `concord bench` holds against the one
/// within, to see that a world costs no more outside.
///
/// The same settings, the same numbers, step by step; not a kind that a spec can name.
public struct CartPoleElsewhere: Environment {
    /// The settings of the original, under another name.
    public static let component = Component(
        "cartpole_elsewhere", "CartPole, written in another module.", fields: original.fields)

    /// What it is a copy of.
    public static var original: Component {
        guard let component = Language.learning.environments["cartpole"] else {
            preconditionFailure("there is no environment of this name")
        }
        return component
    }

    /// Position and angle with their velocities, in m, m/s, rad, rad/s.
    public struct State: Codable, Sendable {
        var position: Double
        var velocity: Double
        var angle: Double
        var angularVelocity: Double
    }

    /// The original's.
    public let spaces: Spaces
    /// As set.
    public let maximumSteps: Int
    /// As set.
    public let terminalReward: TerminalReward?
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

    /// Reads settings of the original.
    public init(_ settings: Settings) {
        spaces = Language.learning.environments.make(Choice(kind: Self.original.kind)).spaces
        maximumSteps = settings.integer("maximum_steps")
        terminalReward = TerminalReward(settings)
        gravity = settings.number("gravity")
        poleMass = settings.number("pole_mass")
        halfLength = settings.number("pole_half_length")
        force = settings.number("force")
        timeStep = settings.number("time_step")
        positionLimit = settings.number("position_limit")
        angleLimit = settings.number("angle_limit")
        initialBound = settings.number("initial_bound")
        isSemiImplicit = settings.text("integrator") == "semi_implicit"
        inverseTotalMass = 1 / (settings.number("cart_mass") + poleMass)
        poleMassLength = poleMass * halfLength
    }

    /// With the settings that hold where a spec is silent.
    public static var usual: CartPoleElsewhere { CartPoleElsewhere(Choice(kind: original.kind).settings(original)) }

    /// Four uniform numbers.
    public func initial(_ stream: inout RandomStream) -> State {
        let position = stream.uniform(from: -initialBound, to: initialBound)
        let velocity = stream.uniform(from: -initialBound, to: initialBound)
        let angle = stream.uniform(from: -initialBound, to: initialBound)
        let angularVelocity = stream.uniform(from: -initialBound, to: initialBound)
        return State(position: position, velocity: velocity, angle: angle, angularVelocity: angularVelocity)
    }

    /// One step of explicit, or semi-implicit, Euler.
    @inline(__always)
    public func step(_ state: inout State, _ action: Action, _ stream: inout RandomStream) -> Transition {
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
        let stands = abs(state.position) <= positionLimit && abs(state.angle) <= angleLimit
        return Transition(reward: 1, terminated: !stands)
    }

    /// What is played here is never restored.
    public func flaw(of state: State) -> Flaw? { nil }

    /// The four numbers.
    @inline(__always)
    public func observe(_ state: State, into row: UnsafeMutablePointer<Float>) {
        row[0] = Float(state.position)
        row[1] = Float(state.velocity)
        row[2] = Float(state.angle)
        row[3] = Float(state.angularVelocity)
    }
}
