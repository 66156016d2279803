import Determinism
import Foundation
import Numerics
import TestSupport
import Testing

@testable import Archive

/// Files made to do harm: as another program's, and sealed as if Concord had written them.
@Suite("A file made to do harm")
struct StrangeFilesTests {
    let directory: TemporaryDirectory
    /// Another program's file, and one of the same content with Concord's header.
    let paths: (foreign: String, sealed: String)

    init() throws {
        directory = try TemporaryDirectory()
        paths = (directory.file("foreign.h5"), directory.file("sealed.h5"))
    }

    /// Has h5py make both files, and another one beside them.
    private func make(_ lines: String, version: String = "earliest") throws {
        let script = """
            import h5py, numpy as np
            with h5py.File(r"\(directory.file("other.h5"))", "w") as other:
                other["w"] = np.arange(8.0).reshape(2, 4)
            for path, block in ((r"\(paths.foreign)", 0), (r"\(paths.sealed)", 512)):
                f = h5py.File(path, "w", userblock_size=block, libver="\(version)")
                f["own"] = np.arange(8.0).reshape(2, 4)
            \(lines.split(separator: "\n").map { "    " + $0 }.joined(separator: "\n"))
                f.close()
            """
        let result = try Program.run([Fixture.path("../../tools/python"), "-c", script])
        try #require(result.status == 0, "\(result.complaint)")
        var bytes = try LocalFileSystem().read(paths.sealed)
        let header = ArchiveHeader(
            length: bytes.count, content: ArchiveHeader.fingerprint(ofContent: bytes), entries: [.init("kind", "stage")]
        )
        bytes.replaceSubrange(0..<512, with: try #require(header.bytes))
        try LocalFileSystem().replace(paths.sealed, with: bytes)
    }

    /// What both kinds of reading say of an item: where it is refused without the file's name, and why.
    private func refusals(of item: String) throws -> [(place: String, reason: ArchiveError.Reason)] {
        var errors: [ArchiveError] = []
        do throws(ArchiveError) { _ = try ArchiveFile(paths.foreign).readForeign(item) } catch { errors.append(error) }
        do throws(ArchiveError) { _ = try ArchiveFile(paths.sealed).read(item) } catch { errors.append(error) }
        do throws(ArchiveError) { _ = try ArchiveFile(paths.sealed).readForeign(item) } catch { errors.append(error) }
        #expect(errors.count == 3)
        return errors.map {
            (
                ($0.subject.split(separator: ":", maxSplits: 1).last ?? "").trimmingCharacters(in: .whitespaces),
                $0.reason
            )
        }
    }

    /// Ways out of the file: what makes one, what is read, and where it is refused.
    static let waysOut: [(lines: String, item: String, place: String)] = [
        ("f['x'] = h5py.ExternalLink('other.h5', '/w')", "x", "/x"),
        ("f['x'] = h5py.ExternalLink('other.h5', '/w')", "", "/x"),
        ("f['z/x'] = h5py.ExternalLink('other.h5', '/')\nf['states'] = h5py.SoftLink('/z/x/w')", "states", "/z/x"),
        ("f['z/x'] = h5py.ExternalLink('other.h5', '/')\nf['states'] = h5py.SoftLink('z/x/w')", "states", "/z/x"),
        (
            "f['z/x'] = h5py.ExternalLink('other.h5', '/')\nf['b'] = h5py.SoftLink('/z/x')\n"
                + "f['g/states'] = h5py.SoftLink('/b/w')", "g/states", "/z/x"
        ),
        ("f['z/x'] = h5py.ExternalLink('other.h5', '/')\nf['y'] = f['z']", "y/x/w", "/y/x"),
        ("f['z/x'] = h5py.ExternalLink('other.h5', '/')\nf['y'] = f['z']", "", "/y/x"),
        (
            "layout = h5py.VirtualLayout((2, 4), 'f8')\nlayout[:] = h5py.VirtualSource('other.h5', 'w', (2, 4))\n"
                + "f.create_virtual_dataset('states', layout)", "states", "/states"
        ),
        ("f.create_dataset('states', (2, 4), 'f8', external=[('other.bin', 0, 64)])", "states", "/states"),
    ]

    @Test("is refused where it leads into another file", arguments: waysOut.indices, ["earliest", "v110"])
    func leadsOut(index: Int, version: String) throws {
        let way = Self.waysOut[index]
        try make(way.lines, version: version)
        for error in try refusals(of: way.item) {
            #expect(error.place == way.place, "\(error)")
            #expect(error.reason.description.hasSuffix("in another file"), "\(error)")
        }
    }

    @Test("leads by soft links to its own items")
    func softLinks() throws {
        try make("f['near'] = h5py.SoftLink('own')\nf['far'] = h5py.SoftLink('/near')")
        let own = try ArchiveFile(paths.foreign).readForeign("own")
        #expect(try ArchiveFile(paths.foreign).readForeign("near") == own)
        #expect(try ArchiveFile(paths.foreign).readForeign("far") == own)
        #expect(try ArchiveFile(paths.sealed).read("far") == own)
    }

    @Test(
        "is refused by name where links lead nowhere or in circles",
        arguments: [
            ("f['x'] = h5py.SoftLink('/gone')", "x", "/gone"), ("f['x'] = h5py.SoftLink('/gone')", "", "/gone"),
            ("f['x'] = h5py.SoftLink('/y')\nf['y'] = h5py.SoftLink('/x')", "x", "/x"),
            ("f['x'] = h5py.SoftLink('/x')", "", "/x"), ("f['g/x'] = f['/']", "", "/g/x"),
            ("f['g/x'] = h5py.SoftLink('/g')", "", "/g/x"), ("f['r'] = f['own'].ref", "r", "/r"),
            ("f['r'] = f['own'].regionref[0:1]", "r", "/r"),
        ])
    func circles(lines: String, item: String, place: String) throws {
        try make(lines)
        for error in try refusals(of: item) { #expect(error.place == place, "\(error)") }
    }

    /// Few bytes that claim much: what makes one, and where it is refused.
    static let bombs: [(lines: String, place: String)] = [
        (
            "g = f\nfor i in range(40):\n    h = g.create_group('a')\n    g['b'] = h\n    g = h", "/a"
        ),
        ("f.create_dataset('x', (1 << 29,), 'f8')", "/x"),
        ("f.create_dataset('x', (1 << 30,), 'f4', chunks=(1 << 20,), compression='gzip')", "/x"),
        ("f.create_dataset('x', (1,), 'f8', maxshape=(None,), chunks=(1 << 28,), compression='gzip')", "/x"),
        ("f.create_dataset('x', (1 << 20,), 'S1024', chunks=(1024,))", "/x"),
        (
            "d = f.create_dataset('x', (1 << 24,), 'f8', chunks=(1 << 20,), compression='gzip')\n"
                + "for i in range(100):\n    f['y%d' % i] = d", "/x"
        ),
        ("for i in range(2000):\n    f['own'].attrs['a%d' % i] = i", "/own"),
    ]

    @Test("is refused at once where it claims more than it can hold", arguments: bombs.indices, ["earliest", "v110"])
    func bomb(index: Int, version: String) throws {
        let bomb = Self.bombs[index]
        try make(bomb.lines, version: version)
        let watch = Stopwatch.wallSeconds
        for error in try refusals(of: "") { #expect(error.place.hasPrefix(bomb.place), "\(error)") }
        #expect(Stopwatch.wallSeconds - watch < 30)
    }

    @Test(
        "is read where it is large and honest: many groups, many rows, much that is packed well",
        arguments: ["earliest", "v110"])
    func honest(version: String) throws {
        try make(
            """
            for i in range(5000):
                f['many/%d/x' % i] = i
            f['rows'] = np.zeros((1000000, 4), 'f4')
            f.create_dataset('packed', data=np.zeros((1 << 20, 4)), chunks=(1 << 12, 4), compression='gzip')
            f['texts'] = ['agent-%d' % i for i in range(20000)]
            """, version: version)
        let tree = try ArchiveFile(paths.sealed).read().tree
        #expect(try ArchiveFile(paths.foreign).readForeign() == .group(tree))
        #expect(tree["many/4999/x"] == .array(ArchiveArray(number: 4999)))
        #expect(tree["packed"] == .array(ArchiveArray(Tensor<Double>(zeros: 1 << 20, 4))))
    }
}
