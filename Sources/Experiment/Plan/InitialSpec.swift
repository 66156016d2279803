import Config
import Diagnostics

/// What a spec says about where agents' first networks and tables come from.
enum InitialSpec {
    /// The key of a file that first networks come from.
    static let file = "file"
    /// The key of a checkpoint that first networks and tables come from.
    static let checkpoint = "checkpoint"
    /// The word for all agents of a checkpoint, whose mean every agent gets.
    static let mean = "mean"

    /// The key of a cell that agents go on from.
    static let parent = "parent"

    /// The key that `initial` has of those that name a file.
    static let paths = [file, checkpoint]

    static let field = Field(
        "initial",
        .table([
            Field(file, .path, "An HDF5 file with a group per agent and network, relative to the spec")
                .optional.shaping(.nothing),
            Field(
                checkpoint, .path,
                "A run's checkpoint, relative to the spec: networks and tables begin as it has them, and nothing else does"
            ).optional.shaping(.nothing),
            Field("content", .text, "SHA-256 of the file; filled in when the spec is compiled").inPlans,
            Field(
                "agent", .name,
                "The agent whose networks are begun with, or, of a checkpoint, `mean`: the mean over its agents; without it, each its own"
            ).optional,
            Field(
                "parts", .list(of: .name, atLeast: 1),
                "Which networks and tables begin as the checkpoint has them; all that the learner has unless told"
            ).optional,
            Field(
                parent,
                .table([
                    Field("arm", .text, "Its arm; its seed is the cell's").shaping(.nothing),
                    Field("end", .text, "A fingerprint of the state it ends in"),
                ]), "The cell that this one goes on from; written in plans only, of a spec's `adaptation`"
            ).inPlans,
        ]),
        "Where first networks, or networks and tables, come from: at the top for all agents, with an agent for itself; drawn without it"
    ).optional

    /// Where it is written: the file, or what else it says.
    static func span(in provenance: Provenance) -> SourceSpan? {
        let keys = paths + ["agent", "parts", parent]
        return keys.lazy.compactMap { provenance.noted("\(field.key).\($0)")?.span }.first ?? provenance[field.key].span
    }

    /// What agents have whose levels are laid over one another, lowest first: the same kind of file field by field, another kind whole.
    /// What is known of a file's content goes with its name. Nil where no level says anything.
    static func laid(_ levels: [Node]) -> Node? {
        levels.compactMap { $0[field.key] }.reduce(nil) { lower, upper in
            guard let kind = paths.first(where: { upper[$0] != nil }) else {
                return upper.laid(over: lower, as: field.type)
            }
            guard var lower, lower[kind] != nil else { return upper }
            lower.remove("content")
            return upper.laid(over: lower, as: field.type)
        }
    }
}
