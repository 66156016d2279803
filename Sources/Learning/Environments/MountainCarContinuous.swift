import Config
import Determinism
import Numerics

/// MountainCar whose engine is set continuously, as Gymnasium's MountainCarContinuous-v0.
struct MountainCarContinuous: MountainDriving {
    static let component = Component(
        "mountain_car_continuous",
        "Drive an underpowered car out of a valley, the engine set continuously (Gymnasium's MountainCarContinuous-v0).",
        details: """
            Observation (2 numbers, Float32):
              0  car_position  between minimum_position and maximum_position
              1  car_velocity  between ±maximum_speed
            Action: 1 control, push: a, between −1 (full power to the left) and 1 (to the right); u = a + action_offset.
            Dynamics: u is clipped to [−1, 1]; v ← v + u·power − gravity·cos(3x), clipped; x ← x + v, clipped; the left wall stops the car.
            Reward: −0.1 u² for every step, and 100 for the one that reaches the goal.
            Start: position uniform in [−0.6, −0.4], at rest.
            End: terminated at goal_position or beyond with a velocity of goal_velocity or more; truncated after maximum_steps.
            State: Float64, rounded to Float32 after every step as in Gymnasium; so is 3x. A start that is not rounded and
            controls clipped by Gymnasium itself make its single steps differ by one rounding to Float32 at most.
            """,
        source: Source(
            .memoryBasedLearning, .gymnasium, note: "Gymnasium 1.x, MountainCarContinuous-v0", evidence: .reference),
        fields: MountainRoad.fields(
            engine: Field("power", .number(PhysicalRange.effort), "Velocity gained per step at full power").defaults(
                to: .number(0.0015)
            ).drawn, goal: 0.45, steps: 999)
            + [
                Field(
                    "action_offset", .number(Interval(-1, 1)),
                    "What is added to every control before the car takes it, and before it costs anything"
                ).defaults(to: .number(0)).drawn
            ])

    static let actionNames: [String] = []

    let spaces = Spaces(
        observation: ["car_position", "car_velocity"], action: .box(low: [-1], high: [1]), controls: ["push"])
    let road: MountainRoad
    private let power: Double
    private let offset: Double

    init(_ settings: Settings) {
        road = MountainRoad(settings)
        power = settings.number("power")
        offset = settings.number("action_offset")
    }

    func initial(_ stream: inout RandomStream) -> CarOnRoad {
        CarOnRoad(position: Double(Float(stream.uniform(from: -0.6, to: -0.4))), velocity: 0)
    }

    @inline(__always)
    func step(_ state: inout CarOnRoad, _ action: Action, _ stream: inout RandomStream) -> Transition {
        move(&state, control: Double(action.control[0]) + offset)
    }

    /// One step with a control, which is clipped for the engine but not for its cost.
    @inline(__always)
    func move(_ state: inout CarOnRoad, control: Double) -> Transition {
        let slope = Elementary.cos(Double(3 * Float(state.position)))
        var velocity = road.velocity(
            state.velocity + (min(max(control, -1), 1) * power - road.gravity * slope))
        let position = road.position(state.position + velocity)
        if position == road.leftEnd && velocity < 0 { velocity = 0 }
        state.position = Double(Float(position))
        state.velocity = Double(Float(velocity))
        let arrives = road.isReached(at: position, velocity)
        return Transition(reward: (arrives ? 100 : 0) - control * control * 0.1, terminated: arrives)
    }

    func flaw(of state: CarOnRoad) -> Flaw? {
        if state.position.isNaN && state.velocity.isNaN { return nil }
        let (low, high, fastest) = (Float(road.leftEnd), Float(road.rightEnd), Float(road.maximumSpeed))
        return flaw(of: state, between: Double(low), Double(high), below: Double(fastest))
    }

    static func push(_ move: Move) -> Double { min(max(move.control, -1), 1) }
}
