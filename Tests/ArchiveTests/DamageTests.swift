import Archive
import Determinism
import TestSupport
import Testing

/// Every way in which a file is not what was written is found before HDF5 sees it, and named.
@Suite("A damaged archive file")
struct DamageTests {
    let directory: TemporaryDirectory
    let file: ArchiveFile
    let sound: [UInt8]

    init() throws {
        directory = try TemporaryDirectory()
        file = ArchiveFile(directory.file("checkpoint.h5"))
        try file.write(sampleTree(), entries: [.init("round", "500")])
        sound = try LocalFileSystem().read(file.path)
    }

    private func reason(of bytes: [UInt8]) throws -> ArchiveError.Reason? {
        let files = LocalFileSystem()
        try files.remove(file.path)
        let open = try files.create(file.path)
        try files.write(bytes, to: open)
        try files.close(open)
        do throws(ArchiveError) {
            _ = try file.read()
            return nil
        } catch {
            #expect(error.subject == file.path)
            return error.reason
        }
    }

    /// `CONCORD_MUTATIONS=10000 swift test --filter DamageTests` tries more often.
    @Test("is refused by name after random flips, cuts, splices and lost sectors")
    func randomDamage() throws {
        var stream = StreamKey(seed: 7, owner: "test/damage").stream(.sampling)
        for trial in 0..<Trials.count() {
            var bytes = sound
            switch trial % 6 {
            case 0, 1:
                // Half of the flips hit the header, which is a small part of the file.
                let position = stream.index(below: trial % 6 == 0 ? bytes.count : ArchiveHeader.size)
                bytes[position] ^= 1 << UInt8(stream.index(below: 8))
            case 2: bytes.removeLast(1 + stream.index(below: bytes.count))
            case 3:
                let source = stream.index(below: bytes.count - 64)
                let target = stream.index(below: bytes.count - 64)
                bytes.replaceSubrange(target..<target + 64, with: sound[source..<source + 64])
                bytes.append(UInt8(stream.index(below: 256)))
            case 4:
                // A sector that was never written, or one of another place.
                let target = 512 * stream.index(below: bytes.count / 512)
                let source = 512 * stream.index(below: bytes.count / 512)
                let lost = [UInt8](repeating: 0, count: 512)
                bytes.replaceSubrange(
                    target..<target + 512,
                    with: stream.index(below: 2) == 0 ? lost : Array(sound[source..<source + 512]))
            default:
                for _ in 0...stream.index(below: 64) {
                    bytes[stream.index(below: bytes.count)] = UInt8(stream.index(below: 256))
                }
            }
            let reason = try reason(of: bytes)
            #expect((reason == nil) == (bytes == sound), "trial \(trial)")
            if trial % 6 == 2, bytes.count >= ArchiveHeader.size {
                #expect(reason == .truncated(expected: sound.count, found: bytes.count))
            }
        }
        #expect(try reason(of: sound) == nil)
    }

    @Test("is told apart: missing, empty, truncated, damaged, foreign, no HDF5, newer, headless")
    func names() throws {
        #expect(try reason(of: []) == .empty)
        #expect(try reason(of: Array(sound.prefix(100))) == .truncated(expected: 512, found: 100))
        #expect(try reason(of: Array("PK\u{3}\u{4} a zip file".utf8)) == .notHDF5)
        #expect(try reason(of: Array(sound[512...])) == .foreignHDF5)
        let headless = [UInt8](repeating: 0, count: 512) + sound[512...]
        #expect(try reason(of: headless) == .damaged("its header is gone"))
        let newer = Array("concord archive 7\n".utf8) + sound[18...]
        #expect(try reason(of: newer) == .newerFormat(7))
        var flipped = sound
        flipped[sound.count - 1] ^= 1
        #expect(try reason(of: flipped) == .damaged("its content does not match the fingerprint in its header"))
        #expect(try reason(of: sound + [0]) == .damaged("1 bytes follow its end"))
        let missing = #expect(throws: ArchiveError.self) { try ArchiveFile(directory.file("none")).read() }
        #expect(missing?.reason == .notFound)
        let folder = #expect(throws: ArchiveError.self) { try ArchiveFile(directory.path).read() }
        #expect(folder?.description.contains("it is a directory") == true)
    }

    @Test("is refused by its header alone where its length is wrong")
    func quickLook() throws {
        _ = try reason(of: sound + [0])
        #expect(throws: ArchiveError.self) { try file.header() }
        _ = try reason(of: sound.dropLast())
        #expect(throws: ArchiveError.self) { try file.header() }
    }
}
