import Config
import Determinism

extension Method {
    /// HFRL: averaged deep Q-learners whose updates are protected on their way.
    static let hfrl = Method(
        "hfrl",
        "Deep Q-learners of one task send by how much they moved, shortened, noisy, masked and sealed; all go on from the mean.",
        details: """
            The survey draws a system, and gives no formula, rate, world or result: encrypted parameters with noise go up, a server
            decrypts and averages them, the consensus comes back encrypted. In the manner of that picture:
            Between exchanges: every agent learns in its own world            learner: dqn, double_dqn
            Every `every`:     δₖ = θₖ − θ at the last exchange                upload: delta of q
                               δₖ ← δₖ · min(1, C/‖δₖ‖) + z C ξ, ξ ~ N(0, I)   protect: clip C, gaussian z,
                               masks that cancel in the sum, then sealed                mask, seal
                               θ ← θ + (1/K) Σₖ δₖ, sent back sealed           aggregate: mean, digest: replace
            The server learns the sum alone; whoever watches a link learns how long messages are. Sealing changes no bit of a result, masks
            round to 2⁻³². `concord plan` prints (ε, δ) of what one agent sent; `measure: privacy_loss` follows it.

            Deviations from the survey's picture:
              1. Differences are sent in place of parameters: whole networks lose their meaning when they are shortened, and without
                 a bound on their length noise guarantees nothing.
              2. Masks are ours: the survey's server decrypts every upload, and reads it. `protect: [{clip: 1}, {gaussian: 0.01}, seal]` is
                 its picture.
              3. Targets stay with the agents and follow their own networks; so do optimizers and replay memories.
              4. C, z, when agents meet, rates and worlds are ours.
            """,
        source: Source(
            .survey, evidence: .paper,
            grounds: [
                .from(.paper, "noise and encryption on the way up, a mean, encryption on the way down: a figure"),
                .from(.ours, "what is sent, C, z, masks, schedule and starter"),
                .unknown("formulas, settings and results: none are given"),
            ]),
        fields: Axes.fields(
            every: 5, upload: .delta(["q"]), aggregate: "mean", digest: Axes.kind("replace"),
            others: ["protect": guards])
            + [.alias("networks", of: "upload.delta.networks", "Which parts travel")],
        requirements: [Requirement.commonStart],
        learners: ["double_dqn", "dqn"], starter: Starter.deepQ.against("dqnavg"))

    /// Clip, noise, masks and seals, in this order.
    private static let guards = CanonicalValue.list([
        .object([.init("clip", .object([.init("norm", .number(1))]))]),
        .object([.init("gaussian", .object([.init("multiplier", .number(0.01))]))]),
        Axes.kind("mask"), Axes.kind("seal"),
    ])
}
