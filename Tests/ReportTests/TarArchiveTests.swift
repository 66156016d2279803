import Foundation
import Report
import TestSupport
import Testing

@Suite("Tar archives")
struct TarArchiveTests {
    private static let long =
        "a/" + String(repeating: "directory-with-a-name/", count: 6) + String(repeating: "n", count: 90)

    @Test("are read back by the system's tar: names, contents, owners and times")
    func systemTar() throws {
        let scratch = try TemporaryDirectory()
        let files: [(String, [UInt8])] = [
            ("b.txt", Array("two\n".utf8)), ("a/empty", []), (Self.long, Array(repeating: 7, count: 512)),
            ("ä, b=c", Array(repeating: 1, count: 1025)),
        ]
        var archive = TarArchive()
        for (name, bytes) in files { try archive.add(name, bytes) }
        #expect(FileManager.default.createFile(atPath: scratch.file("x.tar"), contents: Data(archive.bytes)))
        let listed = try Program.run([
            "env", "TZ=UTC", "LC_ALL=C.UTF-8", "tar", "--quoting-style=literal", "-tvf", scratch.file("x.tar"),
        ])
        #expect(listed.status == 0 && listed.complaint.isEmpty)
        let lines = listed.output.split(separator: "\n")
        #expect(lines.map { $0.split(separator: ":", maxSplits: 1)[1].dropFirst(3) } == archive.names.map { $0[...] })
        #expect(lines.allSatisfy { $0.hasPrefix("-rw-r--r-- 0/0 ") && $0.contains(" 1970-01-01 00:00 ") })
        let unpacked = try Program.run(["tar", "-C", scratch.path, "-xf", scratch.file("x.tar")])
        #expect(unpacked.status == 0)
        for (name, bytes) in files {
            #expect(FileManager.default.contents(atPath: scratch.file(name)) == Data(bytes), "\(name)")
        }
    }

    @Test("have the same bytes in whatever order files were added")
    func order() throws {
        var (one, other) = (TarArchive(), TarArchive())
        for name in ["c", "a/b", "a", "B"] { try one.add(name, Array(name.utf8)) }
        for name in ["B", "a", "c", "a/b"] { try other.add(name, Array(name.utf8)) }
        #expect(one.bytes == other.bytes)
        #expect(one.names == ["B", "a", "a/b", "c"])
    }

    @Test("refuse a name twice, and one that ustar cannot hold")
    func refusals() throws {
        var archive = TarArchive()
        try archive.add("a", [])
        #expect(throws: TarArchive.Refusal.self) { try archive.add("a", [1]) }
        #expect(throws: TarArchive.Refusal.self) { try archive.add(String(repeating: "n", count: 101), []) }
        #expect(throws: TarArchive.Refusal.self) { try archive.add("", []) }
        // 99 + 1 + 100 bytes fit only because there is a slash to split at.
        try archive.add(String(repeating: "p", count: 99) + "/" + String(repeating: "n", count: 100), [])
    }
}
