import Federation
import Learning

extension [Composition] {
    /// What holds an agent near where an exchange left it; nil where nothing does. No two exchanges of a plan hold agents.
    func penalty(of agent: AgentPlan) -> Penalty? {
        guard contains(where: { $0.digest.penalty != nil }) else { return nil }
        return penalty(of: agent.makeLearner(), agent.member(seed: 0))
    }

    /// The same of an agent that has been made.
    func penalty(of learner: any Learner, _ member: Member) -> Penalty? {
        lazy.compactMap { $0.penalty(of: learner, member) }.first
    }
}
