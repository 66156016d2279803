import Config

extension Method {
    /// What those depart from the paper in that average learners with an expectile network.
    ///
    /// - Parameter learner: whose defaults they speak of.
    static func robustDeviations(of learner: String) -> String {
        """
        Deviations from the paper:
          1. The interval E is printed as 102 and read as 10², which `round: {steps: 100}` and `every: {rounds: 1}` say.
          2. ω is not known from the paper: ⟦\(learner).robust.omega⟧ where a spec is silent, as in a later program that is most
             likely its first author's.
          3. D is fitted to v′ also at terminal states, as in that program; `mask_terminal` fits it to 0 there. The paper does
             not say, as far as known.
          4. Agents start from one network of each role, drawn for the exchange (`start: common`); how the paper's do is not known;
             with `start: own` each draws its own, and the first mean is one of unlike networks.
        """
    }

    /// Where they come from.
    ///
    /// - Parameters:
    ///   - settings: the paper's batch and memory.
    ///   - randomness: what has the learner try something out.
    static func robustSource(of learner: String, _ settings: String, randomness: String) -> Source {
        Source(
            .heterogeneousEnvironments, evidence: .paper,
            grounds: [
                .from(
                    .paper,
                    "a summary of it: y and both losses, τ = 0.01, which networks are averaged, E = 100, \(settings), "
                        + "worlds within ±50 %"),
                .from(
                    .ours,
                    "γ ⟦\(learner).discount⟧, η ⟦\(learner).target.soft.rate⟧, batch ⟦\(learner).batch⟧, replay "
                        + "⟦\(learner).replay⟧, learning starts at ⟦\(learner).learning_starts⟧ transitions, \(randomness): "
                        + "where a spec is silent, as `concord explain \(learner)` has them"
                ),
                .unknown(
                    "ω, γ, η, learning rates, networks, \(randomness), the number of agents K, how agents start, the length of "
                        + "training, seeds, the list of worlds, and all results"),
            ])
    }
}
