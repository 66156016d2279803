import Archive
import Determinism
import Foundation
import TestSupport
import Testing

@testable import Experiment

@Suite("Verification")
struct VerifierTests {
    static func finished() throws -> (TemporaryDirectory, RunDirectory) {
        let scratch = try TemporaryDirectory()
        let plan = try SmallStudy.plan()
        _ = try SmallStudy.run([plan], in: scratch)
        return (scratch, RunDirectory(store: scratch.path, experiment: "small", arm: plan.arm, seed: 3, in: .standard))
    }

    @Test("A finished cell matches, on one thread and on three", arguments: [1, 3])
    func match(jobs: Int) throws {
        let (scratch, directory) = try Self.finished()
        defer { withExtendedLifetime(scratch) {} }
        let result = try Verifier(directory).run(jobs: jobs)
        guard case .match = result.verdict else {
            Issue.record("\(result.verdict)")
            return
        }
        #expect(result.coverage.rounds == 12 && result.coverage.rows == 12 && result.coverage.traced == 12)
        #expect(result.coverage.checkpoints == [8, 12])
    }

    @Test(
        "Whatever a directory's files were made to say, it is no match: it differs, or is refused by name",
        arguments: RecordDamage.ofRecord + RecordDamage.ofTheRest)
    func damaged(damage: RecordDamage) throws {
        let (scratch, directory) = try Self.finished()
        defer { withExtendedLifetime(scratch) {} }
        try damage.apply(directory.path)
        let verdict: Verifier.Verdict
        do { verdict = try Verifier(directory).run().verdict } catch let error as ArchiveError {
            #expect(error.description.contains(directory.path))
            return
        }
        guard case .differs(let divergence) = verdict else {
            Issue.record("\(verdict)")
            return
        }
        #expect(
            divergence.round > 0 || divergence.fault?.contains("plan.json") == true,
            "\(divergence)")
        #expect(
            divergence.agent != nil || divergence.member != nil || divergence.fault != nil
                || divergence.checkpoint != nil)
    }

    @Test("Damaged older checkpoints are named, and take nothing from what the others show")
    func damagedOlder() throws {
        let (scratch, directory) = try Self.finished()
        defer { withExtendedLifetime(scratch) {} }
        let path = directory.checkpoint(round: 8).path
        var bytes = try LocalFileSystem().read(path)
        bytes[bytes.count / 2] ^= 1
        try LocalFileSystem().replace(path, with: bytes)
        let result = try Verifier(directory).run()
        guard case .match = result.verdict else {
            Issue.record("\(result.verdict)")
            return
        }
        #expect(result.coverage.checkpoints == [12])
        #expect(result.coverage.omissions.count == 1 && result.coverage.omissions[0].contains("round-000008.h5"))
    }

    @Test("A checkpoint that a run removes while it is verified is named, and takes nothing from what the others show")
    func pruned() throws {
        let (scratch, directory) = try Self.finished()
        defer { withExtendedLifetime(scratch) {} }
        let path = directory.checkpoint(round: 8).path
        let result = try Verifier(directory).run { done, _ in
            if done == 1 { try? FileManager.default.removeItem(atPath: path) }
        }
        guard case .match = result.verdict else {
            Issue.record("\(result.verdict)")
            return
        }
        #expect(result.coverage.checkpoints == [12])
        #expect(result.coverage.omissions.count == 1 && result.coverage.omissions[0].contains("removed it meanwhile"))
    }

    @Test("Rows that a run adds while it is verified are named, and no difference")
    func growing() throws {
        let (scratch, directory) = try Self.finished()
        defer { withExtendedLifetime(scratch) {} }
        let path = directory.path + "/metrics.jsonl"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let lines = text.split(separator: "\n").map { $0 + "\n" }
        try FileManager.default.removeItem(atPath: directory.checkpoint(round: 12).path)
        try lines.prefix(9).joined().write(toFile: path, atomically: true, encoding: .utf8)
        // The run that goes on writes at the end of the file that is being read.
        let file = try #require(FileHandle(forWritingAtPath: path))
        let result = try Verifier(directory).run { done, _ in
            guard done == 1 else { return }
            file.seekToEndOfFile()
            file.write(Data((lines[9] + lines[10]).utf8))
        }
        guard case .match = result.verdict else {
            Issue.record("\(result.verdict)")
            return
        }
        #expect(result.coverage.rows == 9 && result.coverage.checkpoints == [8])
        #expect(result.coverage.omissions == ["rows from round 10 on, which the run that goes on has added meanwhile"])
    }

    @Test("A changed trace is found at its round and agent")
    func changedTrace() throws {
        let (scratch, directory) = try Self.finished()
        defer { withExtendedLifetime(scratch) {} }
        let path = directory.path + "/metrics.jsonl"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        var lines = text.split(separator: "\n").map(String.init)
        let trace = try #require(try CanonicalValue(parsing: lines[6])["trace"]?.elements[1].asText)
        lines[6] = lines[6].replacingOccurrences(of: trace, with: String(trace.reversed()))
        try (lines.joined(separator: "\n") + "\n").write(toFile: path, atomically: true, encoding: .utf8)
        guard case .differs(let divergence) = try Verifier(directory).run().verdict else {
            Issue.record("the change was not found")
            return
        }
        #expect(divergence.round == 7 && divergence.agent == "b" && divergence.member == "trace")
        // The checkpoints themselves are sound.
        #expect(divergence.checkpoint == nil)
    }

    @Test("One flipped bit in one optimizer moment is found exactly there")
    func flippedBit() throws {
        let (scratch, directory) = try Self.finished()
        defer { withExtendedLifetime(scratch) {} }
        let file = directory.checkpoint(round: 8)
        let (header, original) = try file.read()
        var tree = original
        let path = "agents/b/optimizer/policy/second_moment/layers/1/weight"
        guard case .array(let array)? = tree[path] else {
            Issue.record("no moment at \(path)")
            return
        }
        var bytes = array.bytes
        bytes[4 * 17] ^= 1
        var changed = ArchiveArray(kind: array.kind, shape: array.shape, bytes: bytes)
        changed.attributes = array.attributes
        tree.insert(.array(changed), at: path)
        try file.write(tree, entries: header.entries)
        guard case .differs(let divergence) = try Verifier(directory).run().verdict,
            let place = divergence.checkpoint
        else {
            Issue.record("the flipped bit was not found")
            return
        }
        #expect(divergence.round == 8 && divergence.agent == "b" && place.round == 8)
        #expect(place.difference.path == "/" + path)
        guard case .element(let index, _, _, let distance, let count) = place.difference.kind else {
            Issue.record("\(place.difference)")
            return
        }
        // Element 17 of a [24, 8] weight is [2, 1].
        #expect(index == [2, 1] && distance == 1 && count == 1)
    }
}
