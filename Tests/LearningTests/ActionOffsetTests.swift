import Config
import Determinism
import Testing

@testable import Learning

@Suite("What is added to every control of a continuous mountain car")
struct ActionOffsetTests {
    private static func car(_ offset: Double) -> MountainCarContinuous {
        MountainCarContinuous(
            Settings(
                MountainCarContinuous.component.fields, .object([.init("action_offset", .number(offset))])))
    }

    @Test("is as if it had been in the control: in speed, limits and cost", arguments: [-1.0, -0.375, 0, 0.5, 1])
    func offset(_ offset: Double) throws {
        let (moved, plain) = (Self.car(offset), Self.car(0))
        var stream = StreamKey(seed: 5, owner: "agent/a").stream(.environment)
        for control in [-1.5, -1, -0.25, 0, 0.125, 0.75, 1, 2] as [Float] {
            var (one, other) = (CarOnRoad(position: -0.5, velocity: 0.01), CarOnRoad(position: -0.5, velocity: 0.01))
            let found = withUnsafePointer(to: control) {
                moved.step(&one, Action(control: $0), &stream)
            }
            let expected = plain.move(&other, control: Double(control) + offset)
            #expect(one == other && found.reward == expected.reward && found.terminated == expected.terminated)
        }
    }

    @Test("a clipped normal range is drawn for each agent, and its ends are the field's")
    func range() {
        let range = DrawnRange(.object([.init("normal", .list([0, 0.8, -1, 1].map { .number($0) }))]))
        #expect(range == .normal(mean: 0, deviation: 0.8, low: -1, high: 1))
    }
}
