import Config
import Determinism
import Federation
import Learning

/// The part of the spec language that plans use: nothing inherited, drawn, or edited.
///
/// One exception: with `replicas`, numbers that are drawn stay ranges, because every replica draws its own.
public enum PlanLanguage {
    static let table = Language.Table("plan") { _ in
        [
            Field("concord", .integer(1...SpecLanguage.version), "The version of the language").shaping(.nothing),
            Field("engine", .integer(1...Limits.many), "The engine whose bits the plan describes"),
            Field("name", .name, "The experiment's name").shaping(.nothing),
            Field("arm", .text, "The arm, with its levels of the sweep").shaping(.nothing),
            Field("seeds", .list(of: .seed, count: 1...1), "The cell's seed"),
            Field(
                "round", .duration(Limits.roundLength),
                "The local training every agent does between two chances to federate"),
            Field("rounds", .integer(1...Limits.rounds), "How many rounds").shaping(.extent),
            SpecLanguage.stop,
            SpecLanguage.replicas,
            Field("nominal", .choice(from: Environments.name), "The nominal world"),
            Field("agents", .list(of: .table(AgentPlan.fields), atLeast: 1), "The agents, in order"),
            Field("public_states", .choice(from: PublicStateSources.name), "The recipe of the public states")
                .optional,
            Field("federation", .list(of: .choice(from: Methods.name)), "The exchanges, in order")
                .defaults(to: .list([])),
            InitialSpec.field,
        ] + RecordSpec.fields
    }
}
