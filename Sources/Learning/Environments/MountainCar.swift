import Config
import Determinism
import Numerics

/// An underpowered car in a valley that must swing up to the right-hand hill (Moore 1990), as Gymnasium's MountainCar-v0.
struct MountainCar: MountainDriving {
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
            .memoryBasedLearning, .gymnasium, note: "Gymnasium 1.x, MountainCar-v0", evidence: .reference),
        fields: MountainRoad.fields(
            engine: Field("force", .number(PhysicalRange.effort), "Velocity gained by one push").defaults(
                to: .number(0.001)
            ).drawn, goal: 0.5, steps: 200))

    static let actionNames = ["left", "coast", "right"]

    let spaces = Spaces(observation: ["car_position", "car_velocity"], action: .discrete(count: 3))
    let road: MountainRoad
    private let force: Double

    init(_ settings: Settings) {
        road = MountainRoad(settings)
        force = settings.number("force")
    }

    func initial(_ stream: inout RandomStream) -> CarOnRoad {
        CarOnRoad(position: stream.uniform(from: -0.6, to: -0.4), velocity: 0)
    }

    @inline(__always)
    func step(_ state: inout CarOnRoad, _ action: Action, _ stream: inout RandomStream) -> Transition {
        let push = Double(action.index - 1) * force
        let velocity = state.velocity + (push + Elementary.cos(3 * state.position) * -road.gravity)
        state.velocity = road.velocity(velocity)
        state.position = road.position(state.position + state.velocity)
        if state.position == road.leftEnd && state.velocity < 0 { state.velocity = 0 }
        return Transition(reward: -1, terminated: road.isReached(at: state.position, state.velocity))
    }

    func flaw(of state: CarOnRoad) -> Flaw? {
        flaw(of: state, between: road.leftEnd, road.rightEnd, below: road.maximumSpeed)
    }

    static func push(_ move: Move) -> Double { Double(move.index - 1) }
}
