import Determinism
import Numerics

/// One agent's finite world and the room to ascend in it by policy gradients: no step allocates.
final class TrajectorySampler {
    private let model: FiniteModel
    private let head: SoftmaxHead
    private let discount: Double
    private let entropy: Double
    private let horizon: Int
    /// π, its sums by state up to an action, what an action is charged, the choices' probabilities, rewards with charges, how
    /// much a state and action weigh, and the gradient of a state.
    private let policy: Room
    private let sums: Room
    private let charges: Room
    private let choices: Room
    private let payoffs: Room
    private let weights: Room
    private let gradient: Room
    /// γ^t, by step.
    private let discounts: Room
    /// Of some trajectories: where they stand, and their rows by step.
    private let standing: UnsafeMutablePointer<Int32>
    private let visited: UnsafeMutablePointer<Int32>
    private let rewards: Room
    private let successions: Successions
    private let beginnings: Room
    /// Uniform numbers for some trajectories: of worlds, and of actions.
    private let worldDraws: UnsafeMutableBufferPointer<Double>
    private let actionDraws: UnsafeMutableBufferPointer<Double>
    private let solver: PolicySolver?

    private typealias Room = UnsafeMutablePointer<Double>

    /// - Parameters:
    ///   - entropy: λ.
    ///   - horizon: steps of a trajectory.
    ///   - isExact: whether gradients are solved for.
    init(
        _ model: FiniteModel, _ head: SoftmaxHead, discount: Double, entropy: Double, horizon: Int, isExact: Bool
    ) {
        self.model = model
        self.head = head
        self.discount = discount
        self.entropy = entropy
        self.horizon = horizon
        let rows = model.states * model.actions
        (policy, sums, charges) = (Self.room(rows), Self.room(rows), Self.room(rows))
        (payoffs, weights) = (Self.room(rows), Self.room(rows))
        choices = Self.room(model.states * head.width)
        gradient = Self.room(head.width)
        var power = 1.0
        discounts = .room(
            (0..<horizon).map { _ in
                defer { power *= discount }
                return power
            })
        rewards = .room(model.rewards)
        successions = Successions(model)
        beginnings = .room(CumulatedChances.sums(of: model.start[...]))
        let count = isExact ? 0 : Self.trajectoriesAtOnce(horizon)
        standing = .room([Int32](repeating: 0, count: count))
        visited = .room([Int32](repeating: 0, count: count * horizon))
        worldDraws = .allocate(capacity: count * (horizon + 1))
        worldDraws.initialize(repeating: 0)
        actionDraws = .allocate(capacity: count * horizon)
        actionDraws.initialize(repeating: 0)
        solver = isExact ? PolicySolver(model, discount: discount) : nil
    }

    /// How many trajectories are played step by step beside one another: none waits for what another draws.
    private static func trajectoriesAtOnce(_ horizon: Int) -> Int { max(1, 1024 / (horizon + 1)) }

    deinit {
        for room in [policy, sums, charges, choices, payoffs, weights, gradient] { room.deallocate() }
        for room in [discounts, rewards, beginnings] { room.deallocate() }
        for room in [standing, visited] { room.deallocate() }
        successions.deallocate()
        for draws in [worldDraws, actionDraws] { draws.deallocate() }
    }

    private static func room(_ count: Int) -> Room { .room([Double](repeating: 0, count: count)) }

    /// The bytes that one of these takes beside the model.
    static func bytes(of model: FiniteModel, _ head: SoftmaxHead, horizon: Int, isExact: Bool) -> Double {
        let (states, rows) = (model.states, model.states * model.actions)
        let atOnce = isExact ? 0 : trajectoriesAtOnce(horizon)
        let numbers = 6 * rows + (states + 1) * head.width + horizon + states + atOnce * (2 * horizon + 1)
        return 8 * Double(numbers) + 4 * Double(atOnce * (horizon + 1)) + Successions.bytes(of: model)
            + (isExact ? 8 * Double(2 * states * (states + model.actions + 1)) : 0)
    }

