import Glibc
import TestSupport
import Testing

@testable import Archive

/// Files that claim more than anything is: sparse ones, which take no room on the disk.
@Suite("A file longer than what it is read as")
struct FileRoleTests {
    let directory: TemporaryDirectory
    let path: String

    init() throws {
        directory = try TemporaryDirectory()
        path = directory.file("long")
    }

    private func make(_ bytes: Int) throws {
        let file = try LocalFileSystem().append(path)
        try LocalFileSystem().truncate(file, to: bytes)
        try LocalFileSystem().close(file)
    }

    @Test("is refused by name, size and limit, before any of it is read", arguments: FileRole.allCases)
    func oneMore(role: FileRole) throws {
        try make(role.largest + 1)
        let expected = ArchiveError(
            path, "read", .tooLarge(found: role.largest + 1, limit: role.largest, what: role.noun))
        #expect(throws: expected) { try LocalFileSystem().read(path, as: role) }
        #expect(throws: expected) { try LocalFileSystem().fingerprint(path, as: role) }
        #expect(expected.description.contains("\(role.largest + 1) bytes"))
        #expect(expected.description.contains("\(role.noun) has at most \(role.largest)"))
    }

    @Test("What is no archive and no HDF5 file is not read whole, whatever its length")
    func strangers() throws {
        try make(1 << 40)
        #expect(throws: ArchiveError(path, "read", .notHDF5)) { try ArchiveFile(path).read() }
        #expect(throws: ArchiveError(path, "read", .notHDF5)) { try ArchiveFile(path).readForeign() }
    }

    @Test(
        "HDF5's signature is found behind a block of some user's own, as large as that may be", arguments: [13, 20, 33])
    func userBlocks(power: Int) throws {
        try make(1 << 34)
        let descriptor = open(path, O_WRONLY)
        let mark = ArchiveHeader.libraryMark
        #expect(pwrite(descriptor, mark, mark.count, 1 << power) == mark.count)
        close(descriptor)
        #expect(throws: ArchiveError(path, "read", .foreignHDF5)) { try ArchiveFile(path).read() }
    }

    @Test("The fingerprint of a file is that of its bytes, in pieces")
    func pieces() throws {
        for count in [0, 1, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, 3 << 20] {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
            try LocalFileSystem().replace(path, with: bytes)
            let found = try LocalFileSystem().fingerprint(path, as: .input)
            #expect(found == ArchiveHeader.fingerprint(ofContent: [UInt8](repeating: 0, count: 512) + bytes))
            #expect(try LocalFileSystem().read(path, as: .input) == bytes)
        }
    }

    @Test("What is no regular file is refused in every role", arguments: FileRole.allCases)
    func pipes(role: FileRole) throws {
        #expect(mkfifo(path, 0o600) == 0)
        #expect(throws: ArchiveError.self) { try LocalFileSystem().read(path, as: role) }
        #expect(throws: ArchiveError.self) { try LocalFileSystem().fingerprint(path, as: role) }
        #expect(throws: ArchiveError(directory.file("none"), "read", .notFound)) {
            try LocalFileSystem().read(directory.file("none"), as: role)
        }
    }

    @Test("An array as large as is read is written, and one byte more is not")
    func arrays() throws {
        try LibrarySession.run(path, "write") { session throws(ArchiveError) in
            let largest = FileRole.largestArray
            #expect(try session.byteCount([largest], width: 1, at: "/x") == largest)
            #expect(try session.byteCount([largest / 8, 2], width: 4, at: "/x") == largest)
            for shape in [[largest + 1], [largest / 2 + 1, 2], [Int.max], [Int.max, Int.max], [0, largest + 1]] {
                var refusal: ArchiveError?
                do throws(ArchiveError) { _ = try session.byteCount(shape, width: 1, at: "/x") } catch {
                    refusal = error
                }
                #expect(refusal?.subject == "\(path): /x", "\(shape)")
                #expect(refusal?.description.contains("is larger than 4 GiB") == true)
            }
        }
    }
}
