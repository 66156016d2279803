import Determinism
import Federation
import Foundation
import TestSupport
import Testing

@testable import Experiment

/// Runs of a cell that ranks share, in directories: the first one alone writes, and what one rank hears or fails at all do. Ranks are
/// threads here; `tools/mpi-check` has processes.
@Suite("Runs that ranks share")
struct SharedRunTests {
    /// How a run ended, by rank.
    private static func run(
        _ plan: CellPlan, among count: Int, in store: String,
        _ look: @escaping @Sendable (_ rank: Int, _ stop: StopRequest, RunEvent) -> Void = { _, _, _ in }
    ) throws -> [CellOutcome] {
        try ThreadRanks.run(count) { ranks in
            let stop = StopRequest()
            let council = RankCouncil(ranks)
            let runner = StudyRunner(
                [plan], spec: plan.canonical.json, store: store, jobs: 1, stop: stop, among: council)
            let outcome = try runner.run { _, event in look(ranks.rank, stop, event) }[0]
            if case .failed(let error) = outcome, !council.hasFailed { throw error }
            return outcome
        }
    }

    private static func whole(_ plan: CellPlan) throws -> [String: String] {
        let scratch = try TemporaryDirectory()
        _ = try SmallStudy.run([plan], in: scratch)
        return try scratch.fingerprints()
    }

    @Test("Whatever their number, they leave the files of one place", arguments: [1, 2, 3, 4, 7])
    func files(count: Int) throws {
        let plan = try SmallStudy.plan()
        let scratch = try TemporaryDirectory()
        let outcomes = try Self.run(plan, among: count, in: scratch.path)
        #expect(try scratch.fingerprints() == Self.whole(plan))
        for outcome in outcomes {
            guard case .finished(plan.rounds, _) = outcome else { return #expect(Bool(false), "\(outcome)") }
        }
        // Running it again finds it done.
        guard case .alreadyDone? = try Self.run(plan, among: count, in: scratch.path).first else {
            return #expect(Bool(false))
        }
    }

    @Test("What one of them hears ends all after the same round, and another number goes on to the same files")
    func stopping() throws {
        let plan = try SmallStudy.plan()
        let whole = try Self.whole(plan)
        for (before, after) in [(1, 3), (3, 2), (4, 1), (2, 7)] {
            let scratch = try TemporaryDirectory()
            let outcomes = try Self.run(plan, among: before, in: scratch.path) { rank, stop, event in
                if rank == before - 1, case .advanced(let round, _) = event, round == 3 { stop.request() }
            }
            for outcome in outcomes {
                guard case .interrupted(let round) = outcome else { return #expect(Bool(false), "\(outcome)") }
                #expect(round == 3)
            }
            _ = try Self.run(plan, among: after, in: scratch.path)
            #expect(try scratch.fingerprints() == whole, "from \(before) to \(after)")
        }
    }

    @Test("Where the first rank cannot take the directory, all end, and the first has the reason")
    func held() throws {
        let plan = try SmallStudy.plan()
        let scratch = try TemporaryDirectory()
        let directory = plan.runDirectory(in: scratch.path).path
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        let lock = try DirectoryLock(directory: directory, as: nil)
        defer { lock.release() }
        let outcomes = try Self.run(plan, among: 3, in: scratch.path)
        guard case .failed(StoreError.held) = outcomes[0], case .failed(let error as RankTrouble) = outcomes[2] else {
            return #expect(Bool(false), "\(outcomes)")
        }
        #expect(error.description.hasPrefix("rank 0 on "))
    }

    @Test("Where the first rank cannot write any more, all end after the same round")
    func writing() throws {
        let plan = try SmallStudy.plan()
        let scratch = try TemporaryDirectory()
        let lock = plan.runDirectory(in: scratch.path).path + "/lock"
        let outcomes = try Self.run(plan, among: 2, in: scratch.path) { rank, _, event in
            guard rank == 0, case .advanced(3, _) = event else { return }
            // Somebody takes the directory over.
            do {
                try FileManager.default.removeItem(atPath: lock)
                try Data("{}".utf8).write(to: URL(fileURLWithPath: lock))
            } catch { Issue.record(error) }
        }
        guard case .failed(let first) = outcomes[0], case .failed(let other as RankTrouble) = outcomes[1] else {
            return #expect(Bool(false), "\(outcomes)")
        }
        #expect("\(first)".contains("another run has taken over"))
        #expect(other.description.contains("another run has taken over"))
    }

    @Test("What a rank fails at together with others ends all; what is unlike on one of them is said of it")
    func agreement() throws {
        struct Trouble: Error {}
        let found = try ThreadRanks.run(3) { ranks in
            let council = RankCouncil(ranks)
            var said: [String] = []
            #expect(try council.agree { ranks.rank } == ranks.rank)
            #expect(!council.hasFailed)
            do {
                try council.confirmAlike(ranks.rank == 2 ? "b" : "a", "it has another text")
            } catch { said.append("\(error)") }
            do {
                try council.agree { if ranks.rank == 1 { throw Trouble() } }
            } catch { said.append("\(error)") }
            #expect(council.hasFailed)
            #expect(try council.firstSays(ranks.rank == 0))
            let verdict = try council.verdict(.init(stops: ranks.rank == 1, saves: ranks.rank == 2))
            #expect(verdict.stops && !verdict.saves && !verdict.fails)
            return said
        }
        #expect(found.allSatisfy { $0.count == 2 })
        #expect(found[0][0].hasPrefix("rank 2 on ") && found[0][0].hasSuffix(": it has another text"))
        #expect(found[2][0] == "it has another text")
        #expect(found[0][1].hasPrefix("rank 1 on ") && found[1][1] == "Trouble()")
    }

    @Test("Public states are the first rank's, to the bit")
    func publicStates() throws {
        let numbers: [Float] = [1, -0.0, .nan, .leastNonzeroMagnitude, 3.5, 7]
        let found = try ThreadRanks.run(3) { ranks in
            let council = RankCouncil(ranks)
            let own = ranks.rank == 0 ? PublicStates(numbers, width: 2) : nil
            let states = try #require(try council.share(own))
            #expect(try council.share(nil as PublicStates?) == nil)
            return (states.batch.width, states.tensor.elements.map(\.bitPattern))
        }
        for (width, bits) in found { #expect(width == 2 && bits == numbers.map(\.bitPattern)) }
    }
}
