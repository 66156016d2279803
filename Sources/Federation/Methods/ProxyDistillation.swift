import Config

/// What FRD and MixFRD say alike: they differ in what an agent learns from the merged memory.
enum ProxyDistillation {
    /// How both deviate from their papers.
    static let deviations = """
        Deviations from the paper:
          1. The paper names no component ranges, epochs or batch. Ours: ranges ⟦ranges⟧ (the cart's track, the pole's 12°, and
             about the velocities seen before an episode ends), states beyond them: ⟦out_of_range⟧; epochs: ⟦epochs⟧,
             batches of ⟦batch⟧.
          2. Policies are probabilities at the time of the visit, Float32.
          3. An entry of the merged memory is the plain mean over the agents that visited the cell; `aggregate:
             {merge_by_cell: visits}` weighs them by their visits.
        """

    /// What neither paper says.
    static let unknown = Source.Ground.unknown(
        "learning rates, discount, activations, optimizer, epochs and batch of the digest, component ranges, repetitions, and the "
            + "figures as numbers")

    /// Short names of fields of the axes.
    static let aliases: [Field] = [
        .alias(
            "sections", of: "upload.proxy_memory.sections", "Into how many sections every component is cut, S"),
        .alias("ranges", of: "upload.proxy_memory.ranges", "[low, high] of every component"),
        .alias(
            "out_of_range", of: "upload.proxy_memory.out_of_range", "What becomes of states beyond the ranges"),
        .alias("period", of: "upload.proxy_memory.period", "What is remembered at an exchange"),
        .alias("epochs", of: "digest.replay_supervised.epochs", "Times all entries are gone through"),
        .alias("batch", of: "digest.replay_supervised.batch", "Entries per optimizer step"),
    ]
}
