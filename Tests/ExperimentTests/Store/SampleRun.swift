import Archive
import Determinism
import Numerics
import TestSupport

@testable import Experiment

/// A pretended cell whose state after n rounds depends on n alone, so that interrupted and uninterrupted runs compare.
struct SampleRun {
    let directory: TemporaryDirectory
    let thread = ArchiveThread()

    init() throws { directory = try TemporaryDirectory() }

    func identity(cell: String = "cell", record: String = "record", spec: String = "name: sample\n") -> RunIdentity {
        let plan = CanonicalValue.object(sorting: [
            ("arm", .text("d,every=10")), ("name", .text("sample")), ("nominal", .object([.init(cell, .object([]))])),
            ("rounds", .integer(100)), ("seeds", .list([.integer(20)])),
            ("trace", .object([.init(record, .object([]))])),
        ])
        return RunIdentity(
            experiment: "sample", arm: "d,every=10", seed: 20, cell: PlanFingerprints.cell(plan, in: .standard),
            record: PlanFingerprints.record(plan, in: .standard), plan: plan, spec: spec, in: .standard)
    }

    func place(store: String = "store", on files: any FileSystem = LocalFileSystem()) -> RunDirectory {
        RunDirectory(
            store: directory.file(store), experiment: "sample", arm: "d,every=10", seed: 20, in: .standard, on: files)
    }

    static func state(_ round: Int) -> ArchiveTree {
        var tree = ArchiveTree()
        tree.insert(.array(ArchiveArray((0..<200).map { Float($0 * round) })), at: "agents/a1/policy/layers/0/weight")
        tree.insert(.array(ArchiveArray(number: round)), at: "agents/a1/counters/rounds")
        tree.annotate("agents/a1", "environment", .text("cartpole"))
        tree.annotate("", "meaning", .text("the sample's state"))
        return tree
    }

    static func row(_ round: Int) -> CanonicalValue {
        .object(sorting: [("round", .integer(round)), ("training_return", .number(Double(round) / 3))])
    }

    /// Goes on from where `run` stands to `last`: a row each round, a scheduled checkpoint every ten.
    static func train(_ run: OpenRun, from resumption: OpenRun.Resumption?, to last: Int) throws {
        for round in ((resumption?.round ?? 0) + 1)...last {
            try run.append([row(round)])
            if round % 10 == 0 { try run.checkpoint(state(round), round: round, scheduled: true) }
        }
    }

    /// Opens, trains to `last`, and finishes, with an unscheduled checkpoint where `last` is off the schedule.
    @discardableResult
    func run(
        to last: Int, store: String = "store", keep: Int? = 3, on files: any FileSystem = LocalFileSystem()
    ) throws -> [String] {
        let (run, resumption) = try OpenRun.open(
            place(store: store, on: files), for: identity(), keep: keep, on: thread)
        if (resumption?.round ?? 0) < last { try Self.train(run, from: resumption, to: last) }
        if last % 10 != 0 { try run.checkpoint(Self.state(last), round: last, scheduled: false) }
        try run.finish()
        return run.notices
    }

    /// The bytes of everything in a run's directory that must repeat: checkpoints, record, plan.
    func bytes(store: String = "store") throws -> [String: [UInt8]] {
        let files = LocalFileSystem()
        let path = place(store: store).path
        var content: [String: [UInt8]] = [:]
        for name in try files.list(path) where name != "run.log" && name != "lock" {
            content[name] = try files.read(path + "/" + name)
        }
        return content
    }

    func overwrite(_ name: String, _ change: (inout [UInt8]) -> Void) throws {
        let files = LocalFileSystem()
        let path = place().path + "/" + name
        var bytes = try files.read(path)
        change(&bytes)
        try files.replace(path, with: bytes)
    }
}
