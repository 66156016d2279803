import Determinism
import Foundation
import TestSupport
import Testing

/// Metadata of HDF5 that libhdf5 does not survive, under a right seal: somebody made the file, and a fingerprint shows damage,
/// not good will.
@Suite("A sealed file that libhdf5 does not survive")
struct HostileMetadataTests {
    /// Another program's file behind Concord's header, as a stage of a store would have it.
    private static func seal(_ fixture: String, at path: String) throws {
        let content = try Data(
            contentsOf: URL(fileURLWithPath: BuiltProgram.repository + "/Tests/Fixtures/foreign/" + fixture))
        var text =
            "concord archive 1\nlength \(content.count + 512)\ncontent \(Fingerprint(of: [UInt8](content)))\nkind stage\n"
        text += "header \(Fingerprint(of: text))\n"
        let block = text + String(repeating: " ", count: 512 - text.utf8.count)
        try (Data(block.utf8) + content).write(to: URL(fileURLWithPath: path))
    }

    @Test(
        "is named where it crashes or does not come back, and ends with exit code 1 and without a core",
        arguments: ["crashes.h5", "never-ends.h5"])
    func named(fixture: String) throws {
        try BuiltProgram.withScratchDirectory(files: "") { directory in
            try Self.seal(fixture, at: directory + "/sealed.h5")
            let outcome = try BuiltProgram.run("timeout 300 concord inspect sealed.h5; echo $?; ls", in: directory)
            #expect(outcome.output.hasSuffix("1\nsealed.h5\n"), "\(outcome)")
            #expect(outcome.errors.contains("concord: sealed.h5: cannot read: "), "\(outcome)")
        }
    }
}
