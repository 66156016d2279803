import Archive
import Determinism
import Experiment
import Glibc
import TestSupport
import Testing

@Suite("Who may write in a run directory")
struct OwnershipTests {
    let sample: SampleRun

    init() throws { sample = try SampleRun() }

    private func open(
        cell: String = "cell", record: String = "record", fresh: Bool = false
    ) throws -> (run: OpenRun, resumption: OpenRun.Resumption?) {
        try OpenRun.open(
            sample.place(), for: sample.identity(cell: cell, record: record), fresh: fresh, on: sample.thread)
    }

    @Test("one at a time: the second is told who holds it, and may have it afterwards")
    func held() throws {
        let (run, _) = try open()
        let error = #expect(throws: StoreError.self) { try open() }
        guard case .held(let directory, let holder?)? = error else {
            return #expect(Bool(false), "\(String(describing: error))")
        }
        #expect(directory == sample.place().path)
        #expect(holder.process == Int(getpid()))
        #expect(try RunStatus(sample.place()).isRunning == true)
        #expect(error?.description.contains("process \(getpid()) on \(holder.host) since 2") == true)
        #expect(throws: StoreError.self) { try open(fresh: true) }
        try run.finish()
        try open().run.finish()
    }

    @Test("a lock left by a dead process is taken over")
    func stale() throws {
        try sample.run(to: 10)
        // What a killed process leaves: its account in the file, and no lock, since the kernel gave that up.
        let account = #"{"host":"elsewhere","process":999999999,"since":"2026-01-01T00:00:00Z","token":"x"}"#
        try sample.overwrite("lock") { $0 = Array(account.utf8) }
        let (run, resumption) = try open()
        #expect(resumption?.round == 10)
        try run.finish()
    }

    @Test(
        "whatever stands in a lock file, a cell runs where the kernel says so, and only there",
        arguments: [
            "", "x", "{", "[]", "null", "\u{0}\u{0}", "[1, 2, 3]", String(repeating: "[", count: 100_000),
            String(repeating: "{\"a\":", count: 100_000), String(repeating: "0", count: 1 << 20),
        ]
            + [
                "99999999999", "-1", "0", "1", "9223372036854775807", "-9223372036854775808", "1e300", "0.5", "\"7\"",
                "null", "\(getpid())", "\(getppid())",
            ].flatMap { process in
                ["elsewhere", "HERE", ""].map {
                    "{\"host\":\"\($0)\",\"process\":\(process),\"since\":\"2026-01-01T00:00:00Z\",\"token\":\"x\"}"
                }
            })
    func account(text: String) throws {
        var name = [CChar](repeating: 0, count: 256)
        #expect(gethostname(&name, 255) == 0)
        let here = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let text = text.replacing("HERE", with: here)
        try sample.run(to: 10)
        try sample.overwrite("lock") { $0 = Array(text.utf8) }
        #expect(try RunStatus(sample.place()).isRunning == false)
        let (run, resumption) = try open()
        #expect(resumption?.round == 10)
        #expect(try RunStatus(sample.place()).isRunning == true)
        // In place: another file of that name would be another lock.
        let file = try #require(fopen(sample.place().path + "/lock", "w"))
        #expect(fputs(text, file) >= 0 && fclose(file) == 0)
        #expect(try RunStatus(sample.place()).isRunning == true)
        #expect(throws: StoreError.self) { try open() }
        _ = run
    }

    @Test("who asks whether a cell runs keeps nobody from running it")
    func asked() async throws {
        try sample.run(to: 10)
        let place = sample.place()
        let asking = Task.detached {
            while !Task.isCancelled { _ = try RunStatus(place).isRunning }
        }
        for _ in 0..<50 { try open().run.finish() }
        asking.cancel()
        _ = await asking.result
    }

