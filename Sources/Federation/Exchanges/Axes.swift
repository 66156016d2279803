public import Config
public import Determinism

/// The axes every method is composed of, as keys of its mapping.
public enum Axes {
    /// Fields for the axes with a method's own defaults. Each may be overridden in a spec.
    public static func fields(
        every: Int, when: CanonicalValue = kind("always"), upload: String, aggregate: String, digest: CanonicalValue
    ) -> [Field] {
        [
            Field("name", .name, "What paths, ledger and checkpoints call this exchange; the kind unless told")
                .optional,
            Field("every", .duration, "How long the agents train between two exchanges")
                .defaults(to: Duration(every, .rounds).canonical),
            Field("when", .choice(from: Triggers.name), "Which of the times at which they could meet are meetings")
                .defaults(to: when),
            Field("upload", .choice(from: Uploads.name), "What agents send").defaults(to: kind(upload)),
            Field(
                "personal", .list(of: .text),
                "Parts of agents that are never uploaded and never overwritten, by the learner's names, or pieces of networks such as "
                    + "`q.head`; what follows them stays too"
            ).defaults(to: .list([])),
            Field("aggregate", .choice(from: Aggregators.name), "How the server combines it")
                .defaults(to: kind(aggregate)),
            Field("topology", .choice(from: Topologies.name), "Who sends to whom").defaults(to: kind("server")),
            Field("weights", .choice(from: Weightings.name), "How much each agent counts in whose result")
                .defaults(to: kind("uniform")),
            Field("server", .choice(from: Servers.name), "What the server makes of the aggregate before it sends it")
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
    }

    /// The same where the upload has defaults of the method's own.
    public static func fields(
        every: Int, upload: ParameterNames, personal: [String] = [], aggregate: String, digest: CanonicalValue
    ) -> [Field] {
        fields(every: every, upload: "parameters", aggregate: aggregate, digest: digest).map {
            switch $0.key {
            case "upload": $0.defaults(to: upload.choice)
            case "personal": $0.defaults(to: .list(personal.map { .text($0) }))
            default: $0
            }
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
