import Config
import Determinism

extension Method {
    /// Selected federation, after Cao et al.
    static let selected = Method(
        "selected",
        "A bandit chooses which deep Q-learners upload: those whose meetings paid, and those that were seldom there.",
        details: """
            Of the paper an abstract is known: a bandit chooses who uploads, and a part of dueling networks travels. Its index, how many
            are chosen, which part, and its simulator are not known here. In the manner of that:

            Between exchanges: every agent learns in its own world            learner: dqn, double_dqn
            Every `every`:     the agents of highest index meet                participation: ucb
                               θ̄ = the mean over those of θₖ and θ′ₖ           upload: parameters, aggregate: mean
                               they go on from it, the others from their own   digest: replace
            `participation: {best: …}` takes the best, `{fraction: …}` draws, `all` is everybody. `networks: [q]` sends less, and of
            learners with `head: dueling` so do streams: `networks: [q.body, q.advantage]`, `[q.value]`.

            Deviations from the paper:
              1. Agents that are not chosen are not sent the mean either: they meet another time.
              2. The paper's networks have two streams of which a part travels, and which one is not known; here networks travel whole
                 unless `networks` says otherwise, and learners have two streams where they are told so (`head: dueling`).
              3. The index is UCB1's of the gain in return, its weight and how many are chosen ours; worlds are not its radio cells.
            """,
        source: Source(
            .openRadioAccess, evidence: .recalled,
            grounds: [
                .from(.recalled, "an upper-confidence bandit chooses who uploads; dueling networks travel in part"),
                .from(.ours, "the reward of a choice, how many are chosen, and the worlds"),
                .unknown("index, number of chosen agents, simulator and results as numbers"),
            ]),
        fields: Axes.fields(
            every: 1, upload: .parameters(["q", "q_target"]), aggregate: "mean", digest: Axes.kind("replace"),
            others: ["participation": Axes.kind("ucb")])
            + [.alias("networks", of: "upload.parameters.networks", "Which parts travel")],
        requirements: [Requirement.commonStart],
        learners: ["double_dqn", "dqn"], starter: Starter.deepQ.against("dqnavg"))
}
