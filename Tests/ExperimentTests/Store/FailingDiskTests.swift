import Archive
import Experiment
import Glibc
import TestSupport
import Testing

@Suite("A disk that fails under a run")
struct FailingDiskTests {
    let sample: SampleRun

    init() throws { sample = try SampleRun() }

    @Test("ends the run with the file's name at whatever step it fails; running again ends as if nothing had happened")
    func everyStep() throws {
        try sample.run(to: 30, store: "whole", keep: 2)
        let expected = try sample.bytes(store: "whole")
        let counting = FailingFileSystem(failing: .max, code: ENOSPC)
        try sample.run(to: 30, store: "counted", keep: 2, on: counting)
        let steps = counting.operations.count
        #expect(steps > 60)
        for step in 0..<steps {
            let store = "failing-\(step)"
            let files = FailingFileSystem(failing: step, code: step % 2 == 0 ? ENOSPC : EIO, cut: true)
            var reported: String?
            do {
                try sample.run(to: 30, store: store, keep: 2, on: files)
            } catch {
                reported = "\(error)"
            }
            #expect(reported?.contains("planted error") == true, "step \(step), \(files.operations.last ?? "none")")
            #expect(reported?.contains("/\(store)") == true)
            try sample.run(to: 30, store: store, keep: 2)
            #expect(try sample.bytes(store: store) == expected, "step \(step)")
        }
    }

    @Test("does not lose the checkpoint before, and tells the next call")
    func lastGood() throws {
        try sample.run(to: 10)
        let counting = FailingFileSystem(failing: .max, code: ENOSPC)
        let counted = try OpenRun.open(sample.place(on: counting), for: sample.identity(), on: sample.thread).run
        let opening = counting.operations.count
        try counted.finish()
        // After opening, a checkpoint synchronizes the record, creates its file, and writes.
        let files = FailingFileSystem(failing: opening + 2, code: ENOSPC, cut: true)
        let (run, resumption) = try OpenRun.open(sample.place(on: files), for: sample.identity(), on: sample.thread)
        try run.checkpoint(SampleRun.state(20), round: 20, scheduled: true)
        let error = #expect(throws: ArchiveError.self) { try run.flush() }
        #expect(
            error
                == ArchiveError(
                    sample.place().path + "/round-000020.h5.tmp", "write", .system(ENOSPC, "planted error 28")))
        #expect(throws: ArchiveError.self) { try run.append([SampleRun.row(21)]) }
        #expect(resumption?.round == 10)
        #expect(try sample.place().rounds() == [10])
        try sample.place().checkpoint(round: 10).verify()
    }
}
