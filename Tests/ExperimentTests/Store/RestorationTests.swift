import Config
import Archive
import Config
import Determinism
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Experiment

@Suite("A record that was spoiled")
struct RestorationTests {
    /// Runs the small study again, and gives the outcome with what was said.
    private static func again(
        _ plan: CellPlan, in scratch: TemporaryDirectory
    ) throws -> (outcome: CellOutcome, notices: [String]) {
        let said = Mutex<[String]>([])
        let outcomes = try SmallStudy.run([plan], in: scratch) { _, event in
            if case .notice(let text) = event { said.withLock { $0.append(text) } }
        }
        return (outcomes[0], said.withLock { $0 })
    }

    @Test(
        "is put together again by the next run, which says so and keeps what was there: rows 1 to 4 are in no checkpoint",
        arguments: RecordDamage.ofRecord, [12, 10])
    func restored(damage: RecordDamage, rounds: Int) throws {
        // A run that is done, and one that was interrupted in round 10 of 12.
        let scratch = try TemporaryDirectory()
        let plan = try SmallStudy.plan()
        let stop = StopRequest()
        _ = try SmallStudy.run([plan], in: scratch, stop: stop) { _, event in
            if case .advanced(rounds, _) = event { stop.request() }
        }
        let directory = RunDirectory(store: scratch.path, experiment: "small", arm: plan.arm, seed: 3, in: .standard)
        let path = directory.path + "/metrics.jsonl"
        let sound = try LocalFileSystem().read(path)
        guard rounds == 12 || !damage.isAboutEnd else { return }
        try damage.apply(directory.path)
        let spoiled = try LocalFileSystem().length(path) == nil ? nil : LocalFileSystem().read(path)
        let (outcome, notices) = try Self.again(plan, in: scratch)
        guard case .finished(12, _) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(Array(try LocalFileSystem().read(path).prefix(sound.count)) == sound)
        #expect(notices.count == 1 && notices[0].contains("metrics.jsonl"), "\(notices)")
        if let spoiled { #expect(try LocalFileSystem().read(path + ".damaged-1") == spoiled) }
        guard case .match = try Verifier(directory).run().verdict else {
            Issue.record("what was restored does not verify")
            return
        }
        guard case .alreadyDone(12) = try Self.again(plan, in: scratch).outcome else {
            Issue.record("it is not done")
            return
        }
    }

    @Test("is not made again where the program comes to another state than the checkpoint holds; nothing is changed")
    func otherState() throws {
        let (scratch, directory) = try VerifierTests.finished()
        let file = directory.checkpoint(round: 8)
        let (header, original) = try file.read()
        var tree = original
        let item = "agents/b/policy/layers/0/bias"
        guard case .array(let array)? = tree[item], var numbers = array.elements(as: Float.self) else {
            Issue.record("no \(item)")
            return
        }
        numbers[0] += 1
        var changed = ArchiveArray(shape: array.shape, elements: numbers)
        changed.attributes = array.attributes
        tree.insert(.array(changed), at: item)
        try file.write(tree, entries: header.entries)
        let path = directory.path + "/metrics.jsonl"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        try Data(text.dropFirst(20).utf8).write(to: URL(fileURLWithPath: path))
        let before = try scratch.fingerprints()
        guard case .failed(let error) = try Self.again(SmallStudy.plan(), in: scratch).outcome else {
            Issue.record("it was restored all the same")
            return
        }
        #expect("\(error)".contains("comes to another state") && "\(error)".contains("/" + item), "\(error)")
        #expect(try scratch.fingerprints() == before)
    }

    @Test("or plan.json that was: it is written again, and said")
    func plan() throws {
        for damage in RecordDamage.ofTheRest where damage.description.hasPrefix("plan.json") {
            let (scratch, directory) = try VerifierTests.finished()
            let before = try scratch.fingerprints()
            try damage.apply(directory.path)
            let (outcome, notices) = try Self.again(SmallStudy.plan(), in: scratch)
            guard case .finished(12, steps: 0) = outcome else {
                Issue.record("\(damage): \(outcome)")
                return
            }
            #expect(notices.count == 1 && notices[0].contains("plan.json"), "\(damage): \(notices)")
            #expect(try scratch.fingerprints() == before)
        }
    }

    @Test("A damaged older checkpoint of a run that is done is mentioned")
    func olderCheckpoint() throws {
        let (scratch, directory) = try VerifierTests.finished()
        let path = directory.checkpoint(round: 8).path
        var bytes = try LocalFileSystem().read(path)
        bytes[bytes.count / 2] ^= 1
        try LocalFileSystem().replace(path, with: bytes)
        let (outcome, notices) = try Self.again(SmallStudy.plan(), in: scratch)
        guard case .alreadyDone(12) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(notices.count == 1 && notices[0].contains("round-000008.h5"), "\(notices)")
    }

    @Test("What is kept shapes nothing: other checkpoint keys leave a run done, and fewer are kept then")
    func storage() throws {
        let (scratch, directory) = try VerifierTests.finished()
        let record = try LocalFileSystem().read(directory.path + "/metrics.jsonl")
        for (keys, kept) in [("keep: 3", [8, 12]), ("keep: 1", [12]), ("keep: 5", [12])] {
            let plan = try SmallStudy.plan(("keep: 2", keys))
            _ = try SmallStudy.run([plan], in: scratch)
            guard case .alreadyDone(12) = try Self.again(plan, in: scratch).outcome else {
                Issue.record("it ran again under \(keys)")
                return
            }
            #expect(try directory.rounds() == kept)
        }
        let often = try SmallStudy.plan(
            ("checkpoint: {every: {rounds: 4}, keep: 2}", "checkpoint: {every: {rounds: 3}}"))
        guard case .alreadyDone(12) = try Self.again(often, in: scratch).outcome else {
            Issue.record("it ran again with another period")
            return
        }
        // Longer, with the other period: checkpoints of both kinds stand side by side, and verify.
        let longer = try SmallStudy.plan(
            ("checkpoint: {every: {rounds: 4}, keep: 2}", "checkpoint: {every: {rounds: 5}, keep: 9}"),
            ("rounds: 12", "rounds: 23"))
        _ = try Self.again(longer, in: scratch)
        #expect(try directory.rounds() == [12, 15, 20, 23])
        #expect(Array(try LocalFileSystem().read(directory.path + "/metrics.jsonl").prefix(record.count)) == record)
        let result = try Verifier(directory).run()
        guard case .match = result.verdict else {
            Issue.record("\(result.verdict)")
            return
        }
        #expect(result.coverage.checkpoints == [12, 15, 20, 23])
        #expect(!FileManager.default.fileExists(atPath: directory.path + ".old-1"))
    }

    @Test("Directories whose record fingerprint still covers what is kept are taken for what they are")
    func earlierFingerprints() throws {
        let (scratch, directory) = try VerifierTests.finished()
        let plan = try SmallStudy.plan()
        let earlier = plan.canonical.projected(onto: [.record, .storage], Language.standard.plan).fingerprint
            .hexadecimal
        #expect(earlier != plan.recordFingerprint.hexadecimal)
        for round in try directory.rounds() {
            let file = directory.checkpoint(round: round)
            var (header, tree) = try file.read()
            tree.annotate("", "record_fingerprint", .text(earlier))
            try file.write(
                tree, entries: header.entries.map { $0.key == "record" ? .init("record", earlier) : $0 })
        }
        let stored = CanonicalValue.object(sorting: [
            ("cell_fingerprint", .text(plan.cellFingerprint.hexadecimal)), ("record_fingerprint", .text(earlier)),
            ("plan", plan.canonical),
        ])
        try LocalFileSystem().replace(directory.path + "/plan.json", with: Array(stored.prettyJSON.utf8))
        let before = try scratch.fingerprints()
        guard case .alreadyDone(12) = try Self.again(plan, in: scratch).outcome,
            case .match = try Verifier(directory).run().verdict
        else {
            Issue.record("a directory of an earlier version is not done")
            return
        }
        #expect(try scratch.fingerprints() == before)
        // Its plan.json has no fingerprint of the extent: the checkpoints speak where it says another one.
        let longer = stored.prettyJSON.replacingOccurrences(of: "\"rounds\": 12", with: "\"rounds\": 40")
        try LocalFileSystem().replace(directory.path + "/plan.json", with: Array(longer.utf8))
        let spoken = try #require(try directory.storedPlan())
        #expect(spoken.plan == plan.canonical && spoken.remark?.contains("round-000012.h5") == true)
    }

    @Test(
        "A checkpoint belongs to its directory: another seed's, or one under another name, is refused; a loose one is fine"
    )
    func belonging() throws {
        let scratch = try TemporaryDirectory()
        let plans = try SmallStudy.plans(("seeds: [3]", "seeds: [3, 4]"))
        _ = try SmallStudy.run(plans, in: scratch)
        let (three, four) = (
            RunDirectory(store: scratch.path, experiment: "small", arm: "main", seed: 3, in: .standard),
            RunDirectory(store: scratch.path, experiment: "small", arm: "main", seed: 4, in: .standard)
        )
        let foreign = try LocalFileSystem().read(four.checkpoint(round: 12).path)
        try LocalFileSystem().replace(three.checkpoint(round: 12).path, with: foreign)
        let error = #expect(throws: ArchiveError.self) { try Evaluator(three.checkpoint(round: 12), in: .standard) }
        #expect(error?.description.contains("main seed 4, in the directory of main seed 3") == true)
        try LocalFileSystem().replace(four.checkpoint(round: 20).path, with: foreign)
        #expect(throws: ArchiveError.self) { try Evaluator(four.checkpoint(round: 20), in: .standard) }
        let loose = scratch.path + "/round-000012.h5"
        try LocalFileSystem().replace(loose, with: foreign)
        #expect(try Evaluator(ArchiveFile(loose), in: .standard).round == 12)
        // Where no plan.json tells them apart, nobody guesses.
        try LocalFileSystem().remove(three.path + "/plan.json")
        #expect(throws: ArchiveError.self) { try three.storedPlan() }
        // Its rows have nobody who vouches for them then.
        let audit = try RecordAudit(three, of: StoredPlan(plans[0].canonical, in: .standard), everyCheckpoint: true)
        #expect(audit.checkpoint == 8 && audit.unverifiedFrom == 9 && audit.checkpointRemarks.count == 1)
    }
}
