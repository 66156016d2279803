import Config

/// The parts of agents that travel: those that are named, or all.
struct NamedParts {
    static let field = Field(
        "networks", .list(of: .name, atLeast: 1), "Which parts, by the learner's names; all it has without it"
    ).main.optional

    /// The names; nil where all parts travel.
    let names: [String]?

    init(_ settings: Settings) {
        names = settings.has(Self.field.key) ? settings.list(Self.field.key).compactMap(\.asText) : nil
    }

    /// What asks for them.
    func requests(_ facts: Facts, _ kind: String) -> [Request] {
        Request.parts(facts.parts.filter { names?.contains($0.name) ?? true }, kind)
    }
}
