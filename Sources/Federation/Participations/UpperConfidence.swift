import Config
import Learning
import Numerics

/// The agents that a bandit chooses: those that gained much when they met, and those that were seldom there.
struct UpperConfidence: RankingParticipation, Idling {
    static let component = Component(
        "ucb", "The agents that a UCB1 bandit chooses: those whose meetings paid, and those that were seldom there.",
        details: """
            index of agent k = x̄ₖ + c √(2 ln t / nₖ)      nₖ how often k was chosen and has reported, t = Σ nₖ, x̄ₖ the mean of its rewards
            The n agents of the highest index meet; whoever was never chosen comes before all others, in the spec's order.
            reward: improvement   the mean return of the episodes ended since k met, less the one it had reported when it was chosen
            reward: return        that mean return itself
            A reward is known when k reports the next time. Everybody who is there reports its mean return since the exchange met,
            8 bytes, the ledger's line of returns; an agent that has ended no episode reports the one before, at first 0. UCB1's
            analysis has rewards between 0 and 1: c is in the returns' unit. Faults take agents away before. Checkpoints hold what
            the bandit knows as /federation/<exchange>/participation.
            """,
        source: Source(
            .bandits, .clientScheduling, evidence: .recalled,
            grounds: [
                .from(.recalled, "UCB1's index; clients chosen as a bandit's arms"),
                .from(.ours, "returns and their improvement as rewards; several arms at a time"),
            ]),
        fields: [
            Field("number", .integer(2...Limits.many), "How many agents, n").main.defaults(to: .integer(2)),
            Field("exploration", .number(.nonnegative), "How much it counts to have been there seldom, c")
                .defaults(to: .number(1)),
            Field(
                "reward",
                .words(
                    ("improvement", "How much the return has risen since the agent was chosen"),
                    ("return", "The return since the agent was chosen")),
                "What a meeting pays"
            ).defaults(to: .text("improvement")),
        ])

    /// What a meeting pays.
    private enum Reward: String {
        case improvement
        case whole = "return"
    }

    /// What the bandit knows, by agent of the group.
    struct State: Persistent {
        /// How often an agent was chosen and has reported since, nₖ.
        var choices: Tensor<Int>
        /// The sum of its rewards.
        var rewards: Tensor<Double>
        /// The mean return it reported last.
        var latest: Tensor<Double>
        /// Whether it was chosen and has not reported since: 0 or 1.
        var pending: Tensor<Int32>

        var flaw: Flaw? {
            .each("choices", choices.elements, "a count is at least 0 and at most 2⁵³") { (0...Flaw.most).contains($0) }
                ?? .each("pending", pending.elements, "it is 0 or 1") { $0 == 0 || $0 == 1 }
        }
    }

    private let number: Int
    private let exploration: Double
    private let reward: Reward

    init(_ settings: Settings) {
        number = settings.integer("number")
        exploration = settings.number("exploration")
        reward = settings.word("reward")
    }

    func most(of agents: Int) -> Int { min(number, agents) }

    func unfit(_ facts: Facts) -> [Unfit] { facts.returnless(at: "participation") }

    func idle(_ facts: Facts) -> [IdleSetting] {
        facts.idleCount(
            number, at: "\(Self.component.kind).number", help: "participation: all is the same, and reports nothing")
    }

    func initial(_ facts: Facts, agents: Int) -> State {
        State(
            choices: Tensor(zeros: agents), rewards: Tensor(zeros: agents), latest: Tensor(zeros: agents),
            pending: Tensor(zeros: agents))
    }

    func choose(among present: [Int], _ training: [Score], _ state: inout State) -> [Int] {
        for (agent, score) in zip(present, training) { learn(agent, score.meanReturn, &state) }
        let total = state.choices.elements.reduce(0, +)
        let indices = present.map { agent in
            UpperConfidenceBound.index(
                rewards: state.rewards.elements[agent], choices: state.choices.elements[agent], of: total,
                exploration: exploration)
        }
        let chosen = present.best(most(of: present.count), by: indices)
        for agent in chosen { state.pending.elements[agent] = 1 }
        return chosen
    }

    /// Takes in what an agent reports.
    private func learn(_ agent: Int, _ meanReturn: Double?, _ state: inout State) {
        let latest = state.latest.elements[agent]
        let now = meanReturn ?? latest
        if state.pending.elements[agent] == 1 {
            state.choices.elements[agent] += 1
            state.rewards.elements[agent] += reward == .improvement ? now - latest : now
            state.pending.elements[agent] = 0
        }
        state.latest.elements[agent] = now
    }
}
