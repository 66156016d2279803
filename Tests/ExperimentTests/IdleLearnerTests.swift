import Config
import Diagnostics
import Testing

@testable import Experiment

/// Settings of learners, and of what agents begin with, that change nothing; and names that stand twice.
@Suite("Learners' settings that come to nothing")
struct IdleLearnerTests {
    private static func text(_ learner: String, _ more: String = "", in world: String = "cartpole", round: String)
        -> String
    {
        SpecText.text(more).replacing("environment: cartpole", with: "environment: \(world)")
            .replacing("learner: reinforce", with: "learner: {\(learner)}")
            .replacing("round: {episodes: 1}", with: "round: {\(round)}")
            .replacing("optimizer: adam", with: "optimizer: {sgd: {learning_rate: 0.1}}")
    }

    /// What is said of settings, by the text it is said of.
    private static func idle(_ text: String) throws -> [String] {
        let (study, findings) = SpecText.compile(text)
        let compiled = try #require(study, "\(findings.diagnostics.map(\.message))")
        var all = compiled.remarks
        all.add(compiled.idleFindings)
        let told = all.diagnostics.filter { $0.code == .withoutEffect && $0.message.contains("no effect") }
        #expect(told.allSatisfy { $0.help != nil })
        return told.compactMap { $0.span?.text }
    }

    @Test("Who solves for gradients draws no trajectories, and who chooses among actions has no deviation")
    func settings() throws {
        func softmax(_ gradient: String, _ more: String = "") throws -> [String] {
            let learner = "softmax_policy_gradient: {gradient: \(gradient), batch: {episodes: 5}, horizon: 7}"
            return try Self.idle(
                Self.text(learner, "measure: []\n" + more, in: "grid_world", round: "updates: 1")
                    .replacing("network: {hidden: [4]}\n", with: ""))
        }
        #expect(try softmax("exact") == ["5", "7"])
        #expect(try softmax("sampled").isEmpty)
        #expect(
            try softmax("exact", "arms: {a: {}, b: {learner.softmax_policy_gradient.gradient: sampled}}").isEmpty)
        let ppo = "ppo: {rollout: 64, log_deviation: -1}"
        #expect(try Self.idle(Self.text(ppo, round: "steps: 64")) == ["-1"])
        #expect(try Self.idle(Self.text(ppo, in: "pendulum", round: "steps: 64")).isEmpty)
    }

    @Test("How networks are drawn says nothing beside a file that gives them")
    func start() throws {
        let weights = Repository.root + "experiments/fedhpd/published/weights-20.h5"
        func idle(_ agents: String) throws -> [String] {
            let text = SpecText.text("start: own", agents: agents)
            return try Self.idle(text.replacing("hidden: [4]", with: "hidden: [128]"))
        }
        let initial = "initial: {file: \(weights), agent: a1}"
        #expect(try idle("[{name: a, \(initial)}, {name: b, \(initial)}]") == ["own"])
        #expect(try idle("[{name: a, \(initial)}, {name: b}]").isEmpty)
        #expect(try idle("[{name: a}, {name: b}]").isEmpty)
    }

    @Test("What stays anyway need not be kept; that an agent's own numbers stay may be said of any upload")
    func personal() throws {
        func idle(_ exchange: String) throws -> [String] {
            try Self.idle(
                Self.text("dqn: {}", "federation: [{\(exchange)}]", round: "steps: 64")
                    .replacing("{hidden: [4]}", with: "{hidden: [4], inputs: {embedding: 2}}"))
        }
        #expect(try idle("parameter_average: {networks: [q.body, q_target.body], personal: [q.head]}") == ["q.head"])
        #expect(try idle("parameter_average: {networks: [q, q_target], personal: [q.head]}").isEmpty)
        #expect(try idle("parameter_average: {personal: [embedding, q.head]}").isEmpty)
        #expect(try idle("dqnavg: {personal: [embedding]}").isEmpty)
    }

    @Test("Bounds of an embedding have an order, and between equal ones nothing is drawn")
    func bounds() throws {
        func text(_ bounds: String) -> String {
            Self.text("dqn: {}", round: "steps: 64").replacing(
                "{hidden: [4]}", with: "{hidden: [4], inputs: {embedding: {initial: {uniform: \(bounds)}}}}")
        }
        func drawn(_ bounds: String) throws -> [String?] {
            try #require(SpecText.compile(text(bounds)).study).idleFindings.diagnostics
                .filter { $0.message.contains("nothing is drawn") }.map { $0.span?.text }
        }
        #expect(try drawn("[1, 1]") == ["[1, 1]"])
        #expect(try drawn("[-1, 1]").isEmpty)
        let found = SpecText.compile(text("[1, -1]")).findings.diagnostics
        #expect(found.map(\.code) == [.outOfOrder] && found.first?.span?.text == "[1, -1]", "\(found)")
        #expect(found.first?.help?.hasPrefix("write [-1") == true)
        #expect(SpecText.compile(text("{between: [1, -1]}")).findings.diagnostics.map(\.code) == [.outOfOrder])
    }

    @Test(
        "A name that stands twice in a list of different ones is refused at the second",
        arguments: [
            ("dqn: {}", "federation: [{dqnavg: {personal: [q.head, q.head]}}]", "q.head"),
            ("dqn: {}", "federation: [{parameter_average: {networks: [q, q]}}]", "q"),
            ("dqn: {}", "federation: [{parameter_average: {upload: {parameters: [q, q]}}}]", "q"),
            ("dqn: {}", "federation: [{parameter_average: {faults: [{byzantine: {agents: [a, a]}}]}}]", "a"),
            (
                "dqn: {}", "evaluation: {every: {rounds: 2}}\nmeasure: [{evaluation_return: {reduce: [mean, mean]}}]",
                "mean"
            ),
            (
                "dqn: {}",
                "evaluation: {every: {rounds: 2}}\nmeasure: [{own: {evaluation_return: {reduce: [mean, mean]}}}]",
                "mean"
            ),
            ("dqn: {reset_each_exchange: [replay, replay]}", "", "replay"),
            ("dqn: {}", "arms: {a: {}, b: {learner.dqn.reset_each_exchange: [target, target]}}", "target"),
        ])
    func twice(learner: String, more: String, name: String) throws {
        let found = SpecText.compile(Self.text(learner, more, round: "steps: 64")).findings.diagnostics
            .filter { $0.severity == .error }
        #expect(found.map(\.code) == [.writtenTwice], "\(found.map(\.message))")
        let (second, first) = (try #require(found.first?.span), try #require(found.first?.related?.span))
        #expect(second.text == name && first.text == name && first.start < second.start)
    }

    @Test("Every list of names that are all different is looked at")
    func distinct() {
        let fields = Vocabulary(Language.standard.spec).fields.filter { $0.field.isDistinct }
        #expect(
            Set(fields.map { $0.field.key }).isSuperset(of: [
                "personal", "networks", "agents", "reduce", "reset_each_exchange",
            ]))
    }
}
