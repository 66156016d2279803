import Archive
import Config
import Determinism
import Diagnostics
import Federation
import Learning
import Testing

@testable import Experiment

/// Numbers of an agent's own in front of observations, in whole studies.
@Suite("Embeddings")
struct EmbeddingTests {
    /// A short study of three agents.
    static func text(
        _ network: String, learner: String = "dqn", method: String = "dqnavg: {every: {rounds: 2}}", more: String = ""
    ) -> String {
        let world = learner.hasPrefix("ddpg") ? "pendulum" : "cartpole"
        return """
            concord: 1
            name: embedded
            seeds: [4]
            round: {steps: 40}
            rounds: 8
            environment: {\(world): {maximum_steps: 40}}
            learner: {\(learner): {learning_starts: 20, batch: 8}}
            network: {hidden: [6], \(network)}
            optimizer: {adam: {learning_rate: 0.01}}
            agents: [{name: a, count: 3}]
            federation: [{\(method)}]
            \(more)

            """
    }

    private static func cell(_ text: String, rounds: Int) throws -> Cell {
        var cell = try DeltaTests.cell(text)
        for _ in 0..<rounds { _ = cell.advance(2) }
        return cell
    }

    static let embedded = "inputs: {embedding: {size: 3, initial: {uniform: [-0.5, 2]}}}"

    private static func embedding(_ name: String, of agent: Int, _ cell: Cell) throws -> [Float] {
        guard case .array(let array)? = try cell.tree()["agents/a\(agent + 1)/\(name)/layers/0/bias"] else { return [] }
        return array.bytes.withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
    }

    @Test("Each agent draws its own, trains it, and keeps it; the network is everybody's", arguments: ["dqn", "ddpg"])
    func own(learner: String) throws {
        let names = learner == "dqn" ? ["embedding"] : ["actor_embedding", "critic_embedding"]
        let method = learner == "dqn" ? "dqnavg" : "ddpgavg"
        let text = Self.text(Self.embedded, learner: learner, method: "\(method): {every: {rounds: 2}}")
        let (before, after) = (try Self.cell(text, rounds: 0), try Self.cell(text, rounds: 8))
        for name in names {
            let (first, last) = (
                try (0..<3).map { try Self.embedding(name, of: $0, before) },
                try (0..<3).map { try Self.embedding(name, of: $0, after) }
            )
            #expect(Set(first).count == 3 && Set(last).count == 3)
            for agent in 0..<3 {
                #expect(first[agent].count == 3 && first[agent] != last[agent])
                #expect(first[agent].allSatisfy { $0 >= -0.5 && $0 <= 2 })
            }
        }
        let inputs = learner == "dqn" ? 7 : 6
        let rows = try (0..<3).map { agent in
            try #require(try after.tree()["agents/a\(agent + 1)/\(learner == "dqn" ? "q" : "actor")/layers/0/weight"])
        }
        #expect(rows[0] == rows[1] && rows[1] == rows[2])
        guard case .array(let weight) = rows[0] else {
            Issue.record("no weight")
            return
        }
        #expect(weight.shape == [6, inputs])
        #expect(after.plan.costs.contradictions(by: after.ledger) == [])
    }

    @Test("A resumed run goes on to the same bits, on any number of threads", arguments: ["dqn", "ddpg"])
    func resume(learner: String) throws {
        let method = learner == "dqn" ? "dqnavg" : "ddpgavg"
        let reset = "reset_each_exchange: [replay, optimizer, target]"
        let text = Self.text(Self.embedded, learner: learner, method: "\(method): {every: {rounds: 2}}")
            .replacing("batch: 8", with: "batch: 8, \(reset)")
        try ResumeLaw.hold(rounds: 8, cuts: [1, 2, 3]) { try DeltaTests.cell(text) }
    }

    @Test("Observation alone is what was: no other plan, and no other bits")
    func nothing() throws {
        let one = try Self.cell(Self.text("activation: relu"), rounds: 4)
        let other = try Self.cell(Self.text("inputs: observation"), rounds: 4)
        #expect(one.plan.canonical == other.plan.canonical && one.trace() == other.trace())
    }

