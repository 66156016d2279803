import Archive
import Experiment
import TestSupport
import Testing

@Suite("metrics.jsonl")
struct RecordTests {
    let sample: SampleRun
    private var metrics: String { sample.place().path + "/metrics.jsonl" }

    init() throws { sample = try SampleRun() }

    @Test(
        "is rebuilt from the checkpoints where it is missing, shorter or different",
        arguments: ["missing", "empty", "shorter", "different"])
    func rebuilt(damage: String) throws {
        try sample.run(to: 25)
        let whole = try LocalFileSystem().read(metrics)
        switch damage {
        case "missing": try LocalFileSystem().remove(metrics)
        case "empty": try sample.overwrite("metrics.jsonl") { $0 = [] }
        case "shorter": try sample.overwrite("metrics.jsonl") { $0.removeLast(40) }
        default: try sample.overwrite("metrics.jsonl") { $0[$0.count - 10] ^= 1 }
        }
        let notices = try sample.run(to: 25)
        #expect(try LocalFileSystem().read(metrics) == whole)
        #expect(notices.count == 1 && notices.first?.contains("rebuilt from checkpoints") == true)
    }

    @Test("is not invented where the rows are gone from the checkpoints, and stays as it is")
    func lost() throws {
        try sample.run(to: 60, keep: 2)
        try sample.overwrite("metrics.jsonl") { $0[5] ^= 1 }
        let before = try sample.bytes()
        let error = #expect(throws: StoreError.self) { try sample.run(to: 60) }
        #expect(error?.description.contains("metrics.jsonl: cannot restore: the file is damaged") == true)
        #expect(try sample.bytes() == before)
    }

    @Test("is one JSON object per line, in the order of the rounds")
    func rows() throws {
        try sample.run(to: 12)
        let lines = String(decoding: try LocalFileSystem().read(metrics), as: UTF8.self).split(separator: "\n")
        #expect(lines.map(String.init) == (1...12).map { SampleRun.row($0).json })
    }
}
