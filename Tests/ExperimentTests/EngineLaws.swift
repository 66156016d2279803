import Archive
import Config
import Determinism
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Experiment

@Suite("Laws of the engine")
struct EngineLaws {
    @Test("run(n) equals run(k), checkpoint, resume(n − k), for every k", arguments: 1..<12)
    func resume(at round: Int) throws {
        let plan = try SmallStudy.plan()
        try ResumeLaw.hold(rounds: 12, cuts: [round]) { try SmallStudy.cell(plan) }
    }

    @Test("Networks are drawn as their designs say")
    func initialization() throws {
        let plan = try SmallStudy.plan(("hidden: [16]}}", "hidden: [16], initialization: he_uniform}}"))
        #expect(plan.cellFingerprint != (try SmallStudy.plan().cellFingerprint))
        let (one, other) = (try SmallStudy.cell(plan).tree(), try SmallStudy.cell(SmallStudy.plan()).tree())
        guard case .array(let bias)? = one["agents/a/policy/layers/0/bias"],
            case .array(let weight)? = one["agents/a/policy/layers/0/weight"],
            case .array(let usual)? = other["agents/a/policy/layers/0/weight"]
        else {
            Issue.record("the checkpoint has no first layer")
            return
        }
        #expect(bias.numbers.allSatisfy { $0 == 0 })
        // The same draws in the same places, within ±√(6/4) instead of ±1/√4.
        let ratio = 6.0.squareRoot()
        #expect(zip(weight.numbers, usual.numbers).allSatisfy { abs($0 - ratio * $1) < 1e-6 })
        #expect(one["agents/b"] == other["agents/b"])
    }