    @Test("Numbers that are always zero are as none; the first layer has columns more")
    func zeros() throws {
        // The embedding stands still: its weights' inputs are 0, and so are those weights' gradients.
        let text = Self.text(
            "inputs: {embedding: {size: 2, initial: {uniform: [0, 0]}}}",
            more: "optimizers: {embedding: {sgd: {learning_rate: 1e-30}}}")
        let cell = try Self.cell(text, rounds: 4)
        for agent in 0..<3 { #expect(try Self.embedding("embedding", of: agent, cell).allSatisfy { abs($0) < 1e-20 }) }
    }

    @Test("Unit vectors are told apart by the agents' places, and nothing of them is kept")
    func unitVectors() throws {
        let text = Self.text("inputs: {one_hot: 3}", method: "parameter_average: {every: {rounds: 1}}")
        let cell = try Self.cell(text, rounds: 4)
        #expect(cell.population.parts(of: 0).map(\.name) == ["q", "q_target"])
        #expect(cell.population.parts(of: 0)[0].shape == "7 → 6 relu → 2")
        // Averaged at every round, agents differ by what stands in front alone: alike networks, unlike actions.
        let same = try Self.cell(
            Self.text("inputs: {one_hot: 4}", method: "parameter_average: {every: {rounds: 1}}"), rounds: 4)
        #expect(cell.trace() != same.trace())
    }

    @Test("An embedding that travels is averaged; one that is personal is not")
    func averaged() throws {
        let all = try Self.cell(Self.text(Self.embedded, method: "parameter_average: {every: {rounds: 1}}"), rounds: 2)
        #expect(try Set((0..<3).map { try Self.embedding("embedding", of: $0, all) }).count == 1)
        let own = try Self.cell(
            Self.text(Self.embedded, method: "parameter_average: {every: {rounds: 1}, personal: [embedding]}"),
            rounds: 2)
        #expect(try Set((0..<3).map { try Self.embedding("embedding", of: $0, own) }).count == 3)
        #expect(all.ledger.total - own.ledger.total == 3 * 4 * 3 * 2 * 2)
    }

    @Test("A named optimizer is the embedding's alone, and may be named where an arm has none")
    func optimizers() throws {
        let slow = try Self.cell(
            Self.text(Self.embedded, more: "optimizers: {embedding: {adam: {learning_rate: 1e-7}}}"), rounds: 4)
        let fast = try Self.cell(Self.text(Self.embedded), rounds: 4)
        #expect(try Self.embedding("embedding", of: 0, slow) != Self.embedding("embedding", of: 0, fast))
        _ = try Self.cell(Self.text("activation: relu", more: "optimizers: {embedding: adam}"), rounds: 0)
    }

    @Test(
        "Refused by name",
        arguments: [
            ("inputs: {one_hot: 2}", "dqn", "dqnavg: {}", DiagnosticCode.outOfRange),
            (embedded, "dqn", "parameter_average: {upload: delta}", .unfitAxes),
            ("inputs: {embedding: 0}", "dqn", "dqnavg: {}", .outOfRange),
            ("inputs: {one_hot: 3}", "dqn", "dqnavg: {personal: [embedding]}", .unknownPart),
        ])
    func refusals(network: String, learner: String, method: String, code: DiagnosticCode) {
        let findings = SpecText.compile(Self.text(network, learner: learner, method: method)).findings.diagnostics
        #expect(findings.map(\.code) == [code], "\(findings.map(\.message))")
        #expect(findings.first?.span != nil)
    }

    @Test("Refused of learners that have nothing to give", arguments: ["reinforce", "a2c", "ppo", "dqn: {robust: {}}"])
    func otherLearners(learner: String) {
        let text = """
            concord: 1
            name: other
            seeds: [1]
            round: {episodes: 1}
            rounds: 2
            environment: cartpole
            learner: {\(learner.contains(":") ? learner : learner + ": {}")}
            network: {\(Self.embedded)}
            optimizer: adam
            agents: [{name: a}]

            """
        let findings = SpecText.compile(text).findings.diagnostics
        #expect(findings.map(\.code) == [.learnerUnfit], "\(findings.map(\.message))")
        #expect(findings.first?.related != nil)
    }

    @Test("Embeddings of unequal sizes are refused, and unequal sizes of networks that take them")
    func unequal() {
        let text = Self.text(Self.embedded).replacing(
            "[{name: a, count: 3}]",
            with: "[{name: a}, {name: b, network: {inputs: {embedding: 5}}}]")
        #expect(SpecText.compile(text).findings.diagnostics.map(\.code) == [.unequalParts])
    }

    @Test(
        "Inputs of unequal sizes that would be averaged are told of as such, at both agents' own",
        arguments: [
            (
                "{inputs: {embedding: 2}}", "{inputs: {embedding: 4}}", "an embedding of 2 numbers",
                "an embedding of 4 numbers"
            ),
            (
                "{inputs: {embedding: 2}}", "{inputs: {one_hot: 4}}", "an embedding of 2 numbers",
                "a unit vector of 4 numbers"
            ),
            ("{inputs: observation}", "{inputs: {embedding: 1}}", "nothing", "an embedding of 1 number"),
        ])
    func unequalInputs(first: String, second: String, one: String, other: String) throws {
        let text = Self.text("activation: relu", method: "parameter_average: {every: {rounds: 2}}").replacing(
            "[{name: a, count: 3}]",
            with: "[{name: a, network: \(first)}, {name: b, network: \(second)}]")
        let findings = SpecText.compile(text).findings.diagnostics
        let found = try #require(findings.first)
        #expect(findings.map(\.code) == [.unequalParts])
        #expect(found.message.contains("'q' has \(one) in front of the observation in 'a', and \(other) in 'b'"))
        #expect(found.span?.startPosition.line == 10 && found.related?.span.startPosition.line == 10)
        #expect(second.contains(found.related?.span.text ?? "–"), "\(found.related?.span.text ?? "")")
        // Networks that differ in themselves are told of as before.
        let hidden = text.replacing("network: \(first)", with: "network: {hidden: [5]}")
            .replacing("network: \(second)", with: "network: {hidden: [7]}")
        #expect(SpecText.compile(hidden).findings.diagnostics.first?.message.contains("in front of") == false)
    }

    @Test(
        "An embedding that is averaged since nobody said what travels is told of; one that stays, or is named, is not")
    func averagedUnasked() throws {
        func warned(_ method: String, learner: String = "dqn") throws -> [String] {
            let text = Self.text(Self.embedded, learner: learner, method: method)
            let (study, findings) = SpecText.compile(text)
            let remarks = try #require(study, "\(findings.diagnostics.map(\.message))").remarks.diagnostics
            let found = remarks.filter { $0.code == .ownPartsAveraged }
            for one in found { #expect(one.severity == .warning && one.related?.span.text == "embedding") }
            return found.compactMap(\.help)
        }
        let kept = "personal: [embedding], or name in `upload` what travels"
        #expect(try warned("parameter_average: {every: {rounds: 2}}") == [kept])
        #expect(try warned("parameter_average: {every: {rounds: 2}, personal: [embedding]}").isEmpty)
        #expect(try warned("parameter_average: {every: {rounds: 2}, upload: {parameters: [q, embedding]}}").isEmpty)
        #expect(try warned("dqnavg: {every: {rounds: 2}}").isEmpty)
        let both = try warned("parameter_average: {every: {rounds: 2}}", learner: "ddpg")
        #expect(both == [kept.replacing("[embedding]", with: "[actor_embedding, critic_embedding]")])
    }
}

/// What agents make anew after an exchange.
@Suite("What is made anew at an exchange")
struct ExchangeResetTests {
    private static func cell(_ words: String, rounds: Int, more: String = "") throws -> Cell {
        let text = EmbeddingTests.text("activation: relu")
            .replacing("batch: 8", with: "batch: 8\(words.isEmpty ? "" : ", reset_each_exchange: [\(words)]")\(more)")
        var cell = try DeltaTests.cell(text)
        for _ in 0..<rounds { _ = cell.advance(2) }
        return cell
    }

    private static func number(_ path: String, _ cell: Cell) throws -> Double? {
        guard let node = try cell.tree()["agents/a1/\(path)"] else { return nil }
        switch node {
        case .array(let array) where array.bytes.count == 8:
            return array.bytes.withUnsafeBytes { Double($0.loadUnaligned(as: Int64.self)) }
        default: return nil
        }
    }

    @Test("Nothing unless told: the same plan and bits")
    func nothing() throws {
        let (one, other) = (try Self.cell("", rounds: 4), try Self.cell(" ", rounds: 4))
        #expect(one.plan.canonical == other.plan.canonical && one.trace() == other.trace())
    }

    @Test("Right after an exchange the memory is empty, moments are zero, and the target is the network")
    func after() throws {
        let cell = try Self.cell("replay, optimizer, target", rounds: 2)
        let tree = try cell.tree()
        #expect(tree["agents/a1/q/layers"] == tree["agents/a1/q_target/layers"])
        #expect(try Self.number("optimizer/q/updates", cell) == 0)
        #expect(try Self.number("replay/count", cell) == 0)
        let kept = try Self.cell("", rounds: 2)
        #expect(try Self.number("optimizer/q/updates", kept) == 61)
        #expect(try Self.number("replay/count", kept) == 80)
        // Learning begins again once 20 transitions are stored: 21 updates of 40 steps.
        let next = try Self.cell("replay, optimizer", rounds: 3)
        #expect(try Self.number("optimizer/q/updates", next) == 21)
        #expect(try Self.number("counters/updates", next) == 61 + 21)
    }

    @Test("Each word is a change of its own", arguments: ["replay", "optimizer", "target", "exploration"])
    func words(word: String) throws {
        let exploration = ", exploration: {epsilon: {factor: 0.97, per: update}}"
        let (with, without) = (
            try Self.cell(word, rounds: 4, more: exploration), try Self.cell("", rounds: 4, more: exploration)
        )
        let early = (
            try Self.cell(word, rounds: 1, more: exploration), try Self.cell("", rounds: 1, more: exploration)
        )
        let found = try [with, without, early.0, early.1].map { try $0.tree()["agents/a1/q/layers"] }
        #expect(found[0] != found[1] && found[2] == found[3])
    }
}
