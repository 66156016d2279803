import Config
import Determinism
import Numerics

/// An underpowered car in a valley that must swing up to the right-hand hill (Moore 1990), as Gymnasium's MountainCar-v0.
struct MountainCar: Environment {
    static let component = Component(
        "mountain_car",
        "Drive an underpowered car out of a valley by gathering momentum (Gymnasium's MountainCar-v0).",
        details: """
            Observation (2 numbers, Float32):
              0  car_position  between minimum_position and maximum_position
              1  car_velocity  between ±maximum_speed
            Actions: 0 accelerates to the left, 1 not at all, 2 to the right.
            Dynamics: v ← v + (a − 1)·force − gravity·cos(3x), clipped; x ← x + v, clipped; the left wall stops the car.
            Reward: −1 for every step.
            Start: position uniform in [−0.6, −0.4], at rest.
            End: terminated at goal_position or beyond with a velocity of goal_velocity or more; truncated after maximum_steps.
            State: Float64.
            """,
        source: Source(
            "Moore, Efficient memory-based learning for robot control, PhD thesis, Cambridge, 1990; Gymnasium 1.x, "
                + "MountainCar-v0",
            evidence: .reference),
        fields: MountainRoad.fields(
            engine: Field("force", .number(PhysicalRange.effort), "Velocity gained by one push").defaults(
                to: .number(0.001)
            ).drawn, goal: 0.5, steps: 200))

    /// Position and velocity of the car.
    struct State: Codable, Sendable, Equatable {
        var position: Double
        var velocity: Double
    }

    let spaces = Spaces(observation: ["car_position", "car_velocity"], action: .discrete(count: 3))
    let maximumSteps: Int
    private let force: Double
    private let gravity: Double
    private let leftEnd: Double
    private let rightEnd: Double
    private let maximumSpeed: Double
    private let goalPosition: Double
    private let goalVelocity: Double

    init(_ settings: Settings) {
        force = settings.number("force")
        gravity = settings.number("gravity")
        leftEnd = settings.number("minimum_position")
        rightEnd = settings.number("maximum_position")
        maximumSpeed = settings.number("maximum_speed")
        goalPosition = settings.number("goal_position")
        goalVelocity = settings.number("goal_velocity")
        maximumSteps = settings.integer("maximum_steps")
    }

    func initial(_ stream: inout RandomStream) -> State {
        State(position: stream.uniform(from: -0.6, to: -0.4), velocity: 0)
    }

    @inline(__always)
    func step(_ state: inout State, _ action: Action, _ stream: inout RandomStream) -> Transition {
        let push = Double(action.index - 1) * force
        let velocity = state.velocity + (push + Elementary.cos(3 * state.position) * -gravity)
        state.velocity = min(max(velocity, -maximumSpeed), maximumSpeed)
        state.position = min(max(state.position + state.velocity, leftEnd), rightEnd)
        if state.position == leftEnd && state.velocity < 0 { state.velocity = 0 }
        return Transition(
            reward: -1, terminated: state.position >= goalPosition && state.velocity >= goalVelocity)
    }

    func flaw(of state: State) -> Flaw? {
        Flaw.unless(
            state.position >= leftEnd && state.position <= rightEnd, "position", "the car stays between the two ends")
            ?? .unless(abs(state.velocity) <= maximumSpeed, "velocity", "the car is never faster than maximum_speed")
    }

    @inline(__always)
    func observe(_ state: State, into row: UnsafeMutablePointer<Float>) {
        row[0] = Float(state.position)
        row[1] = Float(state.velocity)
    }
}

extension MountainCar: Scenic {
    /// The valley, the car, and where its engine pushes.
    var scenery: Scenery<State> {
        let valley = Valley(leftEnd: leftEnd, rightEnd: rightEnd, goal: goalPosition)
        return Scenery(
            valley.sight, pace: .steps(perSecond: 30), actions: ["left", "coast", "right"], setting: valley.setting
        ) { state, move in valley.car(at: state.position, push: move.map { Double($0.index - 1) } ?? 0) }
    }
}
