import Config
import Diagnostics
import Federation
import Learning
import TestSupport
import Testing

@testable import Experiment

/// Parts, and pieces of networks, that stay with their agents.
@Suite("Personal parts")
struct PersonalPartsTests {
    private static let learner = DeltaTests.dqn

    private static func cell(_ axes: String, more: String = "") throws -> Cell {
        try DeltaTests.cell(DeltaTests.text(learner, axes, more: more))
    }

    private static func trained(_ axes: String, rounds: Int = 6) throws -> Cell {
        var cell = try cell(axes)
        for _ in 1...rounds { _ = cell.advance(2) }
        return cell
    }

    /// One part, or piece, of an agent as numbers.
    private static func numbers(_ name: String, of agent: Int, _ cell: Cell) throws -> [Float] {
        let parts = cell.population.parts(of: agent)
        let part = try #require((parts + parts.flatMap(\.pieces)).first { $0.name == name })
        return withUnsafeTemporaryAllocation(byteCount: part.width * part.precision.bytes, alignment: 64) { room in
            guard let base = room.baseAddress else { return [] }
            cell.population.read(part, from: [agent], into: PartRows(part, base, count: 1))
            return part.columns.joined().map { base.assumingMemoryBound(to: Float.self)[$0] }
        }
    }

    @Test("The pieces of a network are its layers below the last and the last, and their numbers are the network's")
    func pieces() throws {
        let cell = try Self.cell("digest: replace")
        let part = try #require(cell.population.parts(of: 0).first)
        // 4 → 6 → 5 → 2: 30 + 35 below, 12 above.
        #expect(part.pieces.map(\.name) == ["q.body", "q.head"] && part.pieces.map(\.numbers) == [65, 12])
        #expect(part.pieces.map(\.shape) == ["4 → 6 relu → 5 relu", "5 → 2"])
        #expect(part.pieces.reduce(0) { $0 + $1.width } == part.width)
        let whole = try Self.numbers("q", of: 0, cell)
        #expect(try Self.numbers("q.body", of: 0, cell) + Self.numbers("q.head", of: 0, cell) == whole)
        #expect(Part("q", network: NetworkShape(inputs: 3, hidden: [], activations: [], outputs: 2)).pieces.isEmpty)
    }

    @Test("Nothing personal is what was: the same trace and bytes")
    func nothing() throws {
        let (one, other) = (try Self.trained("digest: replace"), try Self.trained("personal: []"))
        #expect(one.trace() == other.trace() && one.ledger.total == other.ledger.total)
        #expect(one.plan.canonical == other.plan.canonical)
    }

    @Test(
        "A personal head is what its agent made of it, the body is everybody's, and bytes are those of the body",
        arguments: ["personal: [q.head]", "networks: [q.body, q_target.body]"])
    func heads(axes: String) throws {
        let cell = try Self.trained(axes, rounds: 12)
        for name in ["q", "q_target"] {
            let (bodies, heads) = (
                try (0..<4).map { try Self.numbers(name + ".body", of: $0, cell) },
                try (0..<4).map { try Self.numbers(name + ".head", of: $0, cell) }
            )
            #expect(Set(bodies).count == 1 && Set(heads).count == 4)
        }
        // 65 numbers below the last layer, of network and target, of 4 agents, up and down, 6 times.
        #expect(cell.ledger.total == 65 * 2 * 4 * 4 * 2 * 6)
        #expect(cell.plan.costs.contradictions(by: cell.ledger) == [])
    }

