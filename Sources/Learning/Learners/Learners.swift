public import Config

/// The learners a spec can name: one line each.
public enum Learners {
    /// What their catalogue is found by.
    public static let name = CatalogueName<any Learner>("learner")

    /// Every learner.
    static let all: [any Learner.Type] = [
        Reinforce.self,
        ActorCritic.self,
        ProximalPolicy.self,
        TemporalDifference.self,
        Sarsa.self,
        ValueIteration.self,
        ExactPolicyGradient.self,
        SoftmaxPolicyGradient.self,
        QLearning.self,
        DeepQ<ChosenByTarget>.self,
        DeepQ<ChosenByNetwork>.self,
        DeterministicPolicyGradient.self,
        UCBVI.self,
        UCBHoeffding.self,
        OnlineTable.self,
    ]
}
