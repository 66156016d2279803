import Config

/// What a spec says about where agents' first networks and tables come from.
enum InitialSpec {
    /// The key of a file that first networks come from.
    static let file = "file"
    /// The key of a checkpoint that first networks and tables come from.
    static let checkpoint = "checkpoint"
    /// The word for all agents of a checkpoint, whose mean every agent gets.
    static let mean = StoredAgents.mean

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
            Field("content", .text, "SHA-256 of the file; filled in when the spec is compiled").optional,
            Field(
                "agent", .name,
                "The agent whose networks every agent gets, or, of a checkpoint, `mean`: the mean over its agents; without it, each its own"
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
            ).optional,
        ]),
        "Where the agents' first networks, or networks and tables, come from; drawn from each agent's own stream without it"
    ).optional
}
