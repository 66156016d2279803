import Config
import Diagnostics
import Federation
import Foundation
import TestSupport
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
        var remarks = try #require(study).remarks
        remarks.add(try #require(study).idleFindings)
        // Public states are there for the exchanges that ask for them.
        return remarks.diagnostics.filter { $0.span?.text != "public_states" }
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

/// What never happens, and what nobody uses, is told of to who checks: where it is so in every arm that says it.
@Suite("Settings that come to nothing")
struct IdleStudyTests {
    private static func remarks(_ more: String, replacing edits: (String, String)...) throws -> [String] {
        var text = SpecText.text(more, agents: "[{name: a, count: 2}]")
        for (old, new) in edits {
            try #require(text.contains(old), "\(old)")
            text = text.replacing(old, with: new)
        }
        let (study, findings) = SpecText.compile(text)
        let compiled = try #require(study, "\(findings.diagnostics.map(\.message))")
        return compiled.idleFindings.diagnostics.map { "\($0.span?.text ?? "–"): \($0.message)" }
    }

    @Test(
        "What is beyond the last round is told of, what is at it is not",
        arguments: [
            ("evaluation: {every: {rounds: N}}", "agents are never evaluated"),
            ("trace: {every: {rounds: N}}", "no trace is kept"),
            ("trace: none\nrecord: {every: {rounds: N}}", "no round has a row"),
            ("measure: [goal: {rounds_to: {window: N, at_least: 1}}]", "averages over"),
        ])
    func beyond(setting: String, words: String) throws {
        let text = SpecText.text("", agents: "[{name: a, count: 2}]")
        let rounds = try #require(text.firstMatch(of: /\nrounds: (\d+)/).flatMap { Int($0.output.1) })
        let idle = try Self.remarks(setting.replacing("N", with: "\(rounds + 1)") + "\n")
        #expect(idle.contains { $0.contains(words) }, "\(idle)")
        let busy = try Self.remarks(setting.replacing("N", with: "\(rounds)") + "\n")
        #expect(!busy.contains { $0.contains(words) }, "\(busy)")
    }

    @Test(
        "A learning rate that is the same in all rounds is told of, one that changes for the last is not",
        arguments: [
            ("step: {every: {rounds: 10}}", true), ("step: {every: {rounds: 9}}", false),
            ("step: {every: {rounds: 2}, factor: 1}", true), ("step: {every: {rounds: 2}, factor: 0.5}", false),
            ("exponential: 1", true), ("exponential: 0.9", false),
        ])
    func decays(decay: String, isIdle: Bool) throws {
        let remarks = try Self.remarks("", replacing: ("optimizer: adam", "optimizer: {adam: {decay: {\(decay)}}}"))
        let told = remarks.filter { $0.contains("the learning rate never changes") }
        #expect(told.count == (isIdle ? 1 : 0), "\(remarks)")
    }

    @Test("Where no state is terminal, episodes end at their limit alone: too few steps bring no return of training")
    func endless() throws {
        func remarks(_ environment: String, _ learner: String) throws -> [String] {
            try Self.remarks(
                "", replacing: ("environment: cartpole", "environment: {\(environment)}"),
                ("learner: reinforce", "learner: {\(learner): {learning_starts: 20, batch: 4, replay: 100}}"),
                ("round: {episodes: 1}", "round: {steps: 10}")
            ).filter { $0.contains("no episode ends within 10 rounds") }
        }
        #expect(try remarks("pendulum: {maximum_steps: 101}", "ddpg").count == 1)
        #expect(try remarks("pendulum: {maximum_steps: 100}", "ddpg").isEmpty)
        #expect(try remarks("cartpole: {maximum_steps: 101}", "dqn").isEmpty)
    }

    @Test("A record beside what has a row after every round says nothing, and one beside what has fewer does")
    func records() throws {
        let idle = try Self.remarks("record: {every: {rounds: 2}}\n")
        #expect(idle.count == 1 && idle[0].contains("the trace has one after every round"), "\(idle)")
        let evaluated = try Self.remarks(
            "record: {every: {rounds: 2}}\ntrace: none\nevaluation: {every: {rounds: 1}, episodes: 1}\nmeasure: [evaluation_return]\n"
        )
        #expect(evaluated.count == 1 && evaluated[0].contains("evaluation has one after every round"), "\(evaluated)")
        // Without it every round has one.
        #expect(try Self.remarks("record: {every: {rounds: 2}}\ntrace: {every: {rounds: 2}}\n").isEmpty)
        #expect(try Self.remarks("record: {every: {rounds: 2}}\ntrace: {every: {rounds: 4}}\n").isEmpty)
        #expect(try Self.remarks("record: {every: {rounds: 2}}\ntrace: none\n").isEmpty)
    }

    @Test("One arm in which it comes to something is enough")
    func arms() throws {
        let idle = "evaluation: {every: {rounds: 1000}, episodes: 1}\nmeasure: [evaluation_return]\n"
        #expect(try Self.remarks(idle).count == 2)
        #expect(try Self.remarks(idle + "arms: {short: {}, long: {rounds: 1000}}\n").isEmpty)
        let states =
            "public_states: {uniform: {count: 5, ranges: {cart_position: [-1, 1], cart_velocity: [-1, 1], "
            + "pole_angle: [-1, 1], pole_angular_velocity: [-1, 1]}}}\n"
        #expect(try Self.remarks(states).map { $0.hasPrefix("public_states: ") } == [true])
        #expect(try Self.remarks(states + "arms: {a: {}, b: {federation: [fedhpd]}}\n").isEmpty)
        // Only who can be asked is advised on methods that ask.
        for (learner, isAsked) in [("reinforce", true), ("dqn", false)] {
            let text = SpecText.text(states).replacing("learner: reinforce", with: "learner: \(learner)")
            let found = try #require(SpecText.compile(text).study).idleFindings.diagnostics
            let help = found.first { $0.span?.text == "public_states" }?.help
            #expect(help?.hasPrefix("delete 'public_states'") == true && help?.contains("fedhpd") == isAsked)
        }
    }

    @Test("Networks and optimizers of learners that have none are told of")
    func designs() throws {
        let text = """
            concord: 1
            name: idle
            seeds: [1]
            round: {updates: 1}
            rounds: 4
            environment: windy_cliff
            learner: value_iteration
            network: {hidden: [4]}
            optimizer: {sgd: {learning_rate: 0.1}}
            agents: [{name: a, count: 2}]

            """
        let study = try #require(SpecText.compile(text).study)
        let found = study.idleFindings.diagnostics
        // The step size of a table is an optimizer's.
        #expect(found.contains { $0.span?.text == "network" && $0.code == .withoutEffect }, "\(found.map(\.message))")
        #expect(found.contains { $0.code == .measureSilent }, "returns of training are measured unless told otherwise")
    }

    /// What a study says though it comes to nothing there: the end of a sweep that is training alone.
    private static let deliberate = ["soft/cartpole.yaml": "it leaves agents as they are"]

    @Test("Our own studies say nothing that comes to nothing, but for the ends of sweeps", arguments: StudyBits.studies)
    func shipped(study: String) throws {
        var findings = Findings()
        let compiled = try #require(
            Study.compile(Repository.root + "experiments/" + study, in: .standard, into: &findings))
        findings.add(compiled.remarks)
        findings.add(compiled.idleFindings)
        let idle = findings.diagnostics.filter { $0.code == .withoutEffect }.map(\.message)
        if let words = Self.deliberate[study] {
            #expect(idle.count == 1 && idle[0].contains(words), "\(idle)")
        } else {
            #expect(idle.isEmpty, "\(idle)")
        }
    }

    @Test("Starters say nothing that comes to nothing", arguments: Language.standard.methods.components.map(\.kind))
    func starters(method: String) throws {
        let starter = try #require(StarterSpec(method, in: .standard))
        let study = try #require(SpecText.compile(starter.text).study)
        let remarks = study.idleFindings.diagnostics.map(\.message)
        #expect(remarks.isEmpty, "\(remarks)")
    }
}
