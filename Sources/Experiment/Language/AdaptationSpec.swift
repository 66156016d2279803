import Config
import Learning

/// What a spec says about its second stage: new agents in new worlds, each alone, that begin with what the first stage learned.
enum AdaptationSpec {
    /// The word for the factor of arms' names: `embedded,adaptation=both`.
    static let factor = "adaptation"
    /// The only choice of what is trained where none is written.
    static let everything = "all"

    /// The field, of kinds that are known once it is bound to a language.
    static let field = Field(
        factor,
        .table(
            [
                Field(
                    "worlds", .list(of: .name, atLeast: 1),
                    "The sets of `worlds` that new agents learn in: one agent for every world, called after the set"),
                start,
                RunLength.field,
                Field(
                    "variants", .named(.table([AgentSpec.train, start])),
                    "What is trained, and how it begins where that is another way, by name: each is a cell of its own"
                ).optional,
            ] + agents + record),
        "A second stage: once a cell has ended, agents of its kind learn in new worlds, each alone, from what was learned"
    ).optional

    private static let start = Field(
        "start",
        .table([
            Field("from", .choice(Choices("beginning", beginnings)), "Whose networks and tables they begin with").main
                .defaults(to: .object([.init(meanOfAgents.kind, .object([]))]))
        ]), "How new agents begin; as the mean over the cell's agents unless told"
    ).optional

    /// The mean over the cell's agents.
    static let meanOfAgents = Component("mean_of_agents", "The mean over all agents of the cell.", fields: [])
    /// One of the cell's agents.
    static let agent = Component(
        "agent", "One agent of the cell.", fields: [Field("name", .name, "Which one.").main])
    /// Nobody's.
    static let own = Component("own", "Their own, drawn as any agent's: what learning from nothing brings.", fields: [])

    private static let beginnings = [meanOfAgents, agent, own]

    /// What new agents have instead of what the agents of the cell have.
    static let agentKeys = ["learner", "optimizer", "optimizers", Adapter.name]
    private static let agents = AgentSpec.inherited.filter { agentKeys.contains($0.key) }

    /// What is recorded of them in another way.
    static let recordKeys = ["evaluation", "checkpoint", "measure", "record", "trace"]
    private static let record = RecordSpec.fields.filter { recordKeys.contains($0.key) }.map { field in
        guard case .table(let inner) = field.type else { return field.optional }
        return Field(field.key, .table(inner.map(\.optional)), field.summary).optional
    }
}
