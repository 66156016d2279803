import Config
import Determinism
import Numerics

/// MountainCar whose engine is set continuously, as Gymnasium's MountainCarContinuous-v0.
struct MountainCarContinuous: Environment {
    static let component = Component(
        "mountain_car_continuous",
        "Drive an underpowered car out of a valley, the engine set continuously (Gymnasium's MountainCarContinuous-v0).",
        details: """
            Observation (2 numbers, Float32):
              0  car_position  between minimum_position and maximum_position
              1  car_velocity  between ±maximum_speed
            Action: 1 control u, between −1 (full power to the left) and 1 (to the right).
            Dynamics: v ← v + u·power − gravity·cos(3x), clipped; x ← x + v, clipped; the left wall stops the car.
            Reward: −0.1 u² for every step, and 100 for the one that reaches the goal.
            Start: position uniform in [−0.6, −0.4], at rest.
            End: terminated at goal_position or beyond with a velocity of goal_velocity or more; truncated after maximum_steps.
            State: Float64, rounded to Float32 after every step as in Gymnasium; so is 3x. A start that is not rounded and
            controls clipped by Gymnasium itself make its single steps differ by one rounding to Float32 at most.
            """,
        source: Source(
            "Moore, Efficient memory-based learning for robot control, PhD thesis, Cambridge, 1990; Gymnasium 1.x, "
                + "MountainCarContinuous-v0",
            evidence: .reference),
        fields: MountainRoad.fields(
            engine: Field("power", .number(PhysicalRange.effort), "Velocity gained per step at full power").defaults(
                to: .number(0.0015)
            ).drawn, goal: 0.45, steps: 999))

    /// Position and velocity of the car; Float32 numbers.
    struct State: Codable, Sendable, Equatable {
        var position: Double
        var velocity: Double
    }

    let spaces = Spaces(observation: ["car_position", "car_velocity"], action: .box(low: [-1], high: [1]))
    let maximumSteps: Int
    private let power: Double
    private let gravity: Double
    private let leftEnd: Double
    private let rightEnd: Double
    private let maximumSpeed: Double
    private let goalPosition: Double
    private let goalVelocity: Double

    init(_ settings: Settings) {
        power = settings.number("power")
        gravity = settings.number("gravity")
        leftEnd = settings.number("minimum_position")
        rightEnd = settings.number("maximum_position")
        maximumSpeed = settings.number("maximum_speed")
        goalPosition = settings.number("goal_position")
        goalVelocity = settings.number("goal_velocity")
        maximumSteps = settings.integer("maximum_steps")
    }

    func initial(_ stream: inout RandomStream) -> State {
        State(position: Double(Float(stream.uniform(from: -0.6, to: -0.4))), velocity: 0)
    }

    @inline(__always)
    func step(_ state: inout State, _ action: Action, _ stream: inout RandomStream) -> Transition {
        move(&state, control: Double(action.control[0]))
    }

    /// One step with a control, which is clipped for the engine but not for its cost.
    @inline(__always)
    func move(_ state: inout State, control: Double) -> Transition {
        let slope = Elementary.cos(Double(3 * Float(state.position)))
        var velocity = state.velocity + (min(max(control, -1), 1) * power - gravity * slope)
        velocity = min(max(velocity, -maximumSpeed), maximumSpeed)
        let position = min(max(state.position + velocity, leftEnd), rightEnd)
        if position == leftEnd && velocity < 0 { velocity = 0 }
        state.position = Double(Float(position))
        state.velocity = Double(Float(velocity))
        let arrives = position >= goalPosition && velocity >= goalVelocity
        return Transition(reward: (arrives ? 100 : 0) - control * control * 0.1, terminated: arrives)
    }

    func flaw(of state: State) -> Flaw? {
        if state.position.isNaN && state.velocity.isNaN { return nil }
        let (low, high, fastest) = (Float(leftEnd), Float(rightEnd), Float(maximumSpeed))
        return Flaw.unless(
            state.position >= Double(low) && state.position <= Double(high), "position",
            "the car stays between the two ends")
            ?? .unless(abs(state.velocity) <= Double(fastest), "velocity", "the car is never faster than maximum_speed")
    }

    @inline(__always)
    func observe(_ state: State, into row: UnsafeMutablePointer<Float>) {
        row[0] = Float(state.position)
        row[1] = Float(state.velocity)
    }
}

extension MountainCarContinuous: Scenic {
    /// The valley, the car, and how hard its engine pushes.
    var scenery: Scenery<State> {
        let valley = Valley(leftEnd: leftEnd, rightEnd: rightEnd, goal: goalPosition)
        return Scenery(valley.sight, pace: .steps(perSecond: 30), setting: valley.setting) { state, move in
            valley.car(at: state.position, push: min(max(move?.control ?? 0, -1), 1))
        }
    }
}