    @Test("To keep the heads and to send the bodies is one thing; so is to send both pieces and the whole")
    func spellings() throws {
        let kept = try Self.trained("personal: [q.head]")
        #expect(try kept.trace() == Self.trained("networks: [q.body, q_target.body]").trace())
        let whole = try Self.trained("networks: [q, q_target]")
        #expect(
            try whole.trace() == Self.trained("networks: [q.body, q.head, q_target.body, q_target.head]").trace())
        #expect(whole.trace() != kept.trace())
    }

    @Test("A meeting replaces the bodies by their mean and leaves the heads", arguments: ["mean", "median"])
    func means(aggregate: String) throws {
        var cell = try Self.cell("personal: [q.head], networks: [q], aggregate: \(aggregate)")
        _ = cell.advance(1)
        var alone = cell
        _ = cell.advance(1)
        alone.exchanges = []
        alone.population.train(Round(2, length: cell.plan.round), 1)
        let bodies = try (0..<4).map { try Self.numbers("q.body", of: $0, alone) }
        let mean = bodies[0].indices.map { column -> Float in
            let column = bodies.map { $0[column] }
            let sorted = column.sorted()
            return aggregate == "mean" ? column.reduce(0, +) / 4 : (sorted[1] + sorted[2]) / 2
        }
        for agent in 0..<4 {
            let own = try Self.numbers("q.body", of: agent, cell)
            #expect(zip(own, mean).allSatisfy { abs($0 - $1) <= 1e-6 })
            #expect(try Self.numbers("q.head", of: agent, cell) == Self.numbers("q.head", of: agent, alone))
        }
    }

    @Test("What follows a personal part stays with it")
    func followers() throws {
        let cell = try Self.trained("personal: [q_target]")
        #expect(try Set((0..<4).map { try Self.numbers("q", of: $0, cell) }).count == 1)
        #expect(cell.ledger.total == 77 * 4 * 4 * 2 * 3)
    }

    @Test("Bodies are averaged of agents whose heads are unlike")
    func unlikeHeads() throws {
        // Another number of actions is another head; another hidden layer is another body.
        let text = """
            concord: 1
            name: unlike
            seeds: [1]
            round: {steps: 40}
            rounds: 4
            learner: \(Self.learner)
            optimizer: {sgd: {learning_rate: 0.01}}
            network: {hidden: [6, 5]}
            agents:
              - {name: a, environment: {acrobot: {maximum_steps: 40}}}
              - {name: b, environment: {acrobot: {maximum_steps: 40}}, network: {hidden: [WIDTHS]}}
            federation: [{parameter_average: {every: {rounds: 2}, networks: [q], personal: [q.head]}}]

            """
        _ = try DeltaTests.cell(text.replacing("WIDTHS", with: "6, 5"))
        let findings = SpecText.compile(text.replacing("WIDTHS", with: "6, 7")).findings.diagnostics
        #expect(findings.map(\.code) == [.unequalParts])
        #expect(findings.first?.message.contains("q.body' is 4 → 6 relu → 5 relu") == false)
    }

    @Test(
        "Refused by name",
        arguments: [
            ("personal: [q.hed]", DiagnosticCode.unknownPart, "personal"),
            ("personal: [q]", .unfitAxes, "personal"),
            ("networks: [q, q_target], personal: [q_target]", .unfitAxes, "personal"),
            ("networks: [q.body], personal: [q.body]", .unfitAxes, "personal"),
        ])
    func refusals(axes: String, code: DiagnosticCode, word: String) throws {
        let findings = SpecText.compile(DeltaTests.text(Self.learner, axes)).findings.diagnostics
        #expect(findings.map(\.code) == [code])
        #expect(findings.first?.span != nil && findings.first?.help?.isEmpty == false)
    }

    @Test("Where no parts travel, none can stay")
    func memories() throws {
        let text = """
            concord: 1
            name: none
            seeds: [1]
            round: {episodes: 1}
            rounds: 10
            environment: {cartpole: {maximum_steps: 40}}
            learner: reinforce
            optimizer: {sgd: {learning_rate: 0.01}}
            agents: [{name: a, count: 2}]
            public_states: {uniform: {seed: 1, count: 20, ranges: {cart_position: [-1, 1], cart_velocity: [-1, 1], pole_angle: [-1, 1], pole_angular_velocity: [-1, 1]}}}
            federation: [{fedhpd: {personal: [policy.head]}}]

            """
        let findings = SpecText.compile(text).findings.diagnostics
        #expect(findings.map(\.code) == [.unfitAxes], "\(findings.map(\.message))")
        #expect(findings.first?.message.contains("sends none") == true)
    }
}
