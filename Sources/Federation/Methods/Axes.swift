public import Config
public import Determinism

/// The axes every method is composed of, as keys of its mapping.
public enum Axes {
    /// Fields for the axes with a method's own defaults. Each may be overridden in a spec.
    public static func fields(every: Int, upload: String, aggregate: String, digest: CanonicalValue) -> [Field] {
        [
            Field("name", .name, "What paths, ledger and checkpoints call this exchange; the kind unless told")
                .optional,
            Field("every", .duration, "How long the agents train between two exchanges")
                .defaults(to: Duration(every, .rounds).canonical),
            Field("upload", .choice(from: Uploads.name), "What agents send").defaults(to: kind(upload)),
            Field("aggregate", .choice(from: Aggregators.name), "How the server combines it")
                .defaults(to: kind(aggregate)),
            Field("digest", .choice(from: Digests.name), "How agents take the result in").defaults(to: digest),
        ]
    }

    /// The same where the upload has defaults of the method's own.
    public static func fields(
        every: Int, upload: ParameterNames, aggregate: String, digest: CanonicalValue
    ) -> [Field] {
        fields(every: every, upload: "parameters", aggregate: aggregate, digest: digest).map {
            $0.key == "upload" ? $0.defaults(to: upload.choice) : $0
        }
    }

    /// The parts of learners that a method uploads.
    public struct ParameterNames: Sendable {
        let choice: CanonicalValue

        /// Parts by name.
        public static func parameters(_ names: [String]) -> ParameterNames {
            ParameterNames(
                choice: .object([
                    .init("parameters", .object([.init("networks", .list(names.map { .text($0) }))]))
                ]))
        }
    }

    /// `{kind: {}}`: a choice with all its defaults.
    public static func kind(_ name: String) -> CanonicalValue { .object([.init(name, .object([]))]) }
}

/// A method's settings, turned into the axes they name.
public struct Composition: Sendable {
    /// What paths, ledger and checkpoints call the exchange.
    public let name: String
    /// How long agents train between two exchanges.
    public let every: Duration
    /// What agents send.
    public let upload: any Upload
    /// How the server combines it.
    public let aggregator: any Aggregator
    /// How agents take the result in.
    public let digest: any Digest

    /// Reads the axes' fields.
    init(kind: String, _ settings: Settings) {
        name = settings.has("name") ? settings.text("name") : kind
        every = settings.duration("every")
        upload = settings.make("upload", from: Uploads.name)
        aggregator = settings.make("aggregate", from: Aggregators.name)
        digest = settings.make("digest", from: Digests.name)
    }

    /// Whether the digest keeps anything between two firings, which checkpoints have under the exchange's name.
    public var keepsState: Bool { Self.keepsState(digest) }

    private static func keepsState<D: Digest>(_ digest: D) -> Bool { D.State.self != Stateless.self }

    /// All that the axes require of an experiment.
    public var needs: Needs { upload.needs.union(digest.needs) }
}
