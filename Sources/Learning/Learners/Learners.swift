public import Config

/// The learners a spec can name: one line each.
public enum Learners {
    /// Every learner.
    public static let catalogue = Catalogue<any Learner>(
        "learner",
        [
            Reinforce.self,
            ActorCritic.self,
            TemporalDifference.self,
            ValueIteration.self,
            ExactPolicyGradient.self,
            DeepQ<ChosenByTarget>.self,
            DeepQ<ChosenByNetwork>.self,
            DeterministicPolicyGradient.self,
        ])
}
