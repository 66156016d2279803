import Config
import Determinism
import Learning
import Numerics

/// The server learns by reinforcement how much agents count in one another's results.
struct Learned: Weighting {
    static let component = Component(
        "learned", "The server learns how much agents count in whose result, by the returns that follow.",
        details: """
            θ̄ᵢ = Σⱼ Wᵢⱼ θⱼ                              every agent gets its own
            R = mean over agents of (Jᵢ − Jᵢ′) − β · variance over agents of Jᵢ
            Jᵢ is the mean return of the episodes an agent has ended since the exchange met, Jᵢ′ the one of the meeting before, and R what the
            W of that meeting brought. Every sender reports its mean return, 8 bytes, the ledger's line of returns; where no
            episode has ended it is the one before.
            by: policy_gradient  W = rows of softmax(Λ + σ ξ), ξ ~ N(0, 1) for every pair of those who are there, drawn at every meeting
                                 from the exchange's stream; then Λ ← Λ + α r̂ ξ: REINFORCE with a Gaussian policy. Λ begins at 0, where
                                 all count alike, and stays within ±100.
            by: bandit           W = (1 − λ) I + λ/K, λ one of 0, ¼, ½, ¾, 1: that of the highest x̄ₐ + c √(2 ln t / nₐ) (UCB1), the
                                 largest λ first while some were never tried. x̄ₐ is the mean of r̂.
            r̂ = (R − mean of all R so far) / their standard deviation, within ±3; 0 while there is none. Checkpoints hold what the server
            knows as /federation/<exchange>/weights.
            """,
        source: Source(
            .dpFed, .reinforce, .bandits,
            note: "of the first the abstract: a server's reinforcement learning finds relations "
                + "between clients, and its reward keeps the variance of their accuracy down",
            evidence: .recalled,
            grounds: [
                .from(
                    .recalled,
                    "aggregation per client, learned by the server, with a reward for fairness; REINFORCE; UCB1"),
                .from(.ours, "state, actions and reward: what is written above"),
                .unknown("the paper's state, action, reward, learner and results"),
            ]),
        fields: [
            Field(
                "by",
                .words(
                    ("policy_gradient", "A weight for every pair, moved along the gradient of what followed"),
                    ("bandit", "One of five shares of the mean, tried and compared")),
                "How the server learns"
            ).main.defaults(to: .text("policy_gradient")),
            Field("variance_penalty", .number(.nonnegative), "How much unequal returns count against it, β")
                .defaults(to: .number(1e-3)),
            Field("step", .number(Interval(0, 100, includesLow: false)), "Step size of Λ, α").defaults(
                to: .number(0.1)),
            Field(
                "spread", .number(Interval(0, 100, includesLow: false)),
                "Standard deviation of what is tried around Λ, σ"
            )
            .defaults(to: .number(0.5)),
            Field("exploration", .number(.nonnegative), "How much it counts to have been tried seldom, c")
                .defaults(to: .number(1)),
        ])

    /// What is kept between two meetings.
    struct State: Persistent {
        /// Λ, `[receiver, sender]`.
        var preferences: Tensor<Double>
        /// ξ of the meeting before, `[receiver, sender]`; 0 where one of the two was away.
        var tried: Tensor<Double>
        /// The mean return every agent reported last.
        var latest: Tensor<Double>
        /// By λ: how often it was tried and what followed is known.
        var choices: Tensor<Int>
        /// By λ: the sum of r̂.
        var rewards: Tensor<Double>
        /// The place of the λ of the meeting before, 0 where there is none to choose; -1 before the first.
        var choice: Int
        /// How many rewards there were, their mean, and the sum of their squared distances from it.
        var count: Int
        /// Of all R so far.
        var mean: Double
        /// Σ (R − mean)².
        var squares: Double

        var flaw: Flaw? { numbers ?? counts }

        private var numbers: Flaw? {
            .each("preferences", preferences.elements, "preferences are from -100 to 100") {
                abs($0) <= Learned.farthest
            }
                ?? .each("tried", tried.elements, "what was tried is less than 100 from 0") { abs($0) < 100 }
                ?? .each("mean", [mean], "a mean of rewards is finite") { $0.isFinite }
                ?? .each("squares", [squares], "a sum of squares is not negative") { $0 >= 0 }
        }

        private var counts: Flaw? {
            .each("choices", choices.elements, "a count is at least 0 and at most 2⁵³") { (0...Flaw.most).contains($0) }
                ?? .each("choice", [choice], "a choice is -1, or the place of one") {
                    (-1..<Learned.shares.count).contains($0)
                }
                ?? .each("count", [count], "a count is at least 0 and at most 2⁵³") { (0...Flaw.most).contains($0) }
        }
    }

    /// How the server learns.
    private enum Kind: String {
        case policyGradient = "policy_gradient"
        case bandit
    }

