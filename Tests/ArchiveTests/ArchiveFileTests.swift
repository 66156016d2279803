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

    @Test("holds a text of four million bytes as a dataset, and as an attribute")
    func largeText() throws {
        let text = String(repeating: "0123456789abcde\n", count: 250_000)
        var tree = ArchiveTree([("spec", .text(ArchiveText(text)))])
        tree.annotate("", "spec", .text(text))
        try file().write(tree)
        #expect(try file().read("spec") == .text(ArchiveText(text)))
        #expect(try file().read().tree == tree)
    }

    static let manyBytes: [ArchiveAttribute] = [
        .text(String(repeating: "é", count: 40_000)), .texts((0..<5000).map { "agent\($0)" }),
        .texts([""] + Array(repeating: "", count: 4000)),
        .numbers((0..<9000).map { Double($0) / 3 } + [.nan, -0.0]), .integers(Array(-4000..<4000)),
    ]

    @Test(
        "gives back attributes of any size, of the root, groups, arrays and texts, whole and item by item",
        arguments: manyBytes)
    func largeAttributes(value: ArchiveAttribute) throws {
        let small = sampleTree()
        var tree = small
        let places = ["", "agents", "agents/a1", "agents/a1/policy/layers/0/weight", "federation/names", "ledger"]
        for place in places {
            tree.annotate(place, "large", value)
            tree.annotate(place, "small", .integer(7))
        }
        try file().write(tree)
        let (_, back) = try file().read()
        #expect(back == tree && back.fingerprint == tree.fingerprint)
        for place in places.dropFirst() { #expect(try file().read(place) == tree[place]) }
        #expect(try file().read("large_attributes/agents/a1/@large") == value.asDataset)
        // Taking them away again gives the bytes of a tree that never had any.
        for place in places { for name in ["large", "small"] { tree.annotate(place, name, nil) } }
        try file("one").write(tree)
        try file("two").write(small)
        #expect(try LocalFileSystem().read(directory.file("one")) == LocalFileSystem().read(directory.file("two")))
    }

    @Test("refuses a tree that uses the name under which large attributes are stored, and attributes of nothing")
    func largeAttributesOfNothing() throws {
        var tree = sampleTree()
        tree.insert(.text(ArchiveText("x")), at: "large_attributes/agents/a9/@names")
        #expect(throws: ArchiveError.self) { try file().write(tree) }
        #expect(try directory.names().isEmpty)
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
            // What is opened by name is a regular file; this one always is full.
            let full = OpenFile(descriptor: open("/dev/full", O_WRONLY), path: "/dev/full")
            defer { close(full.descriptor) }
            try files.write([UInt8](repeating: 0, count: 100_000), to: full)
        }
        #expect(error == ArchiveError("/dev/full", "write", .system(ENOSPC, "No space left on device")))
    }
}

extension ArchiveAttribute {
    /// The same as the dataset that stands for it where it is large.
    fileprivate var asDataset: ArchiveNode {
        switch self {
        case .text(let value): .text(ArchiveText(value))
        case .texts(let values): .text(ArchiveText(values))
        case .number(let value): .array(ArchiveArray(number: value))
        case .numbers(let values): .array(ArchiveArray(values))
        case .integer(let value): .array(ArchiveArray(number: value))
        case .integers(let values): .array(ArchiveArray(values))
        }
    }
}
