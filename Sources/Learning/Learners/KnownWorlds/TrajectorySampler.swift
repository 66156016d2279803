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
    /// γ^t, by step; the rows of a trajectory.
    private let discounts: Room
    private let visited: UnsafeMutablePointer<Int32>
    /// The model's rewards, and its successors with how likely they or an earlier one of their row are; the same of the start.
    private let rewards: Room
    private let starts: UnsafeMutablePointer<Int32>
    private let successors: UnsafeMutablePointer<Int32>
    private let successions: Room
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
        visited = .room([Int32](repeating: 0, count: horizon))
        rewards = .room(model.rewards)
        starts = .room(model.starts)
        successors = .room(model.successors)
        successions = .room(CumulatedChances.successions(of: model))
        beginnings = .room(CumulatedChances.sums(of: model.start[...]))
        let count = isExact ? 0 : Self.trajectoriesAtOnce(horizon)
        worldDraws = .allocate(capacity: count * (horizon + 1))
        worldDraws.initialize(repeating: 0)
        actionDraws = .allocate(capacity: count * horizon)
        actionDraws.initialize(repeating: 0)
        solver = isExact ? PolicySolver(model, discount: discount) : nil
    }

    /// For how many trajectories numbers are drawn together.
    private static func trajectoriesAtOnce(_ horizon: Int) -> Int { max(1, 1024 / (horizon + 1)) }

    deinit {
        for room in [policy, sums, charges, choices, payoffs, weights, gradient] { room.deallocate() }
        for room in [discounts, rewards, successions, beginnings] { room.deallocate() }
        for room in [visited, starts, successors] { room.deallocate() }
        for draws in [worldDraws, actionDraws] { draws.deallocate() }
    }

    private static func room(_ count: Int) -> Room { .room([Double](repeating: 0, count: count)) }

    /// The bytes that one of these takes beside the model.
    static func bytes(of model: FiniteModel, _ head: SoftmaxHead, horizon: Int, isExact: Bool) -> Double {
        let (states, rows) = (model.states, model.states * model.actions)
        let draws = isExact ? 0 : trajectoriesAtOnce(horizon) * (2 * horizon + 1)
        let numbers = 6 * rows + (states + 1) * head.width + horizon + model.successors.count + states + draws
        return 8 * Double(numbers) + 4 * Double(horizon + rows + model.successors.count)
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
            for index in 0..<count { score.returns += play(index) }
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

    /// Plays one of the trajectories whose numbers are drawn, and adds Σ_{t ≥ l} γ^t ρ_t to the weight of what was done at each step l.
    ///
    /// - Returns: its return, undiscounted and without charges.
    private func play(_ index: Int) -> Double {
        guard let firstWorld = worldDraws.baseAddress, let firstAction = actionDraws.baseAddress else { return 0 }
        let (count, horizon, visited) = (model.actions, self.horizon, visited)
        let (worlds, actions) = (firstWorld + index * (horizon + 1), firstAction + index * horizon)
        let (sums, starts, successors, successions) = (sums, starts, successors, successions)
        var state = CumulatedChances.position(of: worlds[0], in: beginnings, count: model.states)
        for step in 0..<horizon {
            let row =
                state &* count &+ CumulatedChances.position(of: actions[step], in: sums + state &* count, count: count)
            visited[step] = Int32(truncatingIfNeeded: row)
            let first = Int(starts[row])
            let chosen = CumulatedChances.position(
                of: worlds[step &+ 1], in: successions + first, count: Int(starts[row &+ 1]) &- first)
            state = Int(successors[first &+ chosen])
        }
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
