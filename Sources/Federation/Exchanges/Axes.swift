public import Config
public import Determinism

/// The axes every method is composed of, as keys of its mapping.
public enum Axes {
    /// Fields for the axes with a method's own defaults. Each may be overridden in a spec.
    ///
    /// - Parameter others: defaults of axes that most methods leave as they are, by key.
    public static func fields(
        every: Int, upload: String, aggregate: String, digest: CanonicalValue,
        others: KeyValuePairs<String, CanonicalValue> = [:]
    ) -> [Field] {
        fields(every: every, upload: kind(upload), aggregate: aggregate, digest: digest, others: others)
    }

    /// The same where the upload has defaults of the method's own.
    public static func fields(
        every: Int, upload: ParameterNames, aggregate: String, digest: CanonicalValue,
        others: KeyValuePairs<String, CanonicalValue> = [:]
    ) -> [Field] {
        fields(every: every, upload: upload.choice, aggregate: aggregate, digest: digest, others: others)
    }

    private static func fields(
        every: Int, upload: CanonicalValue, aggregate: String, digest: CanonicalValue,
        others: KeyValuePairs<String, CanonicalValue>
    ) -> [Field] {
        let fields = [
            Field("name", .name, "What paths, ledger and checkpoints call this exchange; the kind unless told")
                .optional,
            Field("every", .duration, "How long the agents train between two exchanges")
                .defaults(to: Duration(every, .rounds).canonical),
            Field("when", .choice(from: Triggers.name), "Which of the times at which they could meet are meetings")
                .defaults(to: kind("always")),
            Field("upload", .choice(from: Uploads.name), "What agents send").defaults(to: upload),
            Field(
                "personal", .list(of: .text),
                "Parts that are never uploaded and never overwritten, by the learner's names, or pieces of networks such as "
                    + "`q.head`; what follows them stays too"
            ).defaults(to: .list([])).distinct,
            Field("aggregate", .choice(from: Aggregators.name), "How the server combines it")
                .defaults(to: kind(aggregate)),
            Field("topology", .choice(from: Topologies.name), "Who sends to whom").defaults(to: kind("server")),
            Field("weights", .choice(from: Weightings.name), "How much each agent counts in whose result")
                .defaults(to: kind("uniform")),
            Field("server", .choice(from: Servers.name), "What the server makes of the aggregate before sending it")
                .defaults(to: kind("replace")),
            Field(
                "protect", .list(of: .choice(from: Guards.name)),
                "What protects uploads on their way, in this order; nothing without it"
            ).defaults(to: .list([])),
            Field("digest", .choice(from: Digests.name), "How agents take the result in").defaults(to: digest),
            Field("participation", .choice(from: Participations.name), "Who takes part in a meeting")
                .defaults(to: kind("all")),
            Field("faults", .list(of: .choice(from: Faults.name)), "What goes wrong, in this order; nothing without it")
                .defaults(to: .list([])),
        ]
        precondition(others.allSatisfy { key, _ in fields.contains { $0.key == key } }, "keys of axes")
        return fields.map { field in
            others.first { $0.key == field.key }.map { field.defaults(to: $0.value) } ?? field
        }
    }

    /// The parts of learners that a method uploads.
    public struct ParameterNames: Sendable {
        let choice: CanonicalValue

        /// Parts by name.
        public static func parameters(_ names: [String]) -> ParameterNames { named(names, "parameters") }

        /// How far parts have moved, by name.
        public static func delta(_ names: [String]) -> ParameterNames { named(names, "delta") }

        private static func named(_ names: [String], _ upload: String) -> ParameterNames {
            ParameterNames(
                choice: .object([.init(upload, .object([.init("networks", .list(names.map { .text($0) }))]))]))
        }
    }

    /// `{kind: {}}`: a choice with all its defaults.
    public static func kind(_ name: String) -> CanonicalValue { .object([.init(name, .object([]))]) }
}
