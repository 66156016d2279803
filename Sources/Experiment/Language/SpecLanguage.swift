import Config
import Determinism
import Federation
import Learning

/// The top level of the spec language: what stands in an experiment's file.
public enum SpecLanguage {
    /// The version of the language, the value of `concord`.
    public static let version = 1

    static let table = Language.Table("spec") { language in
        header + [seeds, arm, engine] + time + AgentSpec.inherited + [nominal, agents, publicStates(language)]
            + [federation] + recording + [AdaptationSpec.field, arms, sweep] + later
    }

    private static let header = [
        Field("concord", .integer(version...version), "The version of the language").shaping(.nothing),
        Field("name", .name, "The experiment's name: the directory of its runs").shaping(.nothing),
        Field("about", .text, "The question this experiment answers").optional.shaping(.nothing),
    ]

    private static let seeds = Field(
        "seeds",
        .table([
            Field("list", .list(of: .seed, atLeast: 1), "The seeds themselves").main.optional.distinct,
            Field("from", .seed, "The first seed").optional,
            Field("to", .seed, "The last seed, included").optional,
            Field("count", .integer(1...1_000_000), "How many seeds, instead of `to`").optional,
            Field("step", .integer(1...Limits.duration), "From one seed to the next").defaults(to: .integer(1)),
        ]), "One independent repetition of every arm per seed: a list, or {from, to} or {from, count}, with a step"
    )

    private static let arm = Field("arm", .text, "The arm a plan belongs to").inPlans.shaping(.nothing)
    private static let engine = Field("engine", .integer(1...Limits.many), "The engine whose bits a plan describes")
        .inPlans

    private static let time = [
        Field(
            "round", .duration(Limits.roundLength),
            "The local training every agent does between two chances to federate"),
        RunLength.field, stop, replicas,
    ]

    static let replicas = Field(
        "replicas", .integer(1...1_000_000),
        "Independent copies of the whole federation in one cell, each with draws and streams of its own; for learners that allow it"
    ).defaults(to: .integer(1))

    static let stop = Field(
        "stop",
        .table([
            Field(
                "when",
                .table([Field("measure", .name, "A `rounds_to` of `measure`, by the name its rows have").main]),
                "The event that ends the run: the threshold is reached, by all it is asked of"
            ).optional,
            Field(
                "diverged",
                .words(
                    ("any", "An agent's numbers, or a value measured, are not finite"),
                    ("every_agent", "No agent's numbers are finite")),
                "Which divergence ends the run, looked for at rounds that have a row; without it, the run goes on, marked"
            ).optional,
        ]),
        "When a cell ends early: after the round in which a threshold is first reached, "
            + "a run that gets to `rounds` instead being censored; or when agents diverge"
    ).optional.shaping(.extent)

    private static let nominal = Field(
        "nominal", .choice(from: Environments.name),
        "The world called `nominal`; that of the top level with every range at its default unless told"
    ).optional

    private static let agents = Field(
        "agents", .list(of: .table(AgentSpec.fields), atLeast: 1),
        "The agents; what they leave out they have from the top level")

    private static func publicStates(_ language: Language) -> Field {
        Field(
            "public_states", .choice(AgentSpec.publicStates(language)),
            "The states at which action distributions are compared"
        ).optional
    }

    private static let federation = Field(
        "federation", .list(of: .choice(from: Methods.name)), "The exchanges between agents, in order"
    ).defaults(to: .list([]))

    private static let recording = RecordSpec.fields

    private static let arms = Field("arms", .named(.edits), "Variants of the experiment: a name and what it changes")
        .optional
    private static let sweep = Field(
        "sweep", .named(.anything),
        "Factors crossed with every arm: {factor: {dotted.path: [values]}} or {factor: {level: {dotted.path: value}}}"
    ).optional

    /// Words of the language that this version does not do yet.
    private static let later = [
        Field("report", .anything, "Statistics of a figure")
            .unavailable("delete it: statistics are options of `concord report`")
    ]
}
