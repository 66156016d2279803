import Config
import Determinism
import Testing

@testable import Learning

/// What holds for every environment whatever its constants are, within what the field tables take.
@Suite("Worlds at the ends of their constants")
struct ExtremeConstantsTests {
    /// A world in which some constants stand at an end of their intervals.
    struct Extreme: Sendable, CustomTestStringConvertible {
        let kind: String
        let values: [String: CanonicalValue]
        var testDescription: String {
            kind + values.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value.json)" }.joined()
        }
    }

    /// Every constant at either end, alone; all at their low ends, all at their high ends.
    static let extremes: [Extreme] = Language.learning[Environments.name].components.flatMap { component -> [Extreme] in
        let ends = component.fields.compactMap { field -> (String, [CanonicalValue])? in
            switch field.type {
            case .number(let interval):
                // The numbers next to an end that does not belong.
                let low = interval.includesLow ? interval.low : interval.low.nextUp
                let high = interval.includesHigh ? interval.high : interval.high.nextDown
                return (field.key, [.number(low), .number(high)])
            case .integer(let range) where field.key != "maximum_steps" && range.upperBound <= 1000:
                return (field.key, [.integer(range.lowerBound), .integer(range.upperBound)])
            default: return nil
            }
        }
        let numbers = ends.filter { if case .number = $0.1[0] { true } else { false } }
        let alone = ends.flatMap { key, values in values.map { Extreme(kind: component.kind, values: [key: $0]) } }
        return alone
            + [0, 1].map { end in
                Extreme(
                    kind: component.kind,
                    values: Dictionary(uniqueKeysWithValues: numbers.map { ($0.0, $0.1[end]) }))
            }
    }

    @Test("Episodes end, and what is observed and rewarded are numbers", .timeLimit(.minutes(1)), arguments: extremes)
    func episodes(extreme: Extreme) {
        let choice = Choice(
            .object([.init(extreme.kind, .object(sorting: extreme.values.map { ($0.key, $0.value) }))]))
        let environment = Language.learning[Environments.name].make(choice)
        let actor = EnvironmentLaws.actor(environment.spaces)
        var world = environment.world(.training(StreamKey(seed: 1, owner: "agent/a")))
        let tape = Tape(environment.spaces)
        let score = world.roll(actor, until: .episodes(3), onto: tape)
        #expect(score.episodes == 3 && tape.count == score.steps)
        #expect(EnvironmentLaws.column(tape).allSatisfy { $0.isFinite })
        #expect((0..<tape.count).allSatisfy { tape.rewards[$0].isFinite })
    }

    @Test("Acrobot's angles wrap to the same turn however many turns away, and end where they are no number")
    func angles() {
        for turns in [0, 1, -1, 3, -20, 31, 1000, -1_000_000] {
            for angle in stride(from: -3.1, through: 3.1, by: 0.31) {
                let far = angle + Double(turns) * 2 * Double.pi
                #expect(abs(Acrobot.wrapped(far) - angle) <= 1e-9 * max(1, abs(far)))
            }
        }
        for angle in [1e16, -1e16, 1e300, -.greatestFiniteMagnitude] {
            #expect(Acrobot.wrapped(angle).magnitude <= Double.pi)
        }
        #expect(Acrobot.wrapped(.infinity).isNaN && Acrobot.wrapped(-.infinity).isNaN && Acrobot.wrapped(.nan).isNaN)
    }
}