    /// What the bandit chooses of: shares of the mean, λ, the plainest first.
    private static let shares = [1, 0.75, 0.5, 0.25, 0]
    /// How far from 0 r̂ can be.
    private static let most = 3.0
    /// How far from 0 Λ can be.
    private static let farthest = 100.0

    static let drawsForAll = true
    let isPersonal = true
    let givesShares = true
    let seesRows = false
    let countsTraining = true
    private let kind: Kind
    private let penalty: Double
    private let step: Double
    private let spread: Double
    private let exploration: Double

    init(_ settings: Settings) {
        kind = settings.word("by")
        penalty = settings.number("variance_penalty")
        step = settings.number("step")
        spread = settings.number("spread")
        exploration = settings.number("exploration")
    }

    func groups(among peers: [Facts.Peer]) -> [[Int]]? { nil }

    func report(_ facts: Facts) -> Report? { Report(kind: "returns", bytes: 8) }

    func unfit(_ facts: Facts) -> [Unfit] { facts.returnless(at: "weights.learned") }

    func initial(_ facts: Facts, agents: Int) -> State {
        State(
            preferences: Tensor(zeros: agents, agents), tried: Tensor(zeros: agents, agents),
            latest: Tensor(zeros: agents), choices: Tensor(zeros: Self.shares.count),
            rewards: Tensor(zeros: Self.shares.count), choice: -1, count: 0, mean: 0, squares: 0)
    }

    func weigh(_ batch: Batch, _ senders: Senders, _ state: inout State) -> Weights {
        if senders.isFirst {
            learn(senders, &state)
            attempt(senders, &state)
        }
        let places = senders.places
        return Weights(
            places.indices.map { row in
                .init(receivers: [row], shares: shares(of: row, among: places, state))
            })
    }

    /// What the weights of the meeting before brought.
    private func learn(_ senders: Senders, _ state: inout State) {
        var (gains, returns) = (0.0, [Double]())
        for (place, score) in zip(senders.places, senders.training) {
            let before = state.latest.elements[place]
            let now = score.meanReturn ?? before
            gains += now - before
            returns.append(now)
            state.latest.elements[place] = now
        }
        guard state.choice >= 0, !returns.isEmpty else { return }
        let size = Double(returns.count)
        let center = returns.reduce(0, +) / size
        let variance = returns.reduce(0) { $0 + ($1 - center) * ($1 - center) } / size
        let surprise = note(gains / size - penalty * variance, &state)
        switch kind {
        case .policyGradient:
            for index in state.preferences.elements.indices {
                let moved = state.preferences.elements[index] + step * surprise * state.tried.elements[index]
                state.preferences.elements[index] = min(max(moved, -Self.farthest), Self.farthest)
            }
        case .bandit:
            state.choices.elements[state.choice] += 1
            state.rewards.elements[state.choice] += surprise
        }
    }

    /// Takes a reward in, and says how far it is from those before, in their standard deviations.
    private func note(_ reward: Double, _ state: inout State) -> Double {
        guard reward.isFinite else { return 0 }
        let deviation = state.count > 1 ? (state.squares / Double(state.count)).squareRoot() : 0
        let surprise = deviation > 0 ? (reward - state.mean) / deviation : 0
        state.count += 1
        let distance = reward - state.mean
        state.mean += distance / Double(state.count)
        state.squares += distance * (reward - state.mean)
        return min(max(surprise, -Self.most), Self.most)
    }

    /// Chooses what is tried at this meeting.
    private func attempt(_ senders: Senders, _ state: inout State) {
        switch kind {
        case .policyGradient:
            state.choice = 0
            let agents = state.latest.elements.count
            var stream = senders.stream
            for index in state.tried.elements.indices { state.tried.elements[index] = 0 }
            for receiver in senders.places {
                for sender in senders.places { state.tried.elements[receiver * agents + sender] = stream.normal() }
            }
        case .bandit:
            let total = state.choices.elements.reduce(0, +)
            let indices = Self.shares.indices.map { place in
                UpperConfidenceBound.index(
                    rewards: state.rewards.elements[place], choices: state.choices.elements[place], of: total,
                    exploration: exploration)
            }
            state.choice = Array(Self.shares.indices).best(1, by: indices)[0]
        }
    }

    /// How much every sender counts for one of the receivers.
    private func shares(of row: Int, among places: [Int], _ state: State) -> Shares {
        switch kind {
        case .policyGradient:
            let start = places[row] * state.latest.elements.count
            return .softmax(
                of: places.map {
                    state.preferences.elements[start + $0] + spread * state.tried.elements[start + $0]
                })
        case .bandit:
            let share = Self.shares[max(state.choice, 0)]
            let mean = share / Double(places.count)
            return .given(places.indices.map { $0 == row ? 1 - share + mean : mean })
        }
    }
}
