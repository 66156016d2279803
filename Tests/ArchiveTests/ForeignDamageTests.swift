import Determinism
import TestSupport
import Testing

@testable import Archive

/// Files of other programs have no fingerprint: whatever they do to libhdf5, this process goes on and names them.
@Suite("A damaged file of another program")
struct ForeignDamageTests {
    let directory: TemporaryDirectory
    let path: String

    init() throws {
        directory = try TemporaryDirectory()
        path = directory.file("foreign.h5")
    }

    private func put(_ bytes: [UInt8], at path: String) throws { try LocalFileSystem().replace(path, with: bytes) }

    /// A file with what people store, in the oldest layout and in the newest that HDF5 1.10 reads.
    private func made(_ version: String) throws -> [UInt8] {
        let script = """
            import h5py, numpy as np
            f = h5py.File(r"\(path)", "w", libver="\(version)")
            f["states"] = np.arange(12.0).reshape(3, 4)
            f["states"].attrs["names"] = ["x", "v"]
            f.create_dataset("packed", data=np.arange(200, dtype="i8"), chunks=(50,), compression="gzip", shuffle=True)
            f["text"] = "grüße"
            f["list"] = ["a", "bb", ""]
            f["agents/a/policy/layers/0/weight"] = np.ones((2, 3), "f4")
            """
        let result = try Program.run([Fixture.path("../../tools/python"), "-c", script])
        try #require(result.status == 0, "\(result.complaint)")
        return try LocalFileSystem().read(path)
    }

    /// `CONCORD_MUTATIONS=10000 swift test --filter ForeignDamageTests` tries more often.
    @Test("is read or refused by name, after random flips, cuts and splices", arguments: ["earliest", "v110"])
    func randomDamage(version: String) throws {
        let sound = try made(version)
        let file = ArchiveFile(path)
        let whole = try file.readForeign()
        let reader = ForeignReader(program: ForeignReader.programToAnswer, seconds: 2)
        var stream = StreamKey(seed: 7, owner: "test/foreign/\(version)").stream(.sampling)
        var refused = 0
        for trial in 0..<(Trials.count(usually: 200) + 1) / 2 {
            var bytes = sound
            switch trial % 4 {
            case 0: bytes.removeLast(1 + stream.index(below: bytes.count - 1))
            case 1:
                let source = stream.index(below: bytes.count - 32)
                let target = stream.index(below: bytes.count - 32)
                bytes.replaceSubrange(target..<target + 32, with: sound[source..<source + 32])
            default:
                for _ in 0...stream.index(below: 8) {
                    bytes[stream.index(below: bytes.count)] = UInt8(stream.index(below: 256))
                }
            }
            try put(bytes, at: path)
            do throws(ArchiveError) {
                _ = try file.readForeign(by: reader)
            } catch {
                refused += 1
                #expect(error.subject.hasPrefix(path), "trial \(trial): \(error)")
            }
        }
        #expect(refused > 0)
        try put(sound, at: path)
        #expect(try file.readForeign() == whole)
    }

    @Test("is named where libhdf5 1.10 crashes or never ends", arguments: ["crashes", "never-ends"])
    func known(name: String) throws {
        let path = Fixture.path("foreign/\(name).h5")
        let error = #expect(throws: ArchiveError.self) {
            try ArchiveFile(path).readForeign(by: ForeignReader(program: ForeignReader.programToAnswer, seconds: 1))
        }
        #expect(error?.subject.hasPrefix(path) == true)
        guard ArchiveLibrary.version.hasPrefix("1.10."), !Self.isSanitized else { return }
        let words = [
            "crashes": "libhdf5 crashed while reading it (signal 11)", "never-ends": "reading it takes over 1 s",
        ]
        #expect(error?.description == "\(path): cannot read: \(words[name] ?? ""), so it is likely damaged")
    }

    /// A sanitizer turns a crash into an exit code.
    private static let isSanitized =
        ForeignReader.programToAnswer.contains("/thread/") || ForeignReader.programToAnswer.contains("/address/")

    @Test(
        "is named where the process that reads it fails in any other way",
        arguments: [
            ("kill -SEGV $$", "libhdf5 crashed while reading it (signal 11), so it is likely damaged"),
            ("cat >/dev/null; exit 9", "the process that read it ended with exit code 9"),
            ("exec sleep 60", "reading it takes over 0 s, so it is likely damaged"),
            ("cat >/dev/null; echo hello", "the process that read it gave no whole answer: it is no answer"),
            ("exec cat", "the process that read it gave no whole answer: it is no answer"),
            ("", "the process that read it gave no whole answer: it is no answer"),
        ])
    func failures(does: String, said: String) throws {
        try put([0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A] + [UInt8](repeating: 7, count: 1 << 20), at: path)
        let program = directory.file("program")
        try put(Array("#!/bin/sh\n\(does)\n".utf8), at: program)
        let made = try Program.run(["chmod", "+x", program])
        try #require(made.status == 0)
        let error = #expect(throws: ArchiveError.self) {
            try ArchiveFile(path).readForeign(
                by: ForeignReader(program: program, seconds: does.contains("sleep") ? 0 : nil))
        }
        #expect(error?.description == "\(path): cannot read: \(said)")
    }

    @Test("is named where no process can be started")
    func noProgram() throws {
        try put([0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A], at: path)
        let error = #expect(throws: ArchiveError.self) {
            try ArchiveFile(path).readForeign(by: ForeignReader(program: directory.file("none")))
        }
        #expect(error?.description == "\(path): cannot start a process to read it: No such file or directory")
    }

    @Test("is refused by path where it has what no plan's fingerprint covers, or no numbers")
    func refused() throws {
        let script = """
            import h5py, numpy as np
            h5py.File(r"\(directory.file("other.h5"))", "w")["x"] = np.arange(3.0)
            f = h5py.File(r"\(path)", "w")
            f["linked"] = h5py.ExternalLink("other.h5", "/x")
            f["around"] = h5py.SoftLink("/linked")
            f["null"] = h5py.Empty("f8")
            f.create_dataset("raw", shape=(3,), dtype="u1", external=[("other.h5", 0, 3)])
            layout = h5py.VirtualLayout(shape=(3,), dtype="f8")
            layout[:] = h5py.VirtualSource("other.h5", "x", shape=(3,))
            f.create_virtual_dataset("virtual", layout)
            f["complex"] = np.zeros(2, np.complex64)
            f.create_group("group")
            f["group/itself"] = f["group"]
            f["soft"] = h5py.SoftLink("/sound")
            f["sound"] = np.arange(2.0)
            """
        let result = try Program.run([Fixture.path("../../tools/python"), "-c", script])
        try #require(result.status == 0, "\(result.complaint)")
        let file = ArchiveFile(path)
        for (item, said) in [
            ("linked", "it is in another file"), ("null", "it is empty"), ("raw", "its elements are in another file"),
            ("virtual", "its elements are in another file"),
            ("group", "it is the group /group again, and no file is read in circles"),
            ("complex", "its type is neither a number of up to 64 bits nor a string"),
        ] {
            let error = #expect(throws: ArchiveError.self) { try file.readForeign(item) }
            #expect(error?.subject.hasPrefix("\(path): /\(item)") == true)
            #expect(error?.reason == .refused(said))
        }
        #expect(throws: ArchiveError.self) { try file.readForeign("around") }
        let missing = #expect(throws: ArchiveError.self) { try file.readForeign("nothing") }
        #expect(missing?.reason == .missing)
        #expect(try file.readForeign("soft") == .array(ArchiveArray([0.0, 1])))
    }
}
