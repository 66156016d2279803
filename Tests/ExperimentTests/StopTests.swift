import Archive
import Determinism
import TestSupport
import Testing

@testable import Experiment

@Suite("A rule that ends a cell")
struct StopTests {
    /// Two thresholds that the small study reaches in different rounds, neither of which has a scheduled checkpoint.
    static let measures = (
        "{rounds_to: {window: 3, at_least: 15}}",
        "{early: {rounds_to: {window: 2, at_least: 5}}}, {late: {rounds_to: {window: 7, over: worst_agent, at_least: 10}}}"
    )
    static let thin = ("bytes]", "bytes]\nrecord: {every: {rounds: 5}}\ntrace: none")

    static func plan(_ rule: String?, _ edits: (String, String)...) throws -> CellPlan {
        let stop = ("rounds: 12", rule.map { "rounds: 12\nstop: {when: \($0)}" } ?? "rounds: 12")
        switch edits.count {
        case 0: return try SmallStudy.plan(measures, stop)
        default: return try SmallStudy.plan(measures, stop, edits[0])
        }
    }

    /// The round in which a measure of the small study is reached, told by a run without any rule.
    static func round(of measure: String) throws -> Int {
        var cell = try SmallStudy.cell(plan(nil))
        var last: CanonicalValue?
        for _ in 1...12 { last = cell.advance(1) }
        return try #require(last?[measure]?.elements.first?.asInteger)
    }

    static func directory(_ scratch: TemporaryDirectory) -> RunDirectory {
        RunDirectory(store: scratch.path, experiment: "small", arm: "main", seed: 3, in: .standard)
    }

    static func matches(_ scratch: TemporaryDirectory) throws -> Verifier.Coverage? {
        let result = try Verifier(directory(scratch)).run()
        guard case .match = result.verdict else { return nil }
        return result.coverage
    }

    @Test("The cell ends with the round in which the measure is first reached; its checkpoint says by which rule")
    func ends() throws {
        let (early, late) = (try Self.round(of: "early"), try Self.round(of: "late"))
        try #require(early < late && late < 12 && !early.isMultiple(of: 4) && !late.isMultiple(of: 4))
        for (name, round) in [("early", early), ("late", late)] {
            let scratch = try TemporaryDirectory()
            guard case .finished(round, _) = try SmallStudy.run([Self.plan(name)], in: scratch)[0] else {
                Issue.record("the cell did not end after round \(round)")
                return
            }
            let header = try Self.directory(scratch).checkpoint(round: round).header()
            #expect(header["stopped"] == "{\"when\":{\"measure\":\"\(name)\"}}" && header["scheduled"] == "no")
            #expect(try Self.directory(scratch).rounds().last == round)
            #expect(try Self.matches(scratch)?.rounds == round)
            let status = try RunStatus(Self.directory(scratch))
            #expect(status.isEnd(of: try Self.plan(name).canonical))
            #expect(!status.isEnd(of: try Self.plan(nil).canonical))
            let before = try scratch.fingerprints()
            guard case .alreadyDone(round) = try SmallStudy.run([Self.plan(name)], in: scratch)[0] else {
                Issue.record("a stopped cell ran again")
                return
            }
            #expect(try scratch.fingerprints() == before)
        }
    }

    @Test("A rule that never holds leaves every round, and the run is censored")
    func never() throws {
        let scratch = try TemporaryDirectory()
        let never = ("window: 2, at_least: 5", "window: 2, at_least: 61")
        guard case .finished(12, _) = try SmallStudy.run([Self.plan("early", never)], in: scratch)[0] else {
            Issue.record("the cell did not play all rounds")
            return
        }
        #expect(try Self.directory(scratch).checkpoint(round: 12).header()["stopped"] == nil)
        #expect(try RunStatus(Self.directory(scratch)).lastRow?["early"] == .list([.null]))
    }

    @Test("A stopped directory holds the same bytes however the run was cut")
    func interruption() throws {
        let plan = try Self.plan("late")
        let whole = try TemporaryDirectory()
        _ = try SmallStudy.run([plan], in: whole)
        let expected = try whole.fingerprints()
        for cut in 1...(try Self.round(of: "late")) {
            let scratch = try TemporaryDirectory()
            let stop = StopRequest()
            _ = try SmallStudy.run([plan], in: scratch, stop: stop) { _, event in
                if case .advanced(let round, _) = event, round == cut { stop.request() }
            }
            _ = try SmallStudy.run([plan], in: scratch, jobs: 2)
            #expect(try scratch.fingerprints() == expected, "cut after round \(cut)")
        }
    }

