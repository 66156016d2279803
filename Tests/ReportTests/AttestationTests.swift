import Determinism
import Report
import Testing

@Suite("Attestations of several machines")
struct AttestationTests {
    private static let digests = [String(repeating: "a", count: 64), String(repeating: "b", count: 64)]

    private static func certificate(
        _ set: String, _ files: [(String, String)], verdict: String = "MATCH"
    ) -> CanonicalValue {
        .object(sorting: [
            ("program", .object(sorting: [("architecture", .text("x86_64")), ("instruction_set", .text(set))])),
            (
                "cells",
                .list([
                    .object(sorting: [
                        ("experiment", .text("e")), ("arm", .text("a")), ("seed", .integer(1)),
                        ("verdict", .text(verdict)),
                        ("files", .object(sorting: files.map { ($0.0, .text($0.1)) })),
                    ])
                ])
            ),
        ])
    }

    private static func joint(_ certificates: [CanonicalValue]) throws -> JointAttestation {
        var joint = JointAttestation()
        for (index, certificate) in certificates.enumerated() {
            joint.add(try Attestation(reading: Attestation(certificate).value), named: "\(index)")
        }
        return joint
    }

    @Test("Files are reproduced where unlike processors vouch for the same bytes, and nowhere else")
    func reproduced() throws {
        let (one, other) = (Self.digests[0], Self.digests[1])
        let same = try Self.joint([Self.certificate("base", [("f", one)]), Self.certificate("avx2", [("f", one)])])
        #expect(
            same.isComplete && same.conflicts.isEmpty && same.verdict.hasPrefix("VERIFIED REPRODUCIBLE: 1 files, 2"))
        #expect(same.reproduced.map(\.name) == ["e/a/seed-1/f"] && same.reproduced.map(\.digest) == [one])
        // Twice the same kind of processor is no other processor.
        let alike = try Self.joint([
            Self.certificate("base", [("f", one)]), Self.certificate("base", [("f", one), ("g", one)]),
        ])
        #expect(!alike.isComplete && alike.verdict.hasPrefix("NOT REPRODUCED: 0 of 2"))
        let against = try Self.joint([Self.certificate("base", [("f", one)]), Self.certificate("avx2", [("f", other)])])
        #expect(against.conflicts == ["e/a/seed-1/f"] && against.reproduced.isEmpty)
        #expect(against.verdict.hasPrefix("CONTRADICTED: 1 of 1"))
        let partly = try Self.joint([
            Self.certificate("base", [("f", one), ("g", one)]), Self.certificate("avx2", [("f", one)]),
        ])
        #expect(!partly.isComplete && partly.reproduced.count == 1 && partly.value["subject"]?.elements.count == 1)
    }

    @Test("The same Statement twice is one witness, whatever its file is called")
    func twice() throws {
        let (base, avx) = (
            Self.certificate("base", [("f", Self.digests[0])]), Self.certificate("avx2", [("f", Self.digests[0])])
        )
        let joint = try Self.joint([base, avx, base, base])
        #expect(joint.verdict == "VERIFIED REPRODUCIBLE: 1 files, 2 witnesses on 2 unlike processors")
        #expect(joint.table.rows.count == 2 && joint.value["predicate"]?["witnesses"]?.elements.count == 2)
        #expect(joint.studies == ["e"] && JointAttestation.studies(of: joint.value) == ["e"])
        var again = try Self.joint([base])
        #expect(
            again.add(Attestation(base), named: "copy") == "0" && again.add(Attestation(avx), named: "other") == nil)
    }

    @Test("What differs is no subject, and a Statement that does not hold together is refused")
    func refused() throws {
        #expect(Attestation(Self.certificate("base", [("f", Self.digests[0])], verdict: "DIFFERS")).subjects.isEmpty)
        let sound = Attestation(Self.certificate("base", [("f", Self.digests[0])])).value
        #expect(try Attestation(reading: sound).subjects.count == 1)
        let edits: [(String, CanonicalValue?)] = [
            ("_type", .text("x")), ("_type", nil), ("predicateType", .text("y")), ("predicate", nil),
            ("predicate", .object([])), ("subject", nil), ("subject", .list([])), ("subject", .text("z")),
            ("subject", .list([.object([.init("name", .text("f"))])])),
            ("predicate", Self.certificate("base", [("f", Self.digests[1])])),
        ]
        for (key, value) in edits {
            #expect(throws: Attestation.Malformed.self, "\(key)") {
                try Attestation(reading: sound.setting(key, to: value))
            }
        }
    }
}
