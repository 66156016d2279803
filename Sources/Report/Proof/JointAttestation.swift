public import Determinism

/// What several verifications say together: a file that came out the same on unlike processors is reproduced.
public struct JointAttestation: Sendable {
    /// What the predicate is called.
    public static let predicateType = "urn:concord:reproduction:v1"

    /// Who verified, in the order in which they were added.
    private struct Witness {
        let name: String
        let program: CanonicalValue
        let processor: String
        let subjects: Set<Attestation.Subject>
    }

    private var witnesses: [Witness] = []
    private var known: [Attestation] = []
    /// The studies that any witness speaks of.
    public private(set) var studies: Set<String> = []
    /// On which processors each file came out with these bytes, and how many kinds of bytes each name stands for.
    private var processors: [Attestation.Subject: Set<String>] = [:]
    private var versions: [String: Int] = [:]

    /// Of nobody yet.
    public init() {}

    /// Adds a witness: a Statement, under the name of its file.
    ///
    /// - Returns: the name of the witness that has said the same before: the same Statement twice is one witness, whatever its
    ///   file is called.
    @discardableResult
    public mutating func add(_ attestation: Attestation, named name: String) -> String? {
        if let place = known.firstIndex(of: attestation) { return witnesses[place].name }
        known.append(attestation)
        studies.formUnion(attestation.studies)
        let witness = Witness(
            name: name, program: attestation.program, processor: Attestation.processor(attestation.program) ?? "",
            subjects: Set(attestation.subjects))
        witnesses.append(witness)
        for subject in attestation.subjects {
            if processors[subject] == nil { versions[subject.name, default: 0] += 1 }
            processors[subject, default: []].insert(witness.processor)
        }
        return nil
    }

    /// Names under which different bytes are vouched for.
    public var conflicts: [String] { versions.filter { $0.value > 1 }.map(\.key).sorted() }

    /// What came out the same on two processors or more that are unlike.
    public var reproduced: [Attestation.Subject] {
        processors.filter { $0.value.count > 1 && versions[$0.key.name] == 1 }.map(\.key).sorted()
    }

    /// Whether all that anyone vouches for is reproduced.
    public var isComplete: Bool { !processors.isEmpty && reproduced.count == processors.count }

    /// The witnesses, for people and programs.
    public var table: Table {
        var table = Table(
            "Witnesses",
            columns: [
                .text("witness", key: "witness"), .text("processor", key: "processor"), .text("build", key: "build"),
                .text("program", key: "sha256"), .numbers("files", keys: "files"),
                .numbers("also elsewhere", keys: "reproduced"),
            ])
        let reproduced = Set(reproduced)
        for witness in witnesses {
            table.append([
                .text(witness.name), .text(witness.processor), .text(witness.program["build"]?.asText ?? ""),
                .text(String((witness.program["sha256"]?.asText ?? "").prefix(12))), .count(witness.subjects.count),
                .count(witness.subjects.intersection(reproduced).count),
            ])
        }
        return table
    }

    /// The verdict in one line.
    public var verdict: String {
        let conflicts = conflicts
        if !conflicts.isEmpty {
            return "CONTRADICTED: \(conflicts.count) of \(versions.count) files have different bytes: "
                + conflicts.prefix(3).joined(separator: ", ") + (conflicts.count > 3 ? ", …" : "")
        }
        let (all, same) = (processors.count, reproduced.count)
        guard all > 0, same == all else {
            return "NOT REPRODUCED: \(same) of \(all) files came out the same on unlike processors"
        }
        return "VERIFIED REPRODUCIBLE: \(all) files, \(witnesses.count) witnesses on "
            + "\(Set(witnesses.map(\.processor)).count) unlike processors"
    }

    /// All of it as one Statement about what is reproduced.
    public var value: CanonicalValue {
        .object(sorting: [
            ("_type", .text(Attestation.type)), ("predicateType", .text(Self.predicateType)),
            ("subject", Attestation.list(reproduced)),
            (
                "predicate",
                .object(sorting: [
                    ("verdict", .text(verdict)), ("conflicts", .list(conflicts.map(CanonicalValue.text))),
                    ("studies", .list(studies.sorted().map(CanonicalValue.text))),
                    (
                        "witnesses",
                        .list(
                            witnesses.map { witness in
                                .object(sorting: [
                                    ("name", .text(witness.name)), ("program", witness.program),
                                    ("files", .integer(witness.subjects.count)),
                                ])
                            })
                    ),
                    (
                        "not_claimed",
                        .text(
                            "that witnesses are who they say or are independent: Statements are not signed here; sign them "
                                + "(for instance with cosign) and check the signatures")
                    ),
                ])
            ),
        ])
    }
}
