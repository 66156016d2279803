import Config
import Determinism

extension Method {
    /// PFedRL-Rep: a shared representation, and a head of every agent's own.
    static let pFedRLRep = Method(
        "pfedrl_rep",
        "Agents in unlike worlds share the layers below the last; every agent keeps the last layer for itself.",
        details: """
            q_k(s, a) = h_k · φ(s): φ are the layers below the last ('q.body'), h_k is the last ('q.head')
            Between exchanges: every agent trains φ_k and h_k in its own world          learner: dqn, double_dqn
            Every `every`:     φ̄ = (1/K) Σₖ φₖ                                          upload: parameters, aggregate: mean
                               φₖ ← φ̄; hₖ stays                                         personal: [q.head], digest: replace
            What follows a head stays too: the target's head is never sent, its body is averaged as `dqnavg` does.
            4 bytes per weight below the last layer, of network and target, each way.

            Deviations from the paper:
              1. An agent there first takes its steps on the head, faster, with the representation held, and then one on the representation;
                 here every step moves both, at one rate.
              2. A round is what the spec says.
              3. The target network's body is averaged with the network's; what the paper does with it is not known.
              4. Agents start from one network, its head too, drawn for the exchange (`start: common`); with `start: own` the first mean is
                 one of unlike representations.
            """,
        source: Source(
            .personalizedRepresentations, evidence: .recalled,
            grounds: [
                .from(
                    .recalled,
                    "the representation is averaged, the head is local; steps on the head before one on the representation; DQN on "
                        + "CartPole and Acrobot whose dynamics differ by agent"),
                .from(.ours, "one rate and joint steps; targets' bodies averaged, their heads local; a common start"),
                .unknown("number of agents, steps between exchanges, rates and widths of the experiments"),
            ]),
        fields: Axes.fields(
            every: 1, upload: .parameters(["q", "q_target"]), aggregate: "mean", digest: Axes.kind("replace"),
            others: ["personal": .list([.text("q.head")])])
            + [.alias("networks", of: "upload.parameters.networks", "Which parts travel")],
        requirements: [Requirement.commonStart],
        learners: ["double_dqn", "dqn"], starter: Starter.deepQ.against("dqnavg"))
}
