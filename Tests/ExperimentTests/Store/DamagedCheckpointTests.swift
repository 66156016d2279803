import Config
import Archive
import Determinism
import Diagnostics
import Foundation
import Learning
import TestSupport
import Testing

@testable import Experiment

/// Checkpoints of every kind of learner and memory, out of the small cells that tools/torture kills.
@Suite("A damaged checkpoint of every kind of cell")
struct DamagedCheckpointTests {
    static let specs: [String] = {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { $0.hasSuffix(".yaml") }.sorted()
    }()
    static let folder = #filePath.components(separatedBy: "/Tests/")[0] + "/tools/torture.d"

    @Test("There are cells to damage")
    func some() { #expect(Self.specs.count >= 9) }

    private static func plan(_ spec: String) throws -> CellPlan {
        var findings = Findings()
        let study = try #require(Study.compile("\(folder)/\(spec)", in: .standard, into: &findings))
        return try #require(study.cells.first.map { study.plan(of: $0) })
    }

    /// A cell that has trained and exchanged, and the plan's own, fresh.
    private static func trained(_ spec: String) throws -> (cell: Cell, fresh: Cell) {
        let plan = try plan(spec)
        let fresh = try Cell(plan, publicStates: StageStore.prepare(plan, 1), initial: nil)
        var cell = fresh
        for _ in 1...13 { _ = cell.advance(1) }
        return (cell, fresh)
    }

    @Test("has them all: every learner is in some cell, memories, stacks and control variates too")
    func everyKind() throws {
        var learners: Set<String> = []
        var paths: Set<String> = []
        for spec in Self.specs {
            var findings = Findings()
            let study = try #require(Study.compile("\(Self.folder)/\(spec)", in: .standard, into: &findings))
            for cell in study.cells { learners.formUnion(study.plan(of: cell).agents.map(\.learner.kind)) }
            try Self.trained(spec).cell.tree().visit { path, _ in paths.insert(path) }
        }
        #expect(learners == Set(Language.standard.learners.components.map(\.kind)))
        for word in [
            "/replay/observations", "/replay/controls", "/proxy_memory/global/", "/cohorts/", "control_variate",
        ] {
            #expect(paths.contains { $0.contains(word) }, "no checkpoint has \(word)")
        }
    }

    @Test("is refused by name after random flips, cuts, splices and lost sectors", arguments: specs)
    func randomDamage(spec: String) throws {
        let directory = try TemporaryDirectory()
        let file = ArchiveFile(directory.file("round-000013.h5"))
        try file.write(Self.trained(spec).cell.tree(), entries: [.init("round", "13")])
        let sound = try LocalFileSystem().read(file.path)
        var stream = StreamKey(seed: 7, owner: "test/damage/\(spec)").stream(.sampling)
        for trial in 0..<(Trials.count() / Self.specs.count + 1) {
            var bytes = sound
            switch trial % 4 {
            case 0: bytes[stream.index(below: bytes.count)] ^= 1 << UInt8(stream.index(below: 8))
            case 1: bytes.removeLast(1 + stream.index(below: bytes.count))
            case 2:
                let source = stream.index(below: bytes.count - 64)
                let target = stream.index(below: bytes.count - 64)
                bytes.replaceSubrange(target..<target + 64, with: sound[source..<source + 64])
            default:
                let target = 512 * stream.index(below: bytes.count / 512)
                bytes.replaceSubrange(target..<target + 512, with: [UInt8](repeating: 0, count: 512))
            }
            try LocalFileSystem().replace(file.path, with: bytes)
            let error: ArchiveError?
            do throws(ArchiveError) {
                _ = try file.read()
                error = nil
            } catch let failure { error = failure }
            #expect((error == nil) == (bytes == sound), "trial \(trial)")
            #expect(error == nil || error?.subject == file.path)
        }
    }

    /// The bytes are whole then, and only the plan knows what they should be.
    @Test("is refused by the item's path where one array has another shape or kind", arguments: specs)
    func misshapen(spec: String) throws {
        let (cell, fresh) = try Self.trained(spec)
        let sound = try cell.tree()
        var arrays: [(path: String, array: ArchiveArray)] = []
        sound.visit { path, node in
            if case .array(let array) = node, !array.shape.isEmpty { arrays.append((path, array)) }
        }
        let places = ["/agents/", "/cohorts/", "/federation/"]
        // Public states are the plan's, and not read from here.
        arrays.removeAll { item in
            item.path == "/federation/public_states" || !places.contains { item.path.hasPrefix($0) }
        }
        #expect(!arrays.isEmpty)
        for (path, array) in arrays {
            let width = array.shape.dropFirst().reduce(array.kind.byteCount, *)
            let wider = ArchiveArray(
                kind: array.kind, shape: array.shape.dropLast() + [array.shape[array.shape.count - 1] + 1],
                bytes: array.bytes
                    + [UInt8](repeating: 0, count: array.shape.dropLast().reduce(array.kind.byteCount, *)))
            let shorter = ArchiveArray(
                kind: array.kind, shape: [max(array.shape[0] - 1, 0)] + array.shape.dropFirst(),
                bytes: Array(array.bytes.dropLast(width)))
            let other = ArchiveArray(shape: array.shape, elements: [UInt64](repeating: 0, count: array.count))
            for changed in [wider, shorter, other] where changed != array {
                var tree = sound
                tree.insert(.array(changed), at: path)
                var restored = fresh
                let error = #expect(throws: ArchiveError.self, "\(path) as \(ArchiveNode.array(changed).summary)") {
                    try restored.restore(tree, round: 13, isScheduled: false)
                }
                let group = path[..<(path.lastIndex(of: "/") ?? path.startIndex)]
                #expect(error?.subject.hasPrefix(group) == true, "\(path): \(error.map { "\($0)" } ?? "")")
            }
        }
        var restored = fresh
        try restored.restore(sound, round: 13, isScheduled: false)
        #expect(try restored.tree().firstDifference(from: sound) == nil)
    }
}
