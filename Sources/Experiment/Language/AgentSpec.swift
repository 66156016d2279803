import Config
import Determinism
import Learning

/// What a spec says about agents, at the top level, in groups and for single ones.
enum AgentSpec {
    /// The keys that agents inherit: the same at the top level, in an agent's entry and for a group's member.
    static let inherited = [
        Field("environment", .choice(from: Environments.name), "The world an agent acts in").inherited,
        Field("learner", .choice(from: Learners.name), "How an agent learns").inherited,
        Field("network", .table(NetworkDesign.fields), "The design of all of an agent's networks").optional,
        Field("networks", .named(.table(NetworkDesign.fields)), "Designs of single networks, by the learner's names")
            .optional,
        Field("optimizer", .choice(from: Optimizers.name), "The optimizer of all of an agent's networks")
            .inherited,
        Field(
            "optimizers", .named(.choice(from: Optimizers.name)),
            "Optimizers of single networks, by the learner's names"
        ).optional,
        train,
        AgentPlan.start.optional,
        InitialSpec.field,
        Adapter.field.optional,
    ]

    /// Which networks learn: words for the optimizer of all others.
    static let train = Field(
        "train", .list(of: .name),
        "The networks that are trained, by the learner's names; all others keep what they begin with (`optimizers: {…: fixed}`), "
            + "but for what exchanges bring: name them in `personal`"
    ).optional

    /// An entry of `agents`: one agent, or a group of them.
    static let fields =
        [
            Field("name", .name, "The agent's name: its identity in streams, paths and checkpoints"),
            Field("count", .integer(1...100_000), "Makes a group: {name: a, count: 5} is a1 … a5").optional,
        ] + inherited + [
            Field("members", .named(.table(inherited)), "What single members of a group have instead, by name")
                .optional,
            AgentPlan.place,
        ]

    /// A virtual agent of a stage.
    private static let virtual =
        [Field("name", .name, "Its name within the stage; v1, v2 … unless told").optional]
        + inherited.filter { ![AgentPlan.start.key, InitialSpec.field.key].contains($0.key) }

    /// The sources of public states, with virtual agents as people write them.
    static func publicStates(_ language: Language) -> Choices {
        let name = PublicStateSources.name
        let components = language[name].components.map { component in
            component.replacing(RolloutStates.virtualAgents) {
                Field($0.key, .list(of: .table(virtual), atLeast: 1), $0.summary).defaults(to: .list([.object([])]))
            }
        }
        return Choices(name.noun, components)
    }
}