    @Test("a lock held by another process is respected, and taken over once that process is killed")
    func otherProcess() throws {
        try sample.run(to: 10)
        let lock = sample.place().path + "/lock"
        let script = """
            import fcntl, sys
            f = open(sys.argv[1], "r+")
            fcntl.flock(f, fcntl.LOCK_EX)
            print("held", flush=True)
            sys.stdin.read()
            """
        let holder = try WaitingProgram([Fixture.path("../../tools/python"), "-c", script, lock])
        #expect(holder.firstLine == "held")
        #expect(throws: StoreError.self) { try open() }
        holder.kill()
        try open().run.finish()
    }

    @Test("a run that lost its directory to another writes nothing more there")
    func takenOver() throws {
        let (run, _) = try open()
        try SampleRun.train(run, from: nil, to: 10)
        try run.flush()
        try sample.overwrite("lock") { $0 = Array("{}".utf8) }
        try run.checkpoint(SampleRun.state(20), round: 20, scheduled: true)
        let error = #expect(throws: ArchiveError.self) { try run.flush() }
        #expect(error?.description.contains("another run has taken over this directory") == true)
        #expect(try sample.place().rounds() == [10])
    }

    @Test("another cell is refused, with the plan that is there, and changes nothing")
    func otherCell() throws {
        try sample.run(to: 10)
        let before = try sample.bytes()
        let error = #expect(throws: StoreError.self) { try open(cell: "another") }
        guard case .otherCell(_, let cell, let plan)? = error else {
            return #expect(Bool(false), "\(String(describing: error))")
        }
        #expect(cell == sample.identity().cell)
        #expect(plan == sample.identity().plan)
        #expect(try sample.bytes() == before)
    }

    @Test(
        "another cell is recognized by the checkpoints where plan.json is missing or spoiled", arguments: [true, false])
    func withoutPlan(isMissing: Bool) throws {
        try sample.run(to: 10)
        let plan = sample.place().path + "/plan.json"
        if isMissing {
            try LocalFileSystem().remove(plan)
        } else {
            try sample.overwrite("plan.json") { $0.removeLast(30) }
        }
        let error = #expect(throws: StoreError.self) { try open(cell: "another") }
        guard case .otherCell? = error else { return #expect(Bool(false), "\(String(describing: error))") }
        let (run, resumption) = try open()
        #expect(resumption?.round == 10)
        try run.finish()
        #expect(try sample.place().storedPlan()?.plan == sample.identity().plan)
    }

    @Test("--fresh starts over beside what is there, without deleting, as often as it is asked")
    func fresh() throws {
        try sample.run(to: 10)
        let before = try sample.bytes()
        for number in 1...2 {
            let (run, resumption) = try open(cell: "another", fresh: true)
            #expect(resumption == nil)
            #expect(run.notices.first?.hasSuffix("seed-20.old-\(number)") == true)
            try run.finish()
        }
        let aside = sample.place().path + ".old-1"
        #expect(try LocalFileSystem().read(aside + "/round-000010.h5") == before["round-000010.h5"])
        #expect(try RunDirectory.find(below: sample.directory.path, in: .standard).map(\.path) == [sample.place().path])
    }

    @Test("--fresh in a new place just starts")
    func freshNew() throws {
        let (run, _) = try open(fresh: true)
        #expect(run.notices == [])
        try run.finish()
    }

    @Test("a record under other fields is set aside, not mixed")
    func otherRecord() throws {
        try sample.run(to: 10)
        let (run, resumption) = try open(record: "evaluated more often")
        #expect(resumption == nil)
        #expect(run.notices.first?.hasSuffix("seed-20.old-1") == true)
        try run.finish()
    }

    @Test("status is read without a lock, while it runs and afterwards")
    func status() throws {
        let nothing = try RunStatus(sample.place())
        #expect(nothing.plan == nil && nothing.checkpointRound == nil && nothing.isRunning == false)
        let (run, _) = try open()
        try SampleRun.train(run, from: nil, to: 14)
        try run.flush()
        let running = try RunStatus(sample.place())
        #expect(running.checkpointRound == 10 && running.checkpoints.count == 1)
        #expect(running.lastRow == SampleRun.row(14))
        #expect(running.isRunning == true && running.plan?.cell == sample.identity().cell)
        try run.finish()
        #expect(try RunStatus(sample.place()).isRunning == false)
    }
}
