import Archive
import Config
import Determinism
import Diagnostics
import Federation
import Learning
import Numerics
import TestSupport
import Testing

@testable import Experiment

/// Agents that are held near where an exchange left them: fedprox, fedkl and their digests.
@Suite("Penalties between meetings")
struct PenaltyTests {
    static let learners = [
        "{ppo: {rollout: 30, batch: 16, epochs: 2}}", "a2c", "reinforce", "{dqn: {learning_starts: 20, batch: 8}}",
        "{double_dqn: {learning_starts: 20, batch: 8, observations: normalized}}",
        "{ddpg: {learning_starts: 20, batch: 8}}",
    ]
    static let policies = ["{ppo: {rollout: 30, batch: 16, epochs: 2}}", "{ppo: {rollout: 40, batch: 8, epochs: 3}}"]

    private static func text(_ learner: String, _ method: String, box: Bool = false, more: String = "") -> String {
        """
        concord: 1
        name: held
        seeds: [4]
        round: \(learner == "reinforce" ? "{episodes: 2}" : "{steps: 40}")
        rounds: 8
        environment: {\(box || learner.contains("ddpg") ? "pendulum: {mass: {values: [0.8, 1.2]}" : "cartpole: {pole_half_length: {values: [0.3, 0.9]}"), maximum_steps: 33}}
        learner: \(learner)
        network: {hidden: [6]}
        optimizer: {adam: {learning_rate: 0.01}}
        agents: [{name: a, count: 3}]
        federation: [{\(method)}]
        \(more)

        """
    }

    private static func run(_ text: String, rounds: Int = 8) throws -> Cell {
        var cell = try DeltaTests.cell(text)
        for _ in 0..<rounds { _ = cell.advance(2) }
        return cell
    }

    private static func doubles(_ path: String, _ cell: Cell) throws -> [Double] {
        guard case .array(let array)? = try cell.tree()[path] else { return [] }
        if let numbers = array.elements(as: Double.self) { return numbers }
        return try #require(array.elements(as: Float.self), "\(path)").map(Double.init)
    }

    /// A weight whose pull is lost in the rounding of every gradient: those of 0 are flushed by optimizers.
    private static let least = "1e-30"

    @Test(
        "μ = 0 is averaging, bit for bit and in checkpoints too; so is a μ that goes to 0, in numbers",
        arguments: learners)
    func proximalLimit(learner: String) throws {
        let average = try Self.run(Self.text(learner, "parameter_average: {name: x, every: {rounds: 2}}"))
        let none = try Self.run(Self.text(learner, "fedprox: {name: x, every: {rounds: 2}, weight: 0}"))
        #expect(try none.trace() == average.trace() && none.tree()["agents/a1/anchor"] == nil)
        let small = try Self.run(Self.text(learner, "fedprox: {name: x, every: {rounds: 2}, weight: \(Self.least)}"))
        #expect(DeltaTests.numbers(small) == DeltaTests.numbers(average))
        #expect(small.trace() != average.trace(), "the anchor is a part of what agents are")
        let held = try Self.run(Self.text(learner, "fedprox: {name: x, every: {rounds: 2}, weight: 0.5}"))
        #expect(DeltaTests.numbers(held) != DeltaTests.numbers(average))
    }

    @Test("σ = β = 0 is averaging, bit for bit; either alone is not", arguments: [false, true], policies)
    func policyLimit(box: Bool, learner: String) throws {
        func run(_ keys: String) throws -> Cell {
            try Self.run(Self.text(learner, "fedkl: {name: x, every: {rounds: 2}, \(keys)}", box: box))
        }
        let average = try Self.run(Self.text(learner, "fedppo: {name: x, every: {rounds: 2}}", box: box))
        #expect(try run("coefficient: 0, digest: {policy_penalty: {local_coefficient: 0}}").trace() == average.trace())
        let numbers = DeltaTests.numbers(average)
        for keys in [
            "coefficient: 0", "coefficient: 5, digest: {policy_penalty: {local_coefficient: 0}}",
            "coefficient: 5, distance: kl",
        ] {
            #expect(try DeltaTests.numbers(run(keys)) != numbers, "\(keys)")
        }
    }

    @Test("Pulls hold agents near where they were left: the more, the nearer")
    func nearness() throws {
        func spread(_ method: String) throws -> Double {
            // Seven rounds: the last one is between two meetings.
            let text = Self.text(Self.learners[0], method).replacing(
                "adam: {learning_rate: 0.01}", with: "sgd: {learning_rate: 0.5}")
            let numbers = try DeltaTests.numbers(Self.run(text, rounds: 7))
            let size = numbers.count / 3
            return (0..<size).reduce(0) { $0 + abs(numbers[$1] - numbers[size + $1]) }
        }
        let prox = try ["0", "0.4", "1"].map { try spread("fedprox: {every: {rounds: 2}, weight: \($0)}") }
        #expect(prox[1] < prox[0] && prox[2] < prox[1], "\(prox)")
    }

    @Test("A resumed run goes on to the same bits, from the middle of a rollout too", arguments: learners)
    func resume(learner: String) throws {
        let text = Self.text(learner, "fedprox: {every: {rounds: 3}, weight: 0.1}")
        try ResumeLaw.hold(rounds: 8, cuts: [1, 3, 4]) { try DeltaTests.cell(text) }
    }

    @Test("So does one whose policies are held", arguments: [false, true])
    func resumePolicies(box: Bool) throws {
        let text = Self.text(
            "{ppo: {rollout: 30, batch: 16, epochs: 2, observations: normalized}}",
            "fedkl: {every: {rounds: 3}, coefficient: 0.5, digest: {policy_penalty: {final_target: 0.01, anneal: 2}}}",
            box: box)
        try ResumeLaw.hold(rounds: 8, cuts: [1, 3, 4]) { try DeltaTests.cell(text) }
    }

