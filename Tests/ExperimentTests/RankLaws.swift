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

    static func outcome(of plan: CellPlan, rounds: Int, among ranks: (any Communicator)? = nil, workers: Int = 1)
        throws -> Outcome
    {
        var cell = try Cell(plan, publicStates: StageStore.prepare(plan, 1), initial: nil, among: ranks)
        let rows = (1...rounds).map { _ in cell.advance(workers) }
        let here = cell.population.names.indices.count { cell.population.isHere($0) }
        return Outcome(rows: rows, ledger: cell.ledger, state: try cell.tree(), here: here)
    }

    /// Two of some choices for an entry, other ones for the next: of the many entries all are tried, of each one two.
    private static func two<Choice>(of choices: [Choice], for entry: AxisEntryLaws.Entry) -> [Choice] {
        let place = AxisEntryLaws.entries.firstIndex(of: entry) ?? 0
        return [choices[place % choices.count], choices[(place + 2) % choices.count]]
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

    @Test("An entry of an axis comes to the same on two of 1, 2, 3, 4 and 7 ranks", arguments: AxisEntryLaws.entries)
    func entries(entry: AxisEntryLaws.Entry) throws {
        let plan = try #require(AxisEntryLaws.plans[entry] ?? nil, "no method takes it")
        try Self.compare(plan, ranks: Self.two(of: [1, 2, 3, 4, 7], for: entry))
    }

    private static let inReplicas = AxisEntryLaws.entries.filter { AxisEntryLaws.replicas[$0] != nil }

    @Test("So it does in replicas, whose agents ranks cut anywhere", arguments: inReplicas)
    func replicas(entry: AxisEntryLaws.Entry) throws {
        let plan = try #require(AxisEntryLaws.replicas[entry]).three
        try Self.compare(plan, rounds: 5, ranks: [Self.two(of: [2, 3, 4, 5, 7], for: entry)[0]])
    }

    @Test("There are replicas of most entries")
    func most() { #expect(2 * Self.inReplicas.count > AxisEntryLaws.entries.count, "\(Self.inReplicas.count)") }

    @Test("Columns of a result are made by all ranks where nothing looks at whole rows, and nowhere else")
    func columns() throws {
        for entry in AxisEntryLaws.entries where entry.axis == "aggregate" {
            guard let plan = AxisEntryLaws.plans[entry] ?? nil else { continue }
            let counts = try ThreadRanks.run(3) { ranks in
                let counter = Counter(ranks)
                _ = try Self.outcome(of: plan, rounds: AxisEntryLaws.rounds, among: counter)
                return counter.calls
            }
            let isCut = !["concatenate", "merge_by_cell"].contains(entry.kind)
            for calls in counts { #expect((calls.exchanges > 0) == isCut, "\(entry)") }
        }
    }

    private static let distant = ["krum", "multi_krum", "geometric_median", "filter", "minimum_diameter"]

    @Test("So are distances of rows that have several blocks of columns, some of them in two parts", arguments: distant)
    func blocks(aggregate: String) throws {
        for learner in ["reinforce", "a2c"] {
            let spec = SpecText.text(
                "federation: [parameter_average: {every: {rounds: 1}, aggregate: \(aggregate)}]",
                agents: "[{name: a, count: 5}]"
            ).replacing("hidden: [4]", with: "hidden: [48, 44]").replacing("reinforce", with: learner)
            let plan = try #require(SpecText.plans(spec).first, "\(SpecText.found(spec))")
            try Self.compare(plan, rounds: 3, ranks: [2, 3, 4, 7])
        }
    }

    @Test("Ranks of several threads each come to the same")
    func threads() throws {
        for entry in AxisEntryLaws.entries where entry.axis == "digest" {
            guard let plan = AxisEntryLaws.plans[entry] ?? nil else { continue }
            let whole = try Self.outcome(of: plan, rounds: 4)
            let found = try ThreadRanks.run(2) { try Self.outcome(of: plan, rounds: 4, among: $0, workers: 3) }
            #expect(found[0].rows == whole.rows && found[0].state.fingerprint == whole.state.fingerprint, "\(entry)")
        }
    }

    @Test("A rank that is lost at any call ends the others, and what it was lost for is what is thrown")
    func lost() throws {
        let specs = [
            SpecText.text(
                "federation: [parameter_average: {every: {rounds: 1}}]\nevaluation: {every: {rounds: 1}, episodes: 1}",
                agents: "[{name: a, count: 3}]"),
            SpecText.text(
                "federation: [scafflsa: {every: {rounds: 1}}]\nmeasure: [squared_error_to_fixed_point]",
                agents: "[{name: a, count: 3}]"
            ).replacing("episodes: 1", with: "steps: 5").replacing("cartpole", with: "garnet")
                .replacing("learner: reinforce", with: "learner: td")
                .replacing("network: {hidden: [4]}\n", with: "").replacing("adam", with: "{sgd: {learning_rate: 0.1}}"),
        ]
        for spec in specs {
            let plan = try #require(SpecText.plans(spec).first, "\(SpecText.found(spec))")
            let calls = try ThreadRanks.run(2) { ranks in
                let counter = Counter(ranks)
                _ = try Self.outcome(of: plan, rounds: 2, among: counter)
                return counter.calls.all
            }
            #expect(calls[0] == calls[1] && calls[0] > 5)
            for last in 0..<calls[0] {
                #expect(throws: (any Error).self, "after \(last) of \(calls[0])") {
                    try ThreadRanks.run(2) { ranks in
                        let counter = Counter(ranks, failing: ranks.rank == 1 ? last : .max)
                        return try Self.outcome(of: plan, rounds: 2, among: counter).here
                    }
                }
            }
        }
    }

    /// From how many ranks to how many.
    private static let moves = [(1, 3), (3, 1), (2, 2), (4, 3), (3, 7)]

    @Test("What some ranks have written any number of them goes on from", arguments: AxisEntryLaws.entries)
    func resuming(entry: AxisEntryLaws.Entry) throws {
        let plan = try #require(AxisEntryLaws.plans[entry] ?? nil, "no method takes it")
        try Self.resume(plan, rounds: AxisEntryLaws.rounds, moves: Self.two(of: Self.moves, for: entry))
    }

    @Test("So it does in replicas", arguments: inReplicas)
    func resumingReplicas(entry: AxisEntryLaws.Entry) throws {
        let plan = try #require(AxisEntryLaws.replicas[entry]).three
        try Self.resume(plan, rounds: 5, moves: [Self.two(of: Self.moves, for: entry)[1]])
    }

    private static func resume(_ plan: CellPlan, rounds: Int, moves: [(Int, Int)]) throws {
        let whole = try outcome(of: plan, rounds: rounds)
        for (before, after) in moves {
            let middle = 1 + (before + after) % (rounds - 1)
            let tree = try ThreadRanks.run(before) { try outcome(of: plan, rounds: middle, among: $0).state }[0]
            let found = try ThreadRanks.run(after) { ranks in
                var cell = try Cell(plan, publicStates: StageStore.prepare(plan, 1), initial: nil, among: ranks)
                try cell.restore(tree, round: middle, isScheduled: false)
                let rows = (middle + 1...rounds).map { _ in cell.advance(1) }
                return Outcome(rows: rows, ledger: cell.ledger, state: try cell.tree())
            }
            for rank in found {
                #expect(rank.rows == Array(whole.rows[middle...]), "from \(before) ranks to \(after)")
                #expect(rank.ledger == whole.ledger, "from \(before) ranks to \(after)")
            }
            #expect(found[0].state.firstDifference(from: whole.state) == nil, "from \(before) ranks to \(after)")
        }
    }

    @Test("A state that is not the plan's is refused on every rank")
    func unfit() throws {
        let plan = try #require(SpecText.plans(SpecText.text()).first)
        let other = try #require(SpecText.plans(SpecText.text().replacing("hidden: [4]", with: "hidden: [5]")).first)
        let tree = try Self.outcome(of: other, rounds: 1).state
        let refused = try ThreadRanks.run(2) { ranks in
            var cell = try Cell(plan, publicStates: nil, initial: nil, among: ranks)
            do { try cell.restore(tree, round: 1, isScheduled: true) } catch { return "\(error)" }
            return ""
        }
        #expect(refused[0].contains("policy") && refused[1].contains("rank 0"), "\(refused)")
    }

    /// A communicator that counts its calls, and fails at one of them.
    private final class Counter: Communicator, @unchecked Sendable {
        private let ranks: any Communicator
        private let last: Int
        private(set) var calls = (all: 0, exchanges: 0)
        var rank: Int { ranks.rank }
        var size: Int { ranks.size }

        init(_ ranks: any Communicator, failing last: Int = .max) {
            self.ranks = ranks
            self.last = last
        }

        private func count() throws(RankLost) {
            if calls.all >= last { throw RankLost(rank: rank) }
            calls.all += 1
        }

        func gatherAll(_ buffer: UnsafeMutableRawPointer, _ ranges: [Range<Int>]) throws(RankLost) {
            try count()
            try ranks.gatherAll(buffer, ranges)
        }

        func exchange(
            _ buffer: UnsafeRawPointer, _ sent: [Range<Int>], into target: UnsafeMutableRawPointer,
            _ received: [Range<Int>]
        ) throws(RankLost) {
            try count()
            calls.exchanges += 1
            try ranks.exchange(buffer, sent, into: target, received)
        }

        func gather(_ bytes: [UInt8]) throws(RankLost) -> [[UInt8]] {
            try count()
            return try ranks.gather(bytes)
        }
    }

    @Test(
        "Every arm of a study has the bits of the fixture", arguments: zip(StudyBits.studies, StudyBits.studies.indices)
    )
    func studies(study: String, index: Int) throws {
        try StudyBits.compare(StudyBits.bits(of: study, ranks: [2, 3, 4, 7][index % 4]), of: study)
    }
}