    @Test("Threads change no bit")
    func jobs() throws {
        let plan = try SmallStudy.plan()
        var one = try SmallStudy.cell(plan)
        var three = try SmallStudy.cell(plan)
        for _ in 1...12 { #expect(one.advance(1) == three.advance(3)) }
        #expect(try one.tree().fingerprint == three.tree().fingerprint)
    }

    @Test("Adding an agent or evaluating more often leaves the others as they were until the first exchange")
    func independence() throws {
        let late = ("every: {rounds: 2}", "every: {rounds: 6}")
        var base = try SmallStudy.cell(SmallStudy.plan(late))
        var more = try SmallStudy.cell(
            SmallStudy.plan(
                late, ("  - {name: a,", "  - {name: new, network: {hidden: [12]}}\n  - {name: a,"),
                ("evaluation: {every: {rounds: 3}, episodes: 2", "evaluation: {every: {rounds: 1}, episodes: 5")))
        for round in 1...6 {
            _ = base.advance(1)
            _ = more.advance(1)
            #expect((base.trace() == Array(more.trace().dropFirst())) == (round < 6), "after round \(round)")
        }
    }

    @Test("The order of agents changes nobody before the first exchange")
    func order() throws {
        let late = ("every: {rounds: 2}", "every: {rounds: 6}")
        var base = try SmallStudy.cell(SmallStudy.plan(late))
        var swapped = try SmallStudy.cell(
            SmallStudy.plan(
                late, ("  - {name: a, network: {hidden: [16]}}\n", ""),
                ("agents:\n", "agents:\n"),
                ("public_states:", "  - {name: a, network: {hidden: [16]}}\npublic_states:")))
        for _ in 1...5 {
            _ = base.advance(1)
            _ = swapped.advance(1)
        }
        let (one, other) = (base.trace(), swapped.trace())
        #expect(one == [other[2], other[0], other[1]])
    }

    @Test("The run's ledger is the plan's prediction", arguments: ["every_step", "once"])
    func ledger(consensus: String) throws {
        let plan = try SmallStudy.plan(
            (
                "fedhpd: {every: {rounds: 2}}",
                "fedhpd: {every: {rounds: 2}, passes: 3, slices: 4, consensus: \(consensus)}"
            ))
        var cell = try SmallStudy.cell(plan)
        for _ in 1...12 { _ = cell.advance(2) }
        // 3 agents × 64 states × 4 numbers once; 6 firings × passes × 3 agents × 64 states × 2 probabilities, both ways
        let passes = consensus == "once" ? 1 : 3
        let once = 6 * passes * 3 * 64 * 2 * 4
        #expect(cell.ledger.total == 3 * 64 * 4 * 4 + 2 * once)
        #expect(cell.ledger.entries.map(\.bytes) == [3 * 64 * 4 * 4, once, once])
        #expect(plan.costs.ledger.entries == cell.ledger.entries)
    }

    @Test("Another seed gives another run; arms of a seed start alike")
    func seeds() throws {
        let arms = ("measure:", "arms: {alone: {federation: []}, d: {}}\nmeasure:")
        let plans = try SmallStudy.plans(arms, ("seeds: [3]", "seeds: [3, 4]"))
        #expect(plans.count == 4)
        let traces = try plans.map { plan in
            var cell = try SmallStudy.cell(plan)
            _ = cell.advance(1)
            return cell.trace()
        }
        let (alone3, alone4, d3, d4) = (traces[0], traces[1], traces[2], traces[3])
        #expect(alone3 == d3 && alone4 == d4)
        #expect(zip(alone3, alone4).allSatisfy { $0 != $1 })
    }

    @Test("A finished directory holds the same bytes however the run was cut")
    func interruption() throws {
        let plan = try SmallStudy.plan()
        let whole = try TemporaryDirectory()
        guard case .finished = try SmallStudy.run([plan], in: whole)[0] else {
            Issue.record("the run did not finish")
            return
        }
        let expected = try whole.fingerprints()
        #expect(expected.keys.contains { $0.hasSuffix("seed-3/round-000012.h5") })
        for cut in [1, 3, 4, 5, 8, 11] {
            let scratch = try TemporaryDirectory()
            let stop = StopRequest()
            let outcome = try SmallStudy.run([plan], in: scratch, stop: stop) { _, event in
                if case .advanced(let round, _) = event, round == cut { stop.request() }
            }
            guard case .interrupted(let round) = outcome[0] else {
                Issue.record("the run was not interrupted after round \(cut)")
                return
            }
            #expect(round == cut)
            _ = try SmallStudy.run([plan], in: scratch, jobs: 2)
            #expect(try scratch.fingerprints() == expected, "cut after round \(cut)")
        }
    }

    @Test("Cells that had not begun when the run was stopped leave nothing behind")
    func stoppedBefore() throws {
        let scratch = try TemporaryDirectory()
        let stop = StopRequest()
        stop.request()
        guard case .notStarted = try SmallStudy.run([SmallStudy.plan()], in: scratch, stop: stop)[0] else {
            Issue.record("a cell began after the stop")
            return
        }
        #expect(try scratch.fingerprints().keys.allSatisfy { !$0.contains("seed-") })
    }

    @Test("Running a finished study again touches nothing; more rounds go on from where it ended")
    func extension_() throws {
        let scratch = try TemporaryDirectory()
        _ = try SmallStudy.run([SmallStudy.plan()], in: scratch)
        let before = try scratch.fingerprints()
        guard case .alreadyDone = try SmallStudy.run([SmallStudy.plan()], in: scratch)[0] else {
            Issue.record("a finished cell ran again")
            return
        }
        #expect(try scratch.fingerprints() == before)
        let longer = try SmallStudy.plan(("rounds: 12", "rounds: 20"))
        _ = try SmallStudy.run([longer], in: scratch)
        let straight = try TemporaryDirectory()
        _ = try SmallStudy.run([longer], in: straight)
        #expect(try scratch.fingerprints() == straight.fingerprints())
    }

    @Test("A directory of another cell is refused")
    func otherCell() throws {
        let scratch = try TemporaryDirectory()
        _ = try SmallStudy.run([SmallStudy.plan()], in: scratch)
        let before = try scratch.fingerprints()
        let other = try SmallStudy.plan(("learning_rate: 1e-2", "learning_rate: 2e-2"))
        guard case .failed(let error) = try SmallStudy.run([other], in: scratch)[0],
            case .otherCell = error as? StoreError
        else {
            Issue.record("another cell's directory was not refused")
            return
        }
        #expect(try scratch.fingerprints() == before)
    }
}
