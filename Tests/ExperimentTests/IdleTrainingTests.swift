import Config
import Diagnostics
import Testing

@testable import Experiment

/// What is said of training and comes to nothing is told to who checks, where it is so of every agent in every arm.
@Suite("Training that comes to nothing")
struct IdleTrainingTests {
    private static func findings(_ more: String, agents: String, network: String = "{hidden: [4]}") throws
        -> [Diagnostic]
    {
        let text = SpecText.text(more, agents: agents)
            .replacing("learner: reinforce", with: "learner: {dqn: {learning_starts: 20, batch: 4, replay: 100}}")
            .replacing("network: {hidden: [4]}", with: "network: \(network)")
        let (study, findings) = SpecText.compile(text)
        let compiled = try #require(study, "\(findings.diagnostics.map(\.message))")
        return compiled.idleFindings.diagnostics
    }

    @Test(
        "What is not trained though it is named, and optimizers of what is not, are told of",
        arguments: [
            ("train: [q]\noptimizers: {q: fixed}", ["q"]),
            ("train: []\noptimizers: {q: {adam: {learning_rate: 0.1}}}", ["adam", "adam"]),
            ("train: [embedding]", ["adam", "embedding"]), ("train: [q, embedding]", ["embedding"]),
            ("optimizers: {embedding: {sgd: {learning_rate: 0.1}}}", ["sgd"]),
            ("train: [q]", []), ("train: []\noptimizers: {q: fixed}", ["adam"]), ("optimizers: {q: sgd}", []),
            ("train: []\narms: {none: {}, some: {train: [q]}}", []),
            ("train: []\nworlds: {new: {count: 2}}\nadaptation: {worlds: [new], rounds: 2}", []),
        ])
    func training(more: String, told: [String]) throws {
        let found = try Self.findings(more, agents: "[{name: a}, {name: b}]")
        #expect(found.map { $0.span?.text } == told, "\(found.map(\.message))")
        #expect(found.allSatisfy { $0.code == .withoutEffect && $0.severity == .warning && $0.help != nil })
    }

    @Test("An agent that has what is named, or trains what others do not, is enough")
    func ofSome() throws {
        #expect(try Self.findings("train: []", agents: "[{name: a}, {name: b, train: [q]}]").isEmpty)
        #expect(
            try Self.findings(
                "train: [q, embedding]", agents: "[{name: a}, {name: b, network: {inputs: {embedding: 2}}}]"
            ).isEmpty)
        #expect(
            try Self.findings(
                "train: [embedding]", agents: "[{name: a}, {name: b}]", network: "{hidden: [4], inputs: {embedding: 2}}"
            ).isEmpty)
    }

    @Test("Who names what nobody has is shown what the agents have")
    func names() {
        for (network, help) in [
            ("{hidden: [4]}", ["q"]), ("{hidden: [4], inputs: {embedding: 2}}", ["embedding", "q"]),
        ] {
            for named in ["train: [zz]", "optimizers: {zz: sgd}"] {
                let text = SpecText.text(named)
                    .replacing("learner: reinforce", with: "learner: dqn").replacing("{hidden: [4]}", with: network)
                let found = SpecText.compile(text).findings.diagnostics.filter { $0.code == .unknownNetwork }
                #expect(found.count == 1 && found.first?.help == "its networks: \(help.joined(separator: ", "))")
            }
        }
    }

    /// Meetings every second round, and rates that look at three of them.
    @Test(
        "A rate that follows returns needs a round after as many meetings as it looks at",
        arguments: [(4, 0, true), (5, 0, false), (6, 1, true), (7, 1, false), (40, 100, true)])
    func plateaus(rounds: Int, lag: Int, isIdle: Bool) throws {
        func remarks(_ federation: String, _ more: String = "") throws -> [Diagnostic] {
            let text = PlateauTests.text("{lag: \(lag)}", federation: federation, more: more)
                .replacing("rounds: 40", with: "rounds: \(rounds)")
            return try #require(SpecText.compile(text).study).idleFindings.diagnostics
                .filter { $0.message.hasPrefix("the learning rate never changes") }
        }
        let found = try remarks("[{softpavg: {every: {rounds: 2}}}]")
        #expect(found.count == (isIdle ? 1 : 0), "\(found.map(\.message))")
        #expect(found.allSatisfy { $0.span?.text == "plateau" && $0.related?.span.text == "\(lag)" })
        // Agents that meet nobody, in one arm and in all.
        #expect(try remarks("[]").count == 1)
        let arms = "arms: {alone: {federation: []}, together: {}}"
        #expect(try remarks("[{softpavg: {every: {rounds: 2}}}]", arms).count == (isIdle ? 1 : 0))
    }
}
