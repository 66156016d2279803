import Config
import Diagnostics
import Federation
import Testing

@testable import Experiment

/// What is written and says nothing is refused, and what changes nothing is told to who checks.
@Suite("Settings without effect")
struct IdleSettingTests {
    private static let states =
        "public_states: {uniform: {count: 20, ranges: {cart_position: [-1, 1], cart_velocity: [-1, 1], "
        + "pole_angle: [-1, 1], pole_angular_velocity: [-1, 1]}}}\n"

    private static func text(_ exchange: String, _ more: String = "") -> String {
        SpecText.text("\(states)federation: [{\(exchange)}]\n\(more)", agents: "[{name: a, count: 5}]")
            .replacing("learner: reinforce", with: "learner: {ppo: {rollout: 64, epochs: 2}}")
            .replacing("round: {episodes: 1}", with: "round: {steps: 64}")
    }

    private static func remarks(_ text: String) throws -> [Diagnostic] {
        let (study, findings) = SpecText.compile(text)
        #expect(!findings.diagnostics.contains { $0.code == .withoutEffect }, "whoever runs it is not told")
        return try #require(study).remarks.diagnostics
    }

    /// An exchange, the setting that changes nothing, and the same with an effect.
    static let settings = [
        ("similar: {weights: {nearest_policies: {count: N}}}", "5", "4"),
        ("similar: {weights: {nearest_policies: {states: N}}}", "20", "19"),
        ("fedmd: {sample: N}", "20", "19"),
        ("fedhpd: {upload: {action_distributions: {sample: N}}, slices: 1}", "20", "19"),
        ("parameter_average: {participation: {count: N}}", "5", "4"),
        ("parameter_average: {participation: {fraction: N}}", "1", "0.8"),
        ("parameter_average: {participation: {best: N}}", "7", "4"),
        ("parameter_average: {participation: {ucb: {number: N}}}", "5", "4"),
        ("parameter_average: {faults: [straggling], participation: {slowest_excluded: N}}", "0.1", "0.2"),
        ("parameter_average: {aggregate: {trimmed_mean: N}}", "0.1", "0.2"),
        ("parameter_average: {weights: {similarity: {sharpness: N}}}", "0", "1"),
        ("parameter_average: {faults: [{byzantine: {fraction: N}}]}", "0.1", "0.2"),
        ("parameter_average: {faults: [{dropout: N}]}", "0", "0.1"),
        ("parameter_average: {digest: {soft: N}}", "0", "0.5"),
        ("fedprox: {weight: N}", "0", "0.1"), ("similar: {digest: {toward: N}}", "0", "0.1"),
        ("parameter_average: {when: {asynchronous: {mixing: N}}}", "0", "0.5"),
    ]

    @Test("A setting without effect is told of where it stands, and no other is", arguments: settings)
    func idle(exchange: String, idle: String, other: String) throws {
        let text = Self.text(exchange.replacing(" N", with: " \(idle)"))
        let remarks = try Self.remarks(text)
        #expect(remarks.map(\.code) == [.withoutEffect], "\(remarks.map(\.message))")
        #expect(remarks.first?.span?.text == idle && remarks.first?.severity == .warning)
        #expect(try Self.remarks(Self.text(exchange.replacing(" N", with: " \(other)"))).isEmpty)
    }

    @Test("What a method says by default is told to nobody, and what an arm says is told where it says it")
    func places() throws {
        // 5000 states a meeting, of which there are twenty.
        #expect(try Self.remarks(Self.text("fedmd: {every: {rounds: 2}}")).isEmpty)
        let arms = Self.text("fedmd: {every: {rounds: 2}}", "arms: {some: {}, all: {federation.fedmd.sample: 30}}\n")
        let remarks = try Self.remarks(arms)
        #expect(remarks.map { $0.span?.text } == ["30"])
        #expect(remarks.first?.message == "'sample' of 'fedmd' has no effect: it takes all of the 20 public states")
    }

    @Test(
        "What says nothing is refused: without what it belongs to, or beside what says the same",
        arguments: [
            ("fedmd: {digest: {distill: {slices: 2}}}", "spec/written-twice", "slices"),
            ("fedmd: {digest: {distill: {slices: 3}}}", "spec/written-twice", "slices"),
            ("fedhpd: {slices: 2, digest: {distill: {batch: 10}}}", "spec/written-twice", "slices"),
            ("fedhpd: {digest: {distill: {slices: 3, batch: 10}}}", "spec/written-twice", "slices"),
            ("fedkl: {digest: {policy_penalty: {anneal: 50}}}", "spec/missing-key", "anneal"),
            ("fedkl: {digest: {policy_penalty: {anneal: 3}}}", "spec/missing-key", "anneal"),
        ])
    func nothing(exchange: String, code: String, key: String) {
        let found = SpecText.compile(Self.text(exchange)).findings.diagnostics
        #expect(found.map(\.code.rawValue) == [code] && found.first?.span?.text == key, "\(found.map(\.message))")
        #expect(found.first?.help?.isEmpty == false)
    }

    @Test("With what they belong to, and by themselves, they are taken")
    func taken() {
        for exchange in [
            "fedkl: {digest: {policy_penalty: {anneal: 3, final_target: 0.01}}}",
            "fedhpd: {digest: {distill: {batch: 10}}}",
            "fedhpd: {slices: 3}", "fedmd: {batch: 10}",
        ] { #expect(SpecText.found(Self.text(exchange)).isEmpty, "\(exchange)") }
    }
}
