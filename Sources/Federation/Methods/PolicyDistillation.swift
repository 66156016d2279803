import Config
import Determinism

extension Method {
    /// Policy distillation with raw replay memories.
    static let policyDistillation = Method(
        "policy_distillation",
        "Policy distillation: agents share every state they visited with their policy there, and learn all of them.",
        details: """
            Between exchanges: every visited state with πₖ(·|s)                 upload: replay_memory
            Every `every`:     all memories, one after the other               aggregate: concatenate
                               policy ← supervised training on all of them     digest: replay_supervised
            Per entry 24 bytes for four components and two actions. The baseline that proxy memories compress: with ever
            more sections frd becomes this. The states an agent visited leave it.

            Deviations from the paper:
              1. The paper names no epochs or batch. Ours: epochs: ⟦epochs⟧, batches of ⟦batch⟧.
            """,
        source: Source(
            .policyDistillation, .proxyExperienceReplay, note: "as the baseline PD of the latter", evidence: .paper,
            grounds: [
                .from(.paper, "raw memories, one after the other; 24 bytes per entry"),
                .from(.ours, "epochs, batch"),
                .unknown(
                    "learning rates, discount, activations, optimizer, epochs and batch of the digest, repetitions, and the figures as "
                        + "numbers"),
            ]),
        fields: Axes.fields(
            every: 25, upload: "replay_memory", aggregate: "concatenate", digest: Axes.kind("replay_supervised"))
            + [
                .alias("period", of: "upload.replay_memory.period", "What is remembered at an exchange"),
                .alias("epochs", of: "digest.replay_supervised.epochs", "Times all entries are gone through"),
                .alias("batch", of: "digest.replay_supervised.batch", "Entries per optimizer step"),
            ],
        learners: ["a2c", "reinforce", "ppo"], starter: .actorCritic)
}