    @Test(
        "Checkpoints have what an agent received last, what holds it, and what was measured", arguments: [false, true])
    func checkpoint(box: Bool) throws {
        let text = Self.text(Self.policies[0], "fedkl: {every: {rounds: 2}, coefficient: 0.5}", box: box)
        var cell = try DeltaTests.cell(text)
        func layer(_ place: String) throws -> [Double] { try Self.doubles("agents/a1/\(place)/layers/0/weight", cell) }
        let start = try layer("policy")
        #expect(try layer("anchor/policy") == start && start.count == (box ? 18 : 24))
        _ = cell.advance(1)
        #expect(try layer("anchor/policy") == start && layer("policy") != start)
        _ = cell.advance(1)
        let received = try layer("policy")
        #expect(try layer("anchor/policy") == received && received != start)
        #expect(try Self.doubles("agents/a2/anchor/policy/layers/0/weight", cell) == received)
        _ = cell.advance(1)
        #expect(try layer("anchor/policy") == received && layer("policy") != received)
        func number(_ name: String) throws -> Double {
            try #require(Self.doubles("agents/a1/anchor/coefficients/\(name)", cell).first)
        }
        #expect(try number("distance") > 0 && number("local_divergence") > 0)
        #expect(try number("local") > 0 && number("anchored") >= 0.5)
        let tree = try cell.tree()
        #expect(tree["agents/a1/anchor/value"] == nil && (tree["agents/a1/anchor/log_deviation"] != nil) == box)
    }

    @Test("One by one, agents are held where each was left")
    func asynchronous() throws {
        let text = Self.text(
            Self.policies[0], "fedkl: {every: {rounds: 2}, coefficient: 0.5, when: {asynchronous: {speed: [0.5, 2]}}}")
        let cell = try Self.run(text)
        let anchors = try (1...3).map { try Self.doubles("agents/a\($0)/anchor/policy/layers/0/weight", cell) }
        #expect(anchors[0] != anchors[1] || anchors[1] != anchors[2])
        try ResumeLaw.hold(rounds: 8, cuts: [2, 5]) { try DeltaTests.cell(text) }
    }

    @Test("Only what travels whole is held")
    func parts() throws {
        func held(_ learner: String, _ method: String) throws -> [String] {
            let tree = try DeltaTests.cell(Self.text(learner, method)).tree()
            guard case .group(let group)? = tree["agents/a1/anchor"] else { return [] }
            return group.members.map(\.name)
        }
        #expect(try held(Self.learners[0], "fedprox: {networks: [policy]}") == ["policy"])
        #expect(try held(Self.learners[0], "fedprox: {}") == ["policy", "value"])
        #expect(try held(Self.learners[3], "fedprox: {}") == ["q"])
        #expect(try held(Self.learners[5], "fedprox: {networks: [actor, actor_target]}") == ["actor"])
        #expect(try held("a2c", "fedprox: {personal: [value.head]}") == ["policy"])
    }

    @Test(
        "What cannot be held is refused, with both places",
        arguments: [
            ("{dqn: {learning_starts: 20}}", "fedkl: {}", "dqn has no updates in which a policy can be held"),
            ("reinforce", "fedkl: {}", "reinforce has no updates in which a policy can be held"),
            ("online_table", "fedprox: {}", "has no networks that can be held"),
            ("ppo", "fedkl: {networks: [value]}", "holds agents at 'policy' that the server sent"),
            ("ppo", "fedkl: {personal: [policy.head]}", "holds agents at 'policy' that the server sent"),
            ("{dqn: {}}", "fedprox: {networks: [q_target]}", "holds agents at networks that the server sent"),
            ("a2c", "fedprox: {name: x}}, {fedprox: {name: y}", "agents would be held where 'x' left them"),
        ])
    func refused(learner: String, method: String, words: String) throws {
        let ground = learner == "online_table" ? "environment: corridor\nround: {steps: 40}" : ""
        var text = Self.text(learner, method)
        if !ground.isEmpty {
            text = text.replacing(/environment: .*/, with: "environment: corridor").replacing(
                /network: .*\noptimizer: .*/, with: "optimizer: {sgd: {learning_rate: 0.1}}")
        }
        let (study, findings) = SpecText.compile(text)
        let found = findings.diagnostics.filter { $0.severity == .error }
        let error = try #require(found.first { $0.message.contains(words) }, "\(found.map(\.message))")
        #expect(study == nil && error.span != nil && error.related != nil)
    }

    @Test("The total variation of Gaussian policies is refused")
    func totalVariation() throws {
        let learner = Self.policies[0]
        let (study, findings) = SpecText.compile(
            Self.text(learner, "fedkl: {distance: total_variation}", box: true))
        let error = try #require(findings.diagnostics.first { $0.message.contains("has no closed form") })
        #expect(study == nil && error.span != nil && error.related != nil)
        #expect(try Self.run(Self.text(learner, "fedkl: {distance: total_variation, coefficient: 1}")).round == 8)
    }

    @Test("The plan knows the memory of what is held")
    func memory() throws {
        func bytes(_ method: String) throws -> Double {
            let (study, _) = SpecText.compile(Self.text(Self.learners[0], method))
            let compiled = try #require(study)
            return compiled.plan(of: compiled.cells[0]).memory.parts.first { $0.name.hasPrefix("networks") }?.bytes ?? 0
        }
        let average = try bytes("fedppo: {}")
        #expect(try bytes("fedprox: {}") == 2 * average)
        #expect(try bytes("fedkl: {}") < 2 * average && bytes("fedkl: {}") > average)
    }
}
