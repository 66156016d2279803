import Config
import Determinism
import Learning

/// What a spec says about what is recorded. None of it changes the state.
enum RecordSpec {
    static let fields = [worlds, evaluation, checkpoint, measure, record, trace]

    static let worlds = Field(
        "worlds",
        .named(
            .table([
                Field("count", .integer(1...100_000), "How many worlds are drawn").optional,
                Field(
                    "environment", .choice(from: Environments.name),
                    "What they are drawn from, laid over the top level's environment; without it, that alone"
                ).optional,
                Field(
                    "list", .list(of: .choice(from: Environments.name), atLeast: 1),
                    "The worlds themselves, each laid over the top level's environment; plans have this form"
                ).main.optional,
            ])),
        "Sets of worlds to evaluate in, by name: drawn for each seed, one world after the other, or listed"
    ).optional.shaping(.record)

    static let evaluation = Field(
        "evaluation",
        .table([
            Field("every", .duration, "How often agents are evaluated"),
            Field("episodes", .integer(1...1_000_000), "Episodes per agent, world and evaluation")
                .defaults(to: .integer(20)),
            Field(
                "policy",
                .words(
                    ("greedy", "The most probable action"),
                    ("stochastic", "Actions are drawn, and explored as often as training does at the time")),
                "How actions are chosen in episodes; `exact` values are of the policy as its learner has it: another word is refused"
            ).defaults(to: .text("greedy")),
            Field(
                "worlds", .list(of: .name, atLeast: 1),
                "Where agents are evaluated: each in its `own` world, all in the `nominal` one, or in every world of a set"
            )
            .defaults(to: .list([.text("own")])),
            Field(
                "exact", .boolean,
                "Whether values are computed from the worlds' models, without episodes; for finite worlds"
            ).defaults(to: .boolean(false)),
            Field(
                "start",
                .words(
                    ("world", "Where the world has episodes begin"),
                    ("uniform", "In every state as often: for exact values alone")),
                "Where the values that are computed begin"
            ).defaults(to: .text("world")),
        ]), "When and how agents are evaluated; never without it"
    ).optional.shaping(.record)

    static let checkpoint = Field(
        "checkpoint",
        .table([
            Field("every", .duration, "How often; the last round always has one")
                .defaults(to: Duration(100, .rounds).canonical),
            Field("keep", .integer(1...1_000_000), "How many of the scheduled ones are kept").defaults(to: .integer(3)),
        ]), "When the whole state is written"
    ).defaults(to: .object([])).shaping(.storage)

    static let measure = Field(
        "measure", .list(of: .namedChoice(from: Measures.name)), "What is recorded"
    ).defaults(to: .list([.object([.init(TrainingReturn.component.kind, .object([]))])])).shaping(.record)

    static let record = Field(
        "record",
        .table([
            Field("every", .duration, "One row per so many rounds").optional,
            Field("at_most", .integer(1...10_000_000), "No more rows than this, evenly over the run").optional,
        ]), "How often a row is recorded; every round without it"
    ).defaults(to: .object([])).shaping(.record)

    static let trace = Field("trace", .choice(traces), "When a fingerprint of every agent is kept, for `verify`")
        .defaults(to: .object([.init("every", .object([]))])).shaping(.record)

    /// The kind of trace that is kept.
    static let traceEvery = Component(
        "every", "A 64-bit fingerprint per agent, every so often.",
        fields: [Field("period", .duration, "How often").main.defaults(to: Duration(1, .rounds).canonical)])

    private static let traces = Choices(
        "trace",
        [traceEvery, Component("none", "No trace: `verify` compares checkpoints only.", fields: [])])
}
