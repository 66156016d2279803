import Archive
import Config
import Determinism
import Federation
import TestSupport
import Testing

@testable import Experiment

/// Laws of agents that are spread over ranks: rows of the record, ledger and state are those of one place, bit for bit, whatever an
/// exchange is composed of. Ranks are threads here, each with agents of its own.
@Suite("Laws of ranks")
struct RankLaws {
    /// What a rank has after some rounds; of states, the first one has those of all.
    struct Outcome: Sendable {
        var rows: [CanonicalValue?] = []
        var ledger = Ledger()
        var state: ArchiveTree
        var here = 0
    }

    static func outcome(of plan: CellPlan, rounds: Int, among ranks: (any Communicator)? = nil) throws -> Outcome {
        var cell = try Cell(plan, publicStates: StageStore.prepare(plan, 1), initial: nil, among: ranks)
        let rows = (1...rounds).map { _ in cell.advance(1) }
        let here = cell.population.names.indices.count { cell.population.isHere($0) }
        return Outcome(rows: rows, ledger: cell.ledger, state: try cell.tree(), here: here)
    }

    private static func compare(_ plan: CellPlan, rounds: Int = AxisEntryLaws.rounds, ranks: [Int]) throws {
        let whole = try outcome(of: plan, rounds: rounds)
        for count in ranks {
            let found = try ThreadRanks.run(count) { try outcome(of: plan, rounds: rounds, among: $0) }
            #expect(found.map(\.here).reduce(0, +) == whole.here, "every agent is on one of \(count) ranks")
            for rank in found {
                #expect(rank.rows == whole.rows, "on \(count) ranks")
                #expect(rank.ledger == whole.ledger, "on \(count) ranks")
            }
            #expect(found[0].state.firstDifference(from: whole.state) == nil, "on \(count) ranks")
            #expect(found[0].state.fingerprint == whole.state.fingerprint)
        }
    }

    @Test("An entry of an axis comes to the same on 1, 2, 3, 4 and 7 ranks", arguments: AxisEntryLaws.entries)
    func entries(entry: AxisEntryLaws.Entry) throws {
        let plan = try #require(AxisEntryLaws.plan(entry), "no method takes it")
        try Self.compare(plan, ranks: [1, 2, 3, 4, 7])
    }

    @Test("So it does in replicas, whose agents ranks cut anywhere", arguments: AxisEntryLaws.entries)
    func replicas(entry: AxisEntryLaws.Entry) throws {
        guard let plan = AxisEntryLaws.plan(entry, replicas: 3) else { return }
        try Self.compare(plan, rounds: 5, ranks: [2, 4])
    }

    @Test(
        "Every arm of a study has the bits of the fixture", arguments: zip(StudyBits.studies, StudyBits.studies.indices)
    )
    func studies(study: String, index: Int) throws {
        try StudyBits.compare(StudyBits.bits(of: study, ranks: [2, 3, 4, 7][index % 4]), of: study)
    }
}
