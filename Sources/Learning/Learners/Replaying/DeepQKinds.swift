import Config
import Determinism

/// Deep Q-learning, in which the target network chooses and values the next action (Mnih et al. 2015).
enum ChosenByTarget: NextAction {
    static let isDouble = false
    static let component = Component(
        "dqn",
        "Deep Q-learning: an action-value network learns from replayed transitions against a slower copy of itself.",
        details: """
            v′  = max_a q′(s′, a)
            \(deepQDetails)
            """,
        source: Source(
            .deepQ, .heterogeneousEnvironments, note: "the latter for `robust`", evidence: .paper),
        fields: deepQFields)
}

/// Double deep Q-learning, in which the learning network chooses the next action (van Hasselt et al. 2016).
enum ChosenByNetwork: NextAction {
    static let isDouble = true
    static let component = Component(
        "double_dqn",
        "Double deep Q-learning: the network that learns chooses the next action, its slower copy values it.",
        details: """
            v′  = q′(s′, argmax_a q(s′, a))
            \(deepQDetails)
            """,
        source: Source(
            .doubleQ, .heterogeneousEnvironments, note: "the latter for `robust`", evidence: .paper),
        fields: deepQFields)
}

private let deepQDetails = """
    y   = r + γ (1 − done) [(1 − ω) v′ + ω D(s)]      without `robust`: r + γ (1 − done) v′
    L_q = mean (q(s, a) − y)²                         one optimizer step on q
    L_D = mean |τ − 1{v′ − D(s) < 0}| (v′ − D(s))²    one optimizer step on D, with `robust`
    q′  ← η q + (1 − η) q′ after every update (`target: {soft: η}`), or q every k updates (`target: {hard: …}`)
    One update per environment step once `learning_starts` transitions are stored; v′ and D(s) in y are those before
    the update. Minibatches are drawn uniformly with repetition. A time limit is not done: it bootstraps.
    With `head: dueling` the last layer gives advantages A and a value V, and q(s, a) = V(s) + A(s, a) − mean_b A(s, b), also in q′; the
    two streams are the pieces `q.advantage` and `q.value` of the network's head.
    Where the network's `inputs` are an embedding e, q takes [e, s], and so does q′ with the e of the moment; e takes a step down L_q too.

    Deviations from the papers:
      1. The loss is the square, without clipping of errors or gradients, as in FRL-EH and in Jin et al. 2022.
      2. Replay memory, optimizer, target network and the fall of ε outlive exchanges, unless `reset_each_exchange` says otherwise;
         Jin et al.'s program makes them anew: `[replay, optimizer, target, exploration]`.
      3. Sizes are small control problems': batches of ⟦batch⟧ and a memory of ⟦replay⟧, as FRL-EH and Jin et al.; the target
         follows softly (⟦target⟧), as FRL-EH's, where the papers on Atari copy it; an update follows every step.
      4. Dueling streams (Wang et al., ICML 2016) have no hidden layers of their own here; there each has one.
    """

private let deepQFields =
    ReplaySettings.fields(
        batch: 16, replay: 1000, learningStarts: 100, targets: "How the target network follows",
        own: Field("exploration", .choice(DeepQExploration.choices), "How often any action is tried")
            .defaults(to: DeepQExploration.standard)) + [
        ExchangeReset.field(explores: true), ObservationNormalizer.field, ActionValues.field,
    ]