    /// One step along a gradient sampled with so many trajectories: θ ← θ + η ĝ.
    ///
    /// - Parameter logits: θ, `states × head.width`.
    /// - Returns: what was played.
    func climb(
        _ logits: UnsafeMutablePointer<Double>, rate: Double, trajectories: Int, worlds: RandomStream,
        actions: RandomStream
    ) -> Score {
        var (worlds, actions) = (worlds, actions)
        read(logits)
        let count = model.actions
        for state in 0..<model.states {
            var sum = 0.0
            // Rounding leaves the last action that can be taken the remainder.
            var last = state * count
            for row in (state * count)..<((state + 1) * count) {
                sum += policy[row]
                sums[row] = sum
                if policy[row] > 0 { last = row }
            }
            for row in last..<((state + 1) * count) { sums[row] = 2 }
        }
        weights.update(repeating: 0, count: model.states * count)
        var score = Score()
        let atOnce = Self.trajectoriesAtOnce(horizon)
        for first in stride(from: 0, to: trajectories, by: atOnce) {
            let count = min(atOnce, trajectories - first)
            worlds.fill(UnsafeMutableBufferPointer(rebasing: worldDraws[..<(count * (horizon + 1))]))
            actions.fill(UnsafeMutableBufferPointer(rebasing: actionDraws[..<(count * horizon)]))
            play(count)
            for index in 0..<count { score.returns += weigh(visited + index * horizon) }
        }
        score.episodes = trajectories
        score.steps = trajectories * horizon
        move(logits, rate: rate, over: Double(trajectories))
        return score
    }

    /// One step along the exact gradient: θ ← θ + η ∇J.
    func climbExactly(_ logits: UnsafeMutablePointer<Double>, rate: Double) {
        read(logits)
        solver?.weigh(policy, rewards: payoffs, into: weights)
        move(logits, rate: rate, over: 1)
    }

    /// π, and the rewards with what actions are charged.
    private func read(_ logits: UnsafePointer<Double>) {
        let count = model.actions
        for state in 0..<model.states {
            head.read(
                logits + state * head.width, probabilities: policy + state * count, charges: charges + state * count,
                choices: choices + state * head.width)
        }
        for row in 0..<(model.states * count) {
            payoffs[row] = entropy == 0 ? rewards[row] : rewards[row] - entropy * charges[row]
        }
    }

    private func move(_ logits: Room, rate: Double, over count: Double) {
        for state in 0..<model.states {
            head.gradient(weights + state * model.actions, choices: choices + state * head.width, into: gradient)
            let row = logits + state * head.width
            for index in 0..<head.width { row[index] += rate * (gradient[index] / count) }
        }
    }

    /// Plays so many trajectories whose numbers are drawn, step by step beside one another.
    private func play(_ trajectories: Int) {
        guard let worlds = worldDraws.baseAddress, let choices = actionDraws.baseAddress else { return }
        let (actions, horizon, visited, standing) = (model.actions, self.horizon, visited, standing)
        let (sums, successions) = (sums, successions)
        for index in 0..<trajectories {
            standing[index] = Int32(
                truncatingIfNeeded: CumulatedChances.position(
                    of: worlds[index &* (horizon &+ 1)], in: beginnings, most: model.states))
        }
        for step in 0..<horizon {
            for index in 0..<trajectories {
                let first = Int(standing[index]) &* actions
                let choice = choices[index &* horizon &+ step]
                let row = first &+ CumulatedChances.position(of: choice, in: sums + first, most: actions)
                visited[index &* horizon &+ step] = Int32(truncatingIfNeeded: row)
                standing[index] = Int32(
                    truncatingIfNeeded: successions.state(
                        after: row, by: worlds[index &* (horizon &+ 1) &+ step &+ 1]))
            }
        }
    }

    /// Adds Σ_{t ≥ l} γ^t ρ_t to the weight of what a trajectory did at each step l.
    ///
    /// - Parameter visited: its rows, by step.
    /// - Returns: its return, undiscounted and without charges.
    private func weigh(_ visited: UnsafePointer<Int32>) -> Double {
        let (discounts, payoffs, rewards, weights) = (discounts, payoffs, rewards, weights)
        var (total, suffix) = (0.0, 0.0)
        for step in stride(from: horizon - 1, through: 0, by: -1) {
            let row = Int(visited[step])
            suffix += discounts[step] * payoffs[row]
            total += rewards[row]
            weights[row] += suffix
        }
        return total
    }
}
