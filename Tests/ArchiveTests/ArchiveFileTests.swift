import Archive
import Glibc
import TestSupport
import Testing

@Suite("An archive file")
struct ArchiveFileTests {
    let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func file(_ name: String = "round-000500.h5") -> ArchiveFile { ArchiveFile(directory.file(name)) }

    @Test("gives back the tree bit for bit, in its order, with its header")
    func roundTrip() throws {
        let tree = sampleTree()
        try file().write(tree, entries: [.init("round", "500"), .init("scheduled", "yes")])
        let (header, back) = try file().read()
        #expect(back == tree)
        #expect(back.fingerprint == tree.fingerprint)
        #expect(try file().header() == header)
        #expect(header["round"] == "500")
        #expect(header["scheduled"] == "yes")
        #expect(header["cell"] == nil)
    }

    @Test("has the same bytes when it is written again in another second, elsewhere")
    func reproducible() throws {
        try file("one").write(sampleTree())
        let started = time(nil)
        while time(nil) < started + 2 { usleep(50_000) }
        try file("two").write(sampleTree())
        #expect(try LocalFileSystem().read(directory.file("one")) == LocalFileSystem().read(directory.file("two")))
    }

    @Test("reads one item without the others, and names the first part of a path that is missing")
    func items() throws {
        try file().write(sampleTree())
        #expect(try file().read("agents/a1/counters/steps") == .array(ArchiveArray(number: 4711)))
        #expect(try file().read("/agents/a1") == sampleTree()["agents/a1"])
        let error = #expect(throws: ArchiveError.self) { try file().read("agents/a2/policy") }
        #expect(error?.reason == .missing)
        #expect(error?.subject == directory.file("round-000500.h5") + ": /agents/a2")
        #expect(throws: ArchiveError.self) { try file().read("spec/line") }
    }

    @Test("keeps the order of a thousand members, beyond what one object header holds")
    func manyMembers() throws {
        var tree = ArchiveTree()
        for number in 0..<1000 {
            tree.insert(.array(ArchiveArray(number: number)), at: "agents/a\((number * 379) % 1000)")
        }
        try file().write(tree)
        #expect(try file().read().tree == tree)
    }

    @Test("holds a text of four million bytes as a dataset, and refuses it as an attribute")
    func largeText() throws {
        let text = String(repeating: "0123456789abcde\n", count: 250_000)
        var tree = ArchiveTree([("spec", .text(ArchiveText(text)))])
        try file().write(tree)
        #expect(try file().read("spec") == .text(ArchiveText(text)))
        tree.annotate("", "spec", .text(text))
        let error = #expect(throws: ArchiveError.self) { try file("refused").write(tree) }
        #expect(error?.description.contains("/@spec") == false)
        #expect(error?.description.contains("@spec: cannot write: 4000016 bytes are too many for an attribute") == true)
        #expect(try directory.names() == ["round-000500.h5"])
    }

    @Test(
        "refuses names that are no names on disk, and texts that a C string would cut",
        arguments: ["", ".", "ä", "a\u{7}"])
    func names(name: String) throws {
        let node = ArchiveNode.array(ArchiveArray(number: 1))
        #expect(throws: ArchiveError.self) { try file().write(ArchiveTree([(name, node)])) }
        let cut = ArchiveTree([("text", .text(ArchiveText("a\0b")))])
        #expect(throws: ArchiveError.self) { try file().write(cut) }
        #expect(try directory.names() == [])
    }

    @Test("refuses header lines that do not fit")
    func headerSize() throws {
        let entries = [ArchiveHeader.Entry("note", String(repeating: "x", count: 400))]
        #expect(throws: ArchiveError.self) { try file().write(sampleTree(), entries: entries) }
        #expect(throws: ArchiveError.self) { try file().write(sampleTree(), entries: [.init("a", "b\nc")]) }
        #expect(try directory.names() == [])
    }

    @Test("leaves what was there, and nothing else, when a step of writing fails", arguments: [ENOSPC, EIO, EROFS])
    func failingSteps(code: Int32) throws {
        try file().write(sampleTree())
        let before = try LocalFileSystem().read(file().path)
        var changed = sampleTree()
        changed.annotate("", "round", .integer(501))
        let counting = FailingFileSystem(failing: .max, code: code)
        try ArchiveFile(directory.file("counted"), on: counting).write(changed)
        #expect(
            counting.operations == ["create", "write", "synchronize", "close", "rename", "synchronize the directory"])
        try LocalFileSystem().remove(directory.file("counted"))
        for failing in 0..<5 {
            let files = FailingFileSystem(failing: failing, code: code, cut: true)
            let error = #expect(throws: ArchiveError.self) {
                try ArchiveFile(file().path, on: files).write(changed)
            }
            #expect(error?.reason == .system(code, "planted error \(code)"))
            #expect(error?.subject.hasPrefix(file().path) == true)
            #expect(try LocalFileSystem().read(file().path) == before)
            #expect(try directory.names() == ["round-000500.h5"])
        }
    }

    @Test("is not renamed into place where its owner refuses")
    func refusedRename() throws {
        let refusal = ArchiveError("lock", "write beside it", .refused("taken over"))
        #expect(throws: refusal) {
            try file().write(sampleTree()) { () throws(ArchiveError) in throw refusal }
        }
        #expect(try directory.names() == [])
    }

    @Test("replaces the temporary file of a writer that died")
    func staleTemporary() throws {
        let stale = try LocalFileSystem().create(file().path + ".tmp")
        try LocalFileSystem().write([1, 2, 3], to: stale)
        try LocalFileSystem().close(stale)
        try file().write(sampleTree())
        #expect(try directory.names() == ["round-000500.h5"])
        #expect(try file().read().tree == sampleTree())
    }

    @Test("says what the system said when the disk is full")
    func fullDisk() throws {
        let error = #expect(throws: ArchiveError.self) {
            let files = LocalFileSystem()
            let full = try files.append("/dev/full")
            defer { close(full.descriptor) }
            try files.write([UInt8](repeating: 0, count: 100_000), to: full)
        }
        #expect(error == ArchiveError("/dev/full", "write", .system(ENOSPC, "No space left on device")))
    }
}
