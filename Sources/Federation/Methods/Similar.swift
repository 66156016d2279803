import Config
import Determinism

extension Method {
    /// DFRL: agents learn from those that act most like them, as far as their own critics find that good.
    static let similar = Method(
        "similar",
        "Agents go toward the mean of the few that act most like them, and down what their own critics find wrong with it.",
        details: """
            Every `every`:  A(p, j) = mean over `states` drawn states of KL(πₚ ‖ πⱼ)
                            θ̄ⱼ = the mean of the `count` policies with the smallest A(p, j)     weights: nearest_policies, aggregate: mean
                            θⱼ ← θⱼ − τ (2 (θⱼ − θ̄ⱼ) + ∇L(θ̄ⱼ)), `epochs` times through the       digest: toward
                                 agent's own steps, L by its own critic
            Policies travel (upload: {parameters: [policy]}); critics stay. Needs a learner that keeps steps and judges them: `ppo`.
            What the source leaves open, and is chosen here: τ = ⟦step⟧, ⟦states⟧ states, ⟦epochs⟧ epoch.

            Deviations from the paper:
              1. It trains discrete soft actor-critics from replay; here losses and batches are those of the learner: of `ppo` the
                 clipped surrogate over its last rollout, with generalized advantages by its critic. Gaussian policies too.
              2. τ can be read as 0.6 or 0.1 in the copy at hand: 0.1 is taken. How many states are drawn, from where, and how many epochs there
                 are, it does not tell: a hundred of the public states, and one.
              3. Agents say what they would do at the drawn states, and the ledger has it; there the server finds out from the networks it
                 keeps, at no bytes.
              4. Skills, and the hierarchy above them, are left out, and so is its radio network; agents begin with the same networks.
            """,
        source: Source(
            .navigationOfAircraft, evidence: .paper,
            grounds: [
                .from(
                    .paper,
                    "the few nearest by divergence, of 5 to 20 agents; the step; an exchange after every episode"),
                .from(.ours, "learner, worlds, τ, states and epochs"),
                .unknown("τ, states, epochs; results in any world that can be built here"),
            ]),
        fields: Axes.fields(
            every: 1, upload: .parameters(["policy"]), aggregate: "mean", digest: Axes.kind("toward"),
            others: ["weights": Axes.kind("nearest_policies")])
            + [
                .alias("networks", of: "upload.parameters.networks", "Which parts travel"),
                .alias("count", of: "weights.nearest_policies.count", "How many are learned from, itself among them"),
                .alias("states", of: "weights.nearest_policies.states", "Public states where agents are compared"),
                .alias("step", of: "digest.toward.step", "How far a step goes, τ"),
                .alias("epochs", of: "digest.toward.epochs", "How often the agent's own steps are gone through"),
            ],
        requirements: [Requirement.commonStart],
        learners: ["ppo"], starter: Starter.proximalTwoKinds.against("fedppo"))
}

extension Starter {
    /// Agents on poles that are short or long, in turn, whose rounds are rollouts.
    static var proximalTwoKinds: Starter {
        var starter = proximalPolicy
        starter.environment = "{cartpole: {pole_half_length: {values: [0.1, 3]}, maximum_steps: 200}}"
        starter.learner = "{ppo: {rollout: 256, epochs: 4}}"
        starter.round = "{steps: 256}"
        starter.rounds = "100"
        starter.agents = 10
        starter.measures = ["training_return", "evaluation_return", "bytes"]
        starter.evaluation = "{every: {rounds: 20}, episodes: 20, policy: greedy}"
        return starter
    }
}