    @Test("Without the rule the cell goes on and ends as if there had been none")
    func ruleTakenAway() throws {
        let scratch = try TemporaryDirectory()
        _ = try SmallStudy.run([Self.plan("early")], in: scratch)
        _ = try SmallStudy.run([Self.plan("late")], in: scratch)
        #expect(try Self.directory(scratch).rounds().last == Self.round(of: "late"))
        _ = try SmallStudy.run([Self.plan(nil)], in: scratch)
        let straight = try TemporaryDirectory()
        _ = try SmallStudy.run([Self.plan(nil)], in: straight)
        var (one, other) = (try scratch.fingerprints(), try straight.fingerprints())
        // An older checkpoint embeds the plan it was written under.
        for name in one.keys where name.hasSuffix("round-000008.h5") { (one[name], other[name]) = (nil, nil) }
        #expect(one == other)
        #expect(try Self.matches(scratch)?.rounds == 12)
    }

    @Test("A rule that held long ago ends the cell where it is, once; nothing is recomputed or lost")
    func ruleAddedLate() throws {
        let late = try Self.round(of: "late")
        let scratch = try TemporaryDirectory()
        _ = try SmallStudy.run([Self.plan("late")], in: scratch)
        let record = try LocalFileSystem().read(Self.directory(scratch).path + "/metrics.jsonl")
        let state = try Self.directory(scratch).checkpoint(round: late).read().tree["agents"]
        for rule in ["early", "late"] {
            guard case .finished(late, steps: 0) = try SmallStudy.run([Self.plan(rule)], in: scratch)[0],
                case .alreadyDone(late) = try SmallStudy.run([Self.plan(rule)], in: scratch)[0]
            else {
                Issue.record("the cell is not done under the rule '\(rule)'")
                return
            }
            #expect(try LocalFileSystem().read(Self.directory(scratch).path + "/metrics.jsonl") == record)
            #expect(try Self.directory(scratch).checkpoint(round: late).read().tree["agents"] == state)
            #expect(try Self.matches(scratch) != nil)
        }
    }

    @Test("A thin record tells the round of the end in a row off its schedule, which no later rule stumbles over")
    func thinRecord() throws {
        let late = try Self.round(of: "late")
        try #require(!late.isMultiple(of: 5) && !late.isMultiple(of: 3))
        let scratch = try TemporaryDirectory()
        _ = try SmallStudy.run([Self.plan("late", Self.thin)], in: scratch)
        let row = try #require(try RunStatus(Self.directory(scratch)).lastRow)
        #expect(row["round"] == .integer(late) && row["late"] == .list([.integer(late)]))
        #expect(try Self.matches(scratch) != nil)
        _ = try SmallStudy.run([Self.plan(nil, Self.thin)], in: scratch)
        #expect(try Self.directory(scratch).rounds().last == 12)
        #expect(try Self.matches(scratch)?.rounds == 12)
        let partial = try TemporaryDirectory()
        let stop = StopRequest()
        _ = try SmallStudy.run([Self.plan(nil, Self.thin)], in: partial, stop: stop) { _, event in
            if case .advanced(late + 1, _) = event { stop.request() }
        }
        _ = try SmallStudy.run([Self.plan("late", Self.thin)], in: partial)
        #expect(try Self.matches(partial)?.rounds == late + 1)
    }

    @Test("The rule is part of the extent alone, and makes the costs bounds")
    func fingerprints() throws {
        let (with, without) = (try Self.plan("late"), try Self.plan(nil))
        #expect(with.cellFingerprint == without.cellFingerprint)
        #expect(with.recordFingerprint == without.recordFingerprint)
        #expect(with.extentFingerprint != without.extentFingerprint)
        #expect(try CellPlan(canonical: with.canonical, in: .standard) == with)
        #expect(!with.costs.isLedgerExact && without.costs.isLedgerExact)
        #expect(with.costs.isPublicStateCountExact)
    }

    @Test("What cannot be reached is refused where it is named")
    func refused() {
        let measures = "measure: [training_return, {mission: {rounds_to: 200}}]\n"
        #expect(SpecText.found(SpecText.text(measures + "stop: {when: {measure: mission}}")) == [])
        #expect(SpecText.found(SpecText.text(measures + "stop: {when: mision}")) == ["12:14 stop/unknown-measure"])
        #expect(
            SpecText.found(SpecText.text(measures + "stop: {when: {measure: training_return}}"))
                == ["12:24 stop/no-threshold"])
    }
}
