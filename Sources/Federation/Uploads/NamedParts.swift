import Config

/// The parts of agents that travel: those that are named, or all.
struct NamedParts {
    static let field = Field(
        "networks", .list(of: .text, atLeast: 1),
        "Which parts, by the learner's names, or pieces of networks such as `q.body`; all it has without it"
    ).main.optional.distinct

    /// The names; nil where all parts travel.
    let names: [String]?

    init(_ settings: Settings) {
        names = settings.has(Self.field.key) ? settings.list(Self.field.key).compactMap(\.asText) : nil
    }

    /// What asks for them.
    func requests(_ facts: Facts, _ kind: String) -> [Request] {
        Request.parts(facts.carried(facts.parts, named: names), kind)
    }
}
