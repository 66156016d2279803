import Config
import Diagnostics
import Testing

@testable import Experiment

/// Help that is taken undoes the mistake, and brings no other.
@Suite("Advice that holds")
struct AdviceTests {
    private static func help(_ more: String) -> String? {
        SpecText.compile(SpecText.text(more)).findings.diagnostics.first?.help
    }

    @Test(
        "Who takes a choice back in an arm or a level by writing nothing is told of the word default, where there is one",
        arguments: [
            ("network.inputs", true), ("agents.a.network.inputs", true), ("agents.a.optimizer", true),
            ("environment", false),
        ])
    func nothing(path: String, hasDefault: Bool) throws {
        for nothing in ["{}", "~"] {
            for arm in ["arms: {x: {}, y: {\(path): N}}", "sweep: {f: {one: {\(path): N}, two: {rounds: 3}}}"] {
                let help = try #require(Self.help(arm.replacing("N", with: nothing)))
                #expect(help.hasPrefix("one of: ") && help.contains("`default`") == hasDefault, "\(help)")
                if hasDefault { #expect(SpecText.found(SpecText.text(arm.replacing("N", with: "default"))).isEmpty) }
            }
        }
    }

    @Test("Seeds that would go beyond the largest number: so many as fit are taken, one more is told how many do")
    func seeds() throws {
        func found(_ seeds: String) -> [Diagnostic] {
            SpecText.compile(SpecText.text().replacing("[1, 2]", with: seeds)).findings.diagnostics
        }
        let last = Int.max
        for (from, step, most) in [(last, 1, 1), (last - 1, 1, 2), (last - 10, 5, 3), (last - 11, 5, 3)] {
            func text(_ count: Int) -> String { "{from: \(from), count: \(count), step: \(step)}" }
            #expect(found(text(most)).isEmpty)
            let refused = found(text(most + 1))
            #expect(refused.map(\.code) == [.malformedSeeds])
            #expect(refused.first?.help == "count: \(most) at most, or a smaller `from`")
        }
    }

    @Test("A round of one, and one of anything, is one", arguments: ["episodes", "steps", "updates"])
    func singular(unit: String) {
        let text = SpecText.text("evaluation: {every: {steps: 3}}").replacing("{episodes: 1}", with: "{\(unit): 1}")
            .replacing("{steps: 3}", with: unit == "steps" ? "{episodes: 3}" : "{steps: 3}")
        let found = SpecText.compile(text).findings.diagnostics.filter { $0.code == .timeNotInRounds }
        #expect(
            found.count == 1 && found.first?.message.hasSuffix("a round is 1 \(unit.dropLast())") == true, "\(found)")
    }

    @Test("A name that is too long is told so, and what is quoted of long words ends in …")
    func long() throws {
        let word = String(repeating: "x", count: 300)
        let name = try #require(SpecText.compile(SpecText.text(agents: "[{name: \(word)}]")).findings.diagnostics.first)
        #expect(name.message == "'\(word.prefix(69))…' is too long for a name: it has 300 letters")
        for text in [
            "\(word): 1", "measure: [\(word)]", "evaluation: {every: {rounds: 1}, policy: \(word)}",
            "replicas: \(word)",
            "arms: {x: {\(word): 1}}", "arms: {x: {rounds: {\(word): 1}}}", "initial: [\(word), \(word)]",
        ] {
            let found = try #require(SpecText.compile(SpecText.text(text)).findings.diagnostics.first)
            #expect(!"\(found.message)\(found.help ?? "")".contains(word), "\(found)")
            #expect(found.message.contains("…") || !found.message.contains("xx"), "\(found)")
        }
        // What has room is quoted whole.
        #expect(Self.help("measure: [\(word.prefix(70))]") != nil)
        #expect(VisibleText.beginning(of: String(word.prefix(70))) == word.prefix(70))
    }

    @Test("An agent alone in an exchange is told what becomes of it: nothing, or plans of its own")
    func alone() throws {
        func message(_ learner: String, _ world: String, _ method: String) -> String? {
            let text = SpecText.text("federation: [\(method)]", agents: "[{name: a}]")
                .replacing("learner: reinforce", with: "learner: \(learner)")
                .replacing("environment: cartpole", with: "environment: \(world)")
            return SpecText.compile(text).findings.diagnostics.first { $0.code == .fewParticipants }?.message
        }
        for (learner, method) in [("ucbvi", "fed_ucbvi"), ("ucb_hoeffding", "fedq_hoeffding")] {
            let found = message(learner, "{episodic_mdp: {states: 3, actions: 2, horizon: 3}}", method)
            #expect(found == "'\(method)' sends nothing: there is only one agent, which plans for itself")
        }
        let other = message("reinforce", "cartpole", "parameter_average")
        #expect(other == "'parameter_average' never fires: there is only one agent")
    }

    @Test("An arm or a factor that is none because of what only looks like a blank is told so")
    func lookalikes() {
        for text in ["arms:\n  x: rounds:\u{A0}5", "sweep:\n  f: rounds:\u{A0}5"] {
            #expect(Self.help(text)?.contains("U+00A0 (NO-BREAK SPACE)") == true, "\(Self.help(text) ?? "")")
        }
    }

    @Test("Outside of arms, and in lists within them, the word default stands for nothing, and is not offered")
    func elsewhere() {
        #expect(Self.help("networks: {policy: {inputs: {}}}")?.contains("`default`") == false)
        #expect(Self.help("arms: {x: {federation: [{}]}}")?.contains("`default`") == false)
        #expect(GrammarTopic.named("default")?.name == "arms")
    }
}
