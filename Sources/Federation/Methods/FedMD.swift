import Config
import Determinism

extension Method {
    /// FedMD: unlike networks share logits at public examples that are drawn anew, and learn their mean.
    static let fedMD = Method(
        "fedmd",
        "Model distillation: agents share logits at public states that are drawn anew for every meeting, and fit their mean.",
        details: """
            Every `every`:  S = `sample` of the public states, drawn anew, the same for all
                            zₖ = the logits of πₖ at S                        upload: logits
                            z̄ = (1/K) Σₖ zₖ                                  aggregate: mean
                            θₖ ← optimizer steps on mean |zₖ − z̄|,             digest: distill, divergence: ⟦divergence⟧
                                 `passes` times through S, `batch` states a step, towards the z̄ of before the first step
            Between exchanges every agent revisits its own world: the rounds until the next meeting. The same primitive as fedhpd, which
            has probabilities, a divergence, all public states at every meeting, and the mean made anew before every step.

            Deviations from the paper:
              1. Policies that learn by reinforcement in place of classifiers; public states in place of a public data set. Nobody is
                 trained on public examples before the first meeting, since states have no labels, and nobody alone: it begins with the
                 first networks.
              2. The revisit is as long as `every` says; there it is 4 epochs of private data (CIFAR) or 2 (FEMNIST), in batches of 5.
              3. One optimizer takes the steps of both, with its moments and its current learning rate; there logits and classes have an
                 Adam each, at 1e-3.
              4. Agents go through S in one order, that of the draw; there each shuffles for itself.
            """,
        source: Source(
            .fedMD, note: "program of the authors", evidence: .authorCode,
            grounds: [
                .from(
                    .authorCode,
                    "5000 examples drawn anew, mean logits, mean absolute error, one epoch in batches of 256, ten unlike networks"
                ),
                .from(.ours, "policies, public states and when agents meet"),
                .unknown("how it does with policies: it was not tried there"),
            ]),
        fields: Axes.fields(
            every: 5, upload: "logits", aggregate: "mean",
            digest: .object([
                .init(
                    "distill",
                    .object(sorting: [
                        ("batch", .integer(256)), ("consensus", .text("once")),
                        ("divergence", .text("mean_absolute_error")), ("passes", .integer(1)),
                    ]))
            ]),
            others: ["upload": .object([.init("logits", .object([.init("sample", .integer(5000))]))])])
            + [
                .alias("sample", of: "upload.logits.sample", "Public states that are drawn for a meeting"),
                .alias("passes", of: "digest.distill.passes", "Times they are gone through"),
                .alias("batch", of: "digest.distill.batch", "States per optimizer step"),
                .alias("consensus", of: "digest.distill.consensus", "How often the mean is made anew"),
                .alias("divergence", of: "digest.distill.divergence", "How far from the mean an agent is"),
            ],
        learners: ["reinforce", "a2c", "ppo"], starter: .manyStates)
}

extension Starter {
    /// Policies that are compared at a part of many public states.
    static var manyStates: Starter {
        var starter = Starter()
        starter.publicStates = 10000
        return starter
    }
}
