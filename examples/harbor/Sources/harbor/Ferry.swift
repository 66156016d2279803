import Config
import Determinism
import Learning
import Numerics

/// A ferry that keeps its lane where a sandbank splits the tide, which pushes it away from the middle.
struct Ferry: Scenic {
    static let component = Component(
        "ferry", "Keep a ferry in its lane where the tide pushes away from the middle.",
        details: """
            Observation: place x (m), velocity v (m/s), across the lane. Actions: 0 port, 1 straight on, 2 starboard.
            v ← v + τ (tide·x + a − 1), then x ← x + τ v, with τ = 0.1 s; reward 1 for every step; x starts uniform
            in ±0.1 m, at rest; terminated beyond ±1 m, truncated after 200 steps.
            """,
        fields: [Field("tide", .number(Interval(0, 10)), "How hard it pushes, 1/s²").defaults(to: .number(1)).drawn])

    struct State: Codable, Sendable {
        var place: Double
        var velocity = 0.0
    }

    let spaces = Spaces(observation: ["place", "velocity"], action: .discrete(count: 3), usual: [-1...1, -1...1])
    let maximumSteps = 200
    private let tide: Double

    init(_ settings: Settings) { tide = settings.number("tide") }

    func initial(_ stream: inout RandomStream) -> State { State(place: stream.uniform(from: -0.1, to: 0.1)) }

    @inline(__always)
    func step(_ state: inout State, _ action: Action, _ stream: inout RandomStream) -> Transition {
        state.velocity += 0.1 * (tide * state.place + Double(action.index - 1))
        state.place += 0.1 * state.velocity
        return Transition(reward: 1, terminated: abs(state.place) > 1)
    }

    func flaw(of state: State) -> Flaw? { .unless(abs(state.place) <= 1, "place", "the episode would have ended") }

    @inline(__always)
    func observe(_ state: State, into row: UnsafeMutablePointer<Float>) {
        (row[0], row[1]) = (Float(state.place), Float(state.velocity))
    }

    var scenery: Scenery<State> {
        let lane = [-1.0, 1].map { Shape(.line(from: Point($0, -1), to: Point($0, 1)), .danger, width: 0.02) }
        return Scenery(Sight(across: -1.5...1.5, up: -1...1), pace: .seconds(0.1), setting: lane) { state, _ in
            [Shape(.circle(at: Point(state.place, 0), radius: 0.1), .body)]
        }
    }
}
