public import Determinism

// Which studies certificates and Statements speak of, so that none is written over another study's.

extension Certificate {
    /// The studies of a certificate's cells, by their names.
    public static func studies(of certificate: CanonicalValue) -> Set<String> {
        Set((certificate["cells"]?.elements ?? []).compactMap { $0["experiment"]?.asText })
    }
}

extension Attestation {
    /// The studies of a Statement's certificate, by their names.
    public static func studies(of statement: CanonicalValue) -> Set<String> {
        statement["predicate"].map(Certificate.studies(of:)) ?? []
    }

    /// The studies that it is of.
    public var studies: Set<String> { Self.studies(of: value) }
}

extension JointAttestation {
    /// The studies of the witnesses of a joint Statement, by their names.
    public static func studies(of statement: CanonicalValue) -> Set<String> {
        Set((statement["predicate"]?["studies"]?.elements ?? []).compactMap(\.asText))
    }
}
