import Archive
import TestSupport
import Testing

@testable import Experiment

@Suite("Leases of a scheduler's jobs")
struct LeaseTests {
    let sample: SampleRun

    init() throws { sample = try SampleRun() }

    private static let first = ClusterJob(cluster: "local", identifier: "7_3", restart: 0)
    private static let again = ClusterJob(cluster: "local", identifier: "7_3", restart: 1)

    private func open(
        _ job: ClusterJob?, store: String = "store"
    ) throws -> (run: OpenRun, resumption: OpenRun.Resumption?) {
        try OpenRun.open(
            sample.place(store: store), for: sample.identity(), fresh: false, keep: 3, on: sample.thread, log: [],
            as: job
        ) { _, _ throws(ArchiveError) in throw ArchiveError("rows", "make again", .missing) }
    }

    @Test(
        "one of another job, of no job, of the same attempt or of an earlier one is told who is there",
        arguments: [
            nil, first, ClusterJob(cluster: "local", identifier: "7_4", restart: 9),
            ClusterJob(cluster: "elsewhere", identifier: "7_3", restart: 9),
        ])
    func live(job: ClusterJob?) throws {
        let (run, _) = try open(Self.again)
        if job == Self.first { #expect(!Self.again.supersedes(Self.again)) }
        let error = #expect(throws: StoreError.self) { try open(job) }
        guard case .held(_, let holder?)? = error else {
            return #expect(Bool(false), "\(String(describing: error))")
        }
        #expect(holder.job == Self.again)
        #expect(error?.description.hasSuffix("(job 7_3 of local, restart 1)") == true)
        try run.finish()
        try open(job).run.finish()
    }

    @Test("A next attempt goes on where an attempt that still runs has come to, and that one writes nothing more")
    func superseded() throws {
        let (old, _) = try open(Self.first)
        try SampleRun.train(old, from: nil, to: 14)
        try old.flush()
        let (new, resumption) = try open(Self.again)
        #expect(resumption?.round == 10)
        #expect(new.notices.contains { $0.contains("taken over from process") && $0.contains("restart 0") })
        // Rows go to a file that has no name any more; the checkpoint is refused.
        try SampleRun.train(old, from: resumption, to: 14)
        try SampleRun.train(new, from: resumption, to: 15)
        try old.checkpoint(SampleRun.state(20), round: 20, scheduled: true)
        let error = #expect(throws: ArchiveError.self) { try old.flush() }
        #expect(error?.description.contains("another run has taken over this directory") == true)
        for round in 16...30 {
            try new.append([SampleRun.row(round)])
            if round % 10 == 0 { try new.checkpoint(SampleRun.state(round), round: round, scheduled: true) }
        }
        try new.finish()
        try sample.run(to: 30, store: "undisturbed")
        #expect(try sample.bytes() == sample.bytes(store: "undisturbed"))
        #expect(try RunStatus(sample.place()).isRunning == false)
        // Its lease is over, and so is the account of it.
        try open(nil).run.finish()
    }

    @Test("Who waits for a lease that is put aside meanwhile asks again for the one in its place")
    func replaced() throws {
        let place = sample.place().path
        try LocalFileSystem().makeDirectory(place)
        let old = try DirectoryLock(directory: place, as: Self.first)
        let new = try DirectoryLock(directory: place, as: Self.again)
        #expect(new.superseded?.job == Self.first && old.superseded == nil)
        old.release()
        #expect(throws: ArchiveError.self) { try old.confirmOwnership() }
        try new.confirmOwnership()
        #expect(DirectoryLock.isHeld(in: place) == true)
        #expect(throws: StoreError.self) { try DirectoryLock(directory: place, as: nil) }
        #expect(try LocalFileSystem().list(place) == ["lock"])
    }
}
