import Archive
import Determinism
import Glibc
import TestSupport
import Testing

@testable import Experiment

@Suite("A run directory")
struct ResumeTests {
    let sample: SampleRun

    init() throws { sample = try SampleRun() }

    @Test("holds what its page says: checkpoints with identity, spec, plan and record, beside rows, plan and log")
    func layout() throws {
        try sample.run(to: 20)
        let path = sample.place().path
        #expect(path.hasSuffix("/store/sample/d,every=10/seed-20"))
        #expect(
            try LocalFileSystem().list(path) == [
                "lock", "metrics.jsonl", "plan.json", "round-000010.h5", "round-000020.h5", "run.log",
            ])
        let (header, tree) = try sample.place().checkpoint(round: 20).read()
        #expect(header["round"] == "20" && header["scheduled"] == "yes" && header["kind"] == "checkpoint")
        #expect(header["cell"] == sample.identity().cell.hexadecimal)
        #expect(tree.members.map(\.name) == ["spec", "plan", "plan_with_defaults", "agents", "record"])
        #expect(tree.attributes["experiment"] == .text("sample") && tree.attributes["arm"] == .text("d,every=10"))
        #expect(tree.attributes["seed"] == .integer(20) && tree.attributes["round"] == .integer(20))
        #expect(tree.attributes["previous"] == .text("round-000010.h5"))
        func text(_ path: String) -> String? {
            if case .text(let text)? = tree[path] { text.values.first } else { nil }
        }
        #expect(text("spec") == "name: sample\n" && text("plan") == sample.identity().plan.json)
        #expect(tree.attributes["version"] != nil)
        guard case .text(let rows)? = tree["record/rows"] else { return #expect(Bool(false), "the record is missing") }
        #expect(rows.values.first?.split(separator: "\n").count == 10)
        let log = String(decoding: try LocalFileSystem().read(path + "/run.log"), as: UTF8.self)
        #expect(log.contains("started") && log.contains("finished"))
    }

    @Test("resumes from its newest checkpoint with the state it was given, and cuts the record to it")
    func resume() throws {
        try sample.run(to: 30)
        let metrics = sample.place().path + "/metrics.jsonl"
        let whole = try LocalFileSystem().read(metrics)
        let file = try LocalFileSystem().append(metrics)
        try LocalFileSystem().write(Array("{\"round\":31}\n{\"rou".utf8), to: file)
        let (run, resumption) = try OpenRun.open(sample.place(), for: sample.identity(), on: sample.thread)
        #expect(resumption?.round == 30)
        #expect(resumption?.state == SampleRun.state(30))
        #expect(try LocalFileSystem().read(metrics) == whole)
        #expect(run.notices == [])
        try run.finish()
    }

    @Test(
        "ends with the same bytes, however often and wherever the run was broken off",
        arguments: [[7], [10], [13, 14], [25, 39]])
    func sameBytes(stops: [Int]) throws {
        try sample.run(to: 40, store: "whole")
        for stop in stops { try sample.run(to: stop) }
        try sample.run(to: 40)
        #expect(try sample.bytes() == sample.bytes(store: "whole"))
    }

    @Test("ends with the same bytes after a run that was dropped between two checkpoints")
    func dropped() throws {
        try sample.run(to: 40, store: "whole")
        do {
            let (run, resumption) = try OpenRun.open(sample.place(), for: sample.identity(), keep: 3, on: sample.thread)
            try SampleRun.train(run, from: resumption, to: 17)
        }
        try sample.run(to: 40)
        #expect(try sample.bytes() == sample.bytes(store: "whole"))
    }

    @Test("keeps the newest scheduled checkpoints, and an unscheduled one until a newer one is there")
    func retention() throws {
        try sample.run(to: 53, keep: 2)
        #expect(try sample.place().rounds() == [40, 50, 53])
        try sample.run(to: 55, keep: 2)
        #expect(try sample.place().rounds() == [40, 50, 55])
        #expect(try sample.place().checkpoint(round: 55).header()["scheduled"] == "no")
        try sample.run(to: 60, keep: 2)
        #expect(try sample.place().rounds() == [50, 60])
        let tree = try sample.place().checkpoint(round: 60).read().tree
        #expect(tree.attributes["previous"] == .text("round-000050.h5"))
        try sample.run(to: 90, keep: nil)
        #expect(try sample.place().rounds() == [50, 60, 70, 80, 90])
    }

