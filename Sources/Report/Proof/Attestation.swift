public import Determinism

/// A verification as an in-toto Statement (version 1): which files came out the same, by their SHA-256, and the certificate as
/// what is said of them.
///
/// Anyone with `sha256sum` can see whether it is about the files at hand. It is not signed: that is for who issues it.
public struct Attestation: Sendable, Equatable {
    /// What a Statement is called by those who read any.
    public static let type = "https://in-toto.io/Statement/v1"
    /// What the predicate of ours is called.
    public static let predicateType = "urn:concord:verification:v1"

    /// A file and its SHA-256, in 64 hexadecimal digits.
    public struct Subject: Sendable, Hashable, Comparable {
        /// `experiment/arm/seed-1/round-000100.h5`.
        public let name: String
        /// In lower case.
        public let digest: String

        /// By name, then by digest.
        public static func < (one: Subject, other: Subject) -> Bool {
            one.name == other.name ? one.digest < other.digest : one.name < other.name
        }
    }

    /// What ran: as `ProgramFacts` states it.
    public let program: CanonicalValue
    /// The files that came out the same, by name.
    public let subjects: [Subject]
    private let predicate: CanonicalValue

    /// Of a certificate's cells those that match; no subject where none does.
    public init(_ certificate: CanonicalValue) {
        program = certificate["program"] ?? .object([])
        predicate = certificate
        var subjects: [Subject] = []
        for cell in certificate["cells"]?.elements ?? [] where cell["verdict"]?.asText == "MATCH" {
            let place = [
                cell["experiment"]?.asText ?? "", cell["arm"]?.asText ?? "", "seed-\(cell["seed"]?.asInteger ?? 0)",
            ].joined(separator: "/")
            for file in cell["files"]?.members ?? [] {
                subjects.append(Subject(name: "\(place)/\(file.key)", digest: file.value.asText ?? ""))
            }
        }
        self.subjects = subjects.sorted()
    }

    /// Reads a Statement of ours.
    ///
    /// - Throws: what is wrong with it, in words.
    public init(reading value: CanonicalValue) throws(Malformed) {
        guard value["_type"]?.asText == Self.type else { throw Malformed("it is no in-toto Statement of version 1") }
        guard value["predicateType"]?.asText == Self.predicateType else {
            throw Malformed(
                "its predicateType is '\(value["predicateType"]?.asText ?? "")', not '\(Self.predicateType)'")
        }
        guard let predicate = value["predicate"], let program = predicate["program"], !program.members.isEmpty else {
            throw Malformed("its predicate is no certificate: it has no 'program'")
        }
        guard Self.processor(program) != nil else {
            throw Malformed("its program has no 'architecture' and 'instruction_set'")
        }
        guard let list = value["subject"], case .list(let written) = list, !written.isEmpty else {
            throw Malformed("it has no 'subject'")
        }
        var subjects: [Subject] = []
        for subject in written {
            guard let name = subject["name"]?.asText, !name.isEmpty, let digest = subject["digest"]?["sha256"]?.asText,
                digest.utf8.count == 64, digest.allSatisfy({ $0.isHexDigit && !$0.isUppercase })
            else { throw Malformed("one of its subjects has no 'name' with a 'sha256' of 64 hexadecimal digits") }
            subjects.append(Subject(name: name, digest: digest))
        }
        guard Set(subjects.map(\.name)).count == subjects.count else {
            throw Malformed("two of its subjects have one name")
        }
        // What a Statement says of files is what its certificate says: one that was edited in one place does not hold together.
        guard Attestation(predicate).subjects == subjects.sorted() else {
            throw Malformed("its subjects are not the files of the cells that its certificate calls MATCH")
        }
        self.init(predicate)
    }

    /// Why a file is no Statement of ours.
    public struct Malformed: Error, CustomStringConvertible {
        /// In words, without a full stop.
        public let description: String

        init(_ description: String) { self.description = description }
    }

    /// The architecture and the instruction set that a program used; nil where it does not say.
    static func processor(_ program: CanonicalValue) -> String? {
        guard let architecture = program["architecture"]?.asText, let set = program["instruction_set"]?.asText else {
            return nil
        }
        return "\(architecture) \(set)"
    }

    /// The Statement as data.
    public var value: CanonicalValue {
        .object(sorting: [
            ("_type", .text(Self.type)), ("predicateType", .text(Self.predicateType)), ("predicate", predicate),
            ("subject", Self.list(subjects)),
        ])
    }

    /// Subjects as a Statement has them.
    static func list(_ subjects: [Subject]) -> CanonicalValue {
        .list(
            subjects.map { subject in
                .object(sorting: [
                    ("name", .text(subject.name)), ("digest", .object([.init("sha256", .text(subject.digest))])),
                ])
            })
    }

    /// The file's text.
    public var text: String { value.prettyJSON + "\n" }
}
