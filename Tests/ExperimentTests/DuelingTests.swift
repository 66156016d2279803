import Archive
import Determinism
import Diagnostics
import Federation
import Learning
import Numerics
import TestSupport
import Testing

@testable import Experiment

/// Deep Q-networks whose last layer gives two streams, and exchanges of which a stream is what travels.
@Suite("Dueling heads")
struct DuelingTests {
    private static func text(_ learner: String, _ networks: String, more: String = "") -> String {
        """
        concord: 1
        name: dueling
        seeds: [4]
        round: {steps: 40}
        rounds: 8
        environment: {acrobot: {maximum_steps: 33}}
        learner: {\(learner): {learning_starts: 20, batch: 8, head: dueling}}
        network: {hidden: [6, 5]}
        optimizer: {adam: {learning_rate: 0.01}}
        agents: [{name: a, count: 3, start: own}]
        federation: [{selected: {every: {rounds: 2}, participation: all\(networks)}}]
        \(more)

        """
    }

    /// A part or a piece of one of an agent's, as numbers.
    private static func numbers(_ name: String, _ agent: Int, _ cell: Cell) throws -> [Float] {
        func find(_ parts: [Part]) -> Part? { parts.lazy.compactMap { $0.name == name ? $0 : find($0.pieces) }.first }
        let part = try #require(find(cell.population.parts(of: agent)), "\(name)")
        return withUnsafeTemporaryAllocation(byteCount: 4 * part.width, alignment: 64) { room in
            guard let base = room.baseAddress else { return [] }
            let rows = PartRows(part, base, count: 1)
            cell.population.read(part, from: [agent], into: rows)
            guard let row = rows.singles?.base else { return [] }
            return part.columns.flatMap { $0.map { row[$0] } }
        }
    }

    @Test("A head's pieces are its streams, and number what they have")
    func pieces() throws {
        let cell = try DeltaTests.cell(Self.text("dqn", ""))
        let part = try #require(cell.population.parts(of: 0).first)
        #expect(part.names == ["q", "q.body", "q.head", "q.advantage", "q.value"])
        let head = try #require(part.pieces.last)
        // Three actions and a value of five numbers each, and a bias each.
        #expect(
            head.pieces.map(\.numbers) == [18, 6] && head.numbers == 24
                && head.pieces.map(\.shape) == ["5 → 3", "5 → 1"])
        let all = try Set(Self.numbers("q.head", 0, cell))
        #expect(
            try Set(Self.numbers("q.advantage", 0, cell) + Self.numbers("q.value", 0, cell)) == all && all.count == 24)
        // Many outputs lie side by side in memory, and few one after the other.
        for outputs in [3, 20] {
            let shape = NetworkShape(inputs: 4, hidden: [5], activation: .relu, outputs: outputs)
            let wide = Part(
                "q", network: shape, streams: [("advantage", 0..<outputs - 1), ("value", outputs - 1..<outputs)])
            let streams = wide.pieces[1].pieces
            #expect(streams.map(\.numbers) == [6 * (outputs - 1), 6])
            let places = Set(streams.flatMap { $0.whole.places.flatMap(\.self) })
            #expect(
                places == Set(wide.columns.flatMap(\.self).filter { $0 >= wide.pieces[1].whole.places[0].lowerBound }))
        }
    }

    static let uploads = [
        ["q.value"], ["q.advantage"], ["q.head"], ["q.body"], ["q.body", "q.advantage"], ["q", "q_target.value"],
    ]

    @Test("What travels is equal after a meeting, what stays is not; bytes are those of the pieces", arguments: uploads)
    func travelling(networks: [String]) throws {
        let text = Self.text("double_dqn", ", networks: [\(networks.joined(separator: ", "))]")
        var cell = try DeltaTests.cell(text)
        for _ in 1...2 { _ = cell.advance(2) }
        let parts = ["q.body", "q.advantage", "q.value", "q_target.body", "q_target.advantage", "q_target.value"]
        var bytes = 0
        for name in parts {
            let names =
                [name, String(name.split(separator: ".")[0])]
                + (name.hasSuffix("body") ? [] : [name.split(separator: ".")[0] + ".head"].map(String.init))
            let travels = names.contains(where: networks.contains)
            let rows = try (0..<3).map { try Self.numbers(name, $0, cell) }
            #expect((rows[0] == rows[1] && rows[1] == rows[2]) == travels, "\(name)")
            if travels { bytes += 4 * rows[0].count }
        }
        // Up and down, three agents, one meeting.
        let entries = cell.ledger.entries
        #expect(entries.reduce(0) { $0 + $1.bytes } == 2 * 3 * bytes)
    }

    @Test("A stream may stay with its agent")
    func personal() throws {
        var cell = try DeltaTests.cell(Self.text("dqn", ", personal: [q.value]"))
        for _ in 1...2 { _ = cell.advance(2) }
        for (name, travels) in [("q.body", true), ("q.advantage", true), ("q.value", false), ("q_target.value", false)]
        {
            let rows = try (0..<2).map { try Self.numbers(name, $0, cell) }
            #expect((rows[0] == rows[1]) == travels, "\(name)")
        }
    }

    @Test("A resumed run goes on to the same bits", arguments: ["dqn", "double_dqn"])
    func resume(learner: String) throws {
        let text = Self.text(learner, ", networks: [q.value]")
        try ResumeLaw.hold(rounds: 8, cuts: [1, 3]) { try DeltaTests.cell(text) }
    }

    @Test("Without streams nobody has one")
    func unknown() throws {
        let text = Self.text("dqn", ", networks: [q.value]").replacing(", head: dueling", with: "")
        let (study, findings) = SpecText.compile(text)
        #expect(study == nil && findings.diagnostics.contains { $0.message.contains("has no part called 'q.value'") })
        let plain = text.replacing("q.value", with: "q")
        let (one, _) = SpecText.compile(plain)
        let (other, _) = SpecText.compile(plain.replacing("batch: 8}", with: "batch: 8, head: plain}"))
        #expect(
            one?.cells.first.map { one?.plan(of: $0).canonical }
                == other?.cells.first.map { other?.plan(of: $0).canonical })
    }
}