    @Test("does not write an unscheduled checkpoint over the scheduled one of the same round")
    func noDemotion() throws {
        let (run, _) = try OpenRun.open(sample.place(), for: sample.identity(), on: sample.thread)
        try SampleRun.train(run, from: nil, to: 10)
        try run.checkpoint(SampleRun.state(10), round: 10, scheduled: false)
        try run.finish()
        #expect(try sample.place().checkpoint(round: 10).header()["scheduled"] == "yes")
    }

    @Test("reports a damaged newest checkpoint, keeps it, and goes on from the one before")
    func damagedNewest() throws {
        try sample.run(to: 40, store: "whole")
        try sample.run(to: 30)
        try sample.overwrite("round-000030.h5") { $0[$0.count / 2] ^= 1 }
        let damaged = try LocalFileSystem().read(sample.place().path + "/round-000030.h5")
        let notices = try sample.run(to: 40)
        #expect(notices.count == 1)
        #expect(notices.first?.contains("round-000030.h5: cannot read: the file is damaged") == true)
        #expect(notices.first?.contains("round-000030.h5.damaged-1") == true)
        var bytes = try sample.bytes()
        #expect(bytes.removeValue(forKey: "round-000030.h5.damaged-1") == damaged)
        #expect(try bytes == sample.bytes(store: "whole"))
    }

    @Test("starts over when no checkpoint is sound, keeping what is there")
    func allDamaged() throws {
        try sample.run(to: 20)
        for name in ["round-000010.h5", "round-000020.h5"] {
            try sample.overwrite(name) { $0 = Array("PK\u{3}\u{4}".utf8) }
        }
        let record = try LocalFileSystem().read(sample.place().path + "/metrics.jsonl")
        let (run, resumption) = try OpenRun.open(sample.place(), for: sample.identity(), on: sample.thread)
        #expect(resumption == nil)
        #expect(run.notices.count == 3, "\(run.notices)")
        #expect(run.notices.prefix(2).allSatisfy { $0.contains("this is not an HDF5 file") })
        #expect(
            run.notices.last?.contains("metrics.jsonl: no checkpoint vouches for its rows, and the run begins anew")
                == true)
        try run.finish()
        let names = try LocalFileSystem().list(sample.place().path)
        #expect(names.contains("round-000010.h5.damaged-1") && names.contains("round-000020.h5.damaged-1"))
        #expect(try LocalFileSystem().read(sample.place().path + "/metrics.jsonl.old-1") == record)
    }

    @Test("keeps a record without a checkpoint until the new one has every byte of it, however often it is killed")
    func withoutCheckpoint() throws {
        try sample.run(to: 30, store: "whole")
        for last in [4, 7, 3] {
            let (run, _) = try OpenRun.open(sample.place(), for: sample.identity(), keep: 3, on: sample.thread)
            try SampleRun.train(run, from: nil, to: last)
        }
        let names = try LocalFileSystem().list(sample.place().path)
        #expect(names.contains("metrics.jsonl.old-1") && names.contains("metrics.jsonl.old-2"), "\(names)")
        try sample.run(to: 30)
        #expect(try sample.bytes() == sample.bytes(store: "whole"))
        // One that is left when its run is killed at the very end makes the directory untidy.
        let path = sample.place().path + "/metrics.jsonl"
        let start = try LocalFileSystem().read(path).prefix(9)
        try LocalFileSystem().replace(path + ".old-1", with: Array(start))
        #expect(try !sample.place().isTidy(for: sample.identity(), keep: 3))
        try LocalFileSystem().replace(path + ".old-1", with: Array("another".utf8))
        #expect(try sample.place().isTidy(for: sample.identity(), keep: 3))
    }

    @Test("refuses to go on beside a checkpoint of a later version")
    func laterVersion() throws {
        try sample.run(to: 10)
        try sample.overwrite("round-000010.h5") { $0[16] = UInt8(ascii: "9") }
        let error = #expect(throws: StoreError.self) {
            try OpenRun.open(sample.place(), for: sample.identity(), on: sample.thread)
        }
        #expect(error?.description.contains("written by a later version of Concord") == true)
    }

    @Test("keeps its memory of the record flat: a checkpoint holds the rows since the one before it")
    func excerpt() throws {
        try sample.run(to: 13)
        try sample.run(to: 20)
        guard case .text(let rows)? = try sample.place().checkpoint(round: 20).read("record/rows") as ArchiveNode?
        else {
            return #expect(Bool(false), "the record is missing")
        }
        let expected = (11...20).map { SampleRun.row($0).json + "\n" }.joined()
        #expect(rows.values == [expected])
    }
}
