import Config
import Determinism

extension Method {
    /// FLDDPG: controllers move part of the way toward their mean.
    static let flddpg = Method(
        "flddpg",
        "Actors and critics trained in unlike worlds move part of the way toward the mean of all; targets follow their own.",
        details: """
            The paper's results are not known here as numbers.

            Between exchanges: every agent learns in its own world            learner: ddpg
            Every `every`:     the means of π and Q                           upload: parameters, aggregate: mean
                               θₖ ← (1 − τ) θₖ + τ θ̄                          digest: soft, τ = 0.5
            `digest: replace` goes all the way; with targets uploaded too that is `ddpgavg`.

            Deviations from the authors' program:
              1. There y = r + f γ v′ with f = 1 where a robot has reached its goal or crashed, 0 elsewhere: values are passed on
                 from ends alone, and everywhere else only the next reward counts. It reads like an inverted mask. Here what
                 terminates is terminal, and a time limit bootstraps; the published mask is not offered.
              2. Rates, networks, noise and replay are the learner's and the spec's; robots that navigate together are not here.
              3. Agents start from one network of each role (`start: common`); with `start: own` each draws its own.
            """,
        source: Source(
            .roboticSwarms, evidence: .authorCode,
            grounds: [
                .from(.authorCode, "actor and critic move half the way, targets are left alone"),
                .from(.ours, "when agents meet, and in which worlds"),
                .unknown("the paper's results as numbers"),
            ]),
        fields: Axes.fields(
            every: 5, upload: .parameters(["actor", "critic"]), aggregate: "mean", digest: Axes.kind("soft"))
            + [
                .alias("networks", of: "upload.parameters.networks", "Which parts travel"),
                .alias("share", of: "digest.soft.share", "How far agents move, τ"),
            ],
        requirements: [Requirement.commonStart],
        learners: ["ddpg"], starter: Starter.policyGradient.against("ddpgavg"))
}
