import Config
import Determinism
import Numerics

@testable import Learning

/// A mass without friction on a line, pushed along it and heated across it: the smallest world with two controls.
struct Slider: Environment {
    static let component = Component("slider", "A mass on a line.", fields: [])

    struct State: Codable, Sendable, Equatable {
        var position: Double
        var heat: Double
    }

    let spaces = Spaces(observation: ["position", "heat"], action: .box(low: [-1, 0], high: [1, 10]))
    let maximumSteps = 40

    init(_ settings: Settings) {}

    init() {}

    func initial(_ stream: inout RandomStream) -> State { State(position: stream.uniform(), heat: 0) }

    func step(_ state: inout State, _ action: Action, _ stream: inout RandomStream) -> Transition {
        state.position += Double(action.control[0])
        state.heat += Double(action.control[1])
        return Transition(reward: -abs(state.position), terminated: false)
    }

    func flaw(of state: State) -> Flaw? { nil }

    func observe(_ state: State, into row: UnsafeMutablePointer<Float>) {
        row[0] = Float(state.position)
        row[1] = Float(state.heat)
    }
}
