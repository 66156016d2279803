import Config
import Determinism

extension Method {
    /// FTRL: controllers in worlds of unlike units are averaged, each behind an adapter of its own.
    static let ftrl = Method(
        "ftrl",
        "Actors and critics of agents in unlike units are averaged, each behind the maps between its own world's units and everybody's.",
        details: """
            Between exchanges: every agent learns in its own world through `adapter: {linear: …}`      learner: ddpg
            Every `every`:     the means of π and Q                                                    upload: parameters, aggregate: mean
                               replace those of every agent                                            digest: replace
            Only actor and critic travel; targets follow their own. An adapter is a key of agents, and no axis: it is neither uploaded nor
            replaced. `concord explain adapter.linear` says what it does.

            Deviations from the authors' program:
              1. There nobody waits: every 200 steps of its simulator the server makes a plain mean of four files, three cars' and the
                 simulator's, of whatever a car saved last. Here all meet. What comes nearest without waiting is
                 `when: {asynchronous: {mixing: 0.25, discount: 0}}`, one car at a time: a car's share of that mean is 1/4 however stale, and
                 what is left of θ̄ stands for the other three files.
              2. The simulator's file is the previous mean, since its learning is commented out: a momentum of 1/4, which `aggregate: mean` has
                 not; the 3/4 of θ̄ that stay in the asynchronous form are momentum and other cars in one. A simulator that learns is one more
                 agent.
              3. A car takes in half a period after it has sent; here at once, or, asynchronously, after `latency`.
              4. Its learner bootstraps through crashes, has a Huber loss, and takes five steps on one batch of 4 per control step; ddpg's
                 own terms hold here. Rates, networks, noise and replay are the spec's.
              5. Agents start from one network of each role (`start: common`).
            """,
        source: Source(
            .autonomousDriving, evidence: .authorCode,
            grounds: [
                .from(
                    .authorCode,
                    "whose networks are averaged, when files are written and read (every 600 steps of a car), and the cars' maps: "
                        + "ranges × 14 clipped at 20, steering × 4.8; γ 0.99, τ 0.01, Adam 1e-4, three layers of 128 tanh"
                ),
                .from(
                    .paper, "by its abstract: 27 % more distance and 42 % fewer collisions than cars that learn alone"),
                .from(.ours, "meetings of all in place of files that are read at any time"),
            ]),
        fields: Axes.fields(
            every: 5, upload: .parameters(["actor", "critic"]), aggregate: "mean", digest: Axes.kind("replace"))
            + [.alias("networks", of: "upload.parameters.networks", "Which parts travel")],
        requirements: [Requirement.commonStart],
        learners: ["ddpg"], starter: .adapted)
}

extension Starter {
    /// Controllers of pendulums that differ, which see all of them within ±1.
    static var adapted: Starter {
        var starter = policyGradient
        starter.adapter = "{linear: {observation: {scale: [1, 1, 0.125]}, action: {scale: 2}}}"
        return starter
    }
}
