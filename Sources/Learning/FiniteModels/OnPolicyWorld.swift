import Numerics

/// One agent's known world under the softmax policy of its own action values, which are linear in features of states: what
/// SARSA's update is there on average. Keeps its room, so that no step allocates.
///
/// Q(s, a) = Σ_f φ_f(s) θ_fa, weights row-major `feature · actions + action`; π(a|s) ∝ exp(Q(s, a)/τ); μ the stationary
/// distribution of the chain under π.
final class OnPolicyWorld {
    /// Weights: features times actions.
    let width: Int
    private let model: FiniteModel
    private let discount: Double
    private let temperature: Double
    /// φ, `states × features`; nil where every state and action has a weight of its own.
    private let features: [Double]?
    private let featureCount: Int
    private var system: LinearSystem
    /// Q and π by state and action, V and μ by state, and the equations of μ.
    private let values: Room
    private let policy: Room
    private let worths: Room
    private let visits: Room
    private let chain: Room
    /// φ(s, a) − γ E[φ(s', a')], by weight.
    private let difference: Room

    private typealias Room = UnsafeMutablePointer<Double>

    /// - Parameters:
    ///   - temperature: τ.
    ///   - isTabular: unit vectors instead of the world's features.
    init(_ model: FiniteModel, discount: Double, temperature: Double, isTabular: Bool) {
        self.model = model
        self.discount = discount
        self.temperature = temperature
        features = isTabular ? nil : model.features
        featureCount = isTabular ? model.states : model.featureCount
        width = featureCount * model.actions
        system = LinearSystem(size: model.states)
        let (states, rows) = (model.states, model.states * model.actions)
        func room(_ count: Int) -> Room {
            let room = Room.allocate(capacity: count)
            room.initialize(repeating: 0, count: count)
            return room
        }
        (values, policy, worths, visits) = (room(rows), room(rows), room(states), room(states))
        (chain, difference) = (room(states * states), room(width))
    }

    deinit {
        for room in [values, policy, worths, visits, chain, difference] { room.deallocate() }
    }

    /// The bytes that one of these takes beside the model.
    static func bytes(of model: FiniteModel, width: Int) -> Double {
        let (states, rows) = (model.states, model.states * model.actions)
        let numbers = 2 * rows + 2 * states * (states + 1) + width
        return 8 * Double(numbers)
    }

    /// Takes weights: finds Q, π, V and μ.
    ///
    /// - Returns: false where the chain has no unique stationary distribution, or the weights no policy.
    func take(_ weights: UnsafePointer<Double>) -> Bool {
        let (states, actions) = (model.states, model.actions)
        for state in 0..<states {
            let row = values + state * actions
            read(weights, state: state, into: row)
            let chances = policy + state * actions
            for action in 0..<actions { chances[action] = row[action] / temperature }
            PolicySolver.softmax(chances, into: chances, actions: actions)
            worths[state] = (0..<actions).reduce(0) { $0 + chances[$1] * row[$1] }
        }
        return findVisits()
    }

    private func read(_ weights: UnsafePointer<Double>, state: Int, into row: Room) {
        let actions = model.actions
        guard let features else { return row.update(from: weights + state * actions, count: actions) }
        row.update(repeating: 0, count: actions)
        for feature in 0..<featureCount {
            let share = features[state * featureCount + feature]
            for action in 0..<actions { row[action] += share * weights[feature * actions + action] }
        }
    }

    /// μ(I − P) = 0 with one equation, which follows from the others, replaced by Σ μ = 1.
    private func findVisits() -> Bool {
        let (states, actions) = (model.states, model.actions)
        chain.update(repeating: 0, count: states * states)
        for row in 0..<(states * actions) {
            let state = row / actions
            for index in Int(model.starts[row])..<Int(model.starts[row + 1]) {
                chain[Int(model.successors[index]) * states + state] -= policy[row] * model.probabilities[index]
            }
        }
        for state in 0..<states { chain[state * states + state] += 1 }
        let last = chain + (states - 1) * states
        last.update(repeating: 1, count: states)
        guard system.factor(chain) else { return false }
        visits.update(repeating: 0, count: states)
        visits[states - 1] = 1
        system.solve(visits)
        // With two closed classes the system is singular, which rounding may hide: then it does not hold.
        for state in 0..<states where !(visits[state] > -1e-9) { return false }
        for row in 0..<(states - 1) {
            let flow = (0..<states).reduce(0.0) { $0 + chain[row * states + $1] * visits[$1] }
            guard abs(flow) < 1e-9 else { return false }
        }
        for state in 0..<states { visits[state] = max(visits[state], 0) }
        return true
    }

    /// Q(s, a) falls short of R(s, a) + γ Σ P(s'|s, a) V(s') by so much.
    private func gap(_ row: Int) -> Double {
        var next = 0.0
        for index in Int(model.starts[row])..<Int(model.starts[row + 1]) {
            next += model.probabilities[index] * worths[Int(model.successors[index])]
        }
        return model.rewards[row] + discount * next - values[row]
    }

    /// b̄(θ) − Ā(θ) θ of the weights taken last: E[δ φ], `width` numbers.
    func direction(into direction: UnsafeMutablePointer<Double>) {
        let actions = model.actions
        direction.update(repeating: 0, count: width)
        for row in 0..<(model.states * actions) {
            let (state, action) = (row / actions, row % actions)
            let weighed = visits[state] * policy[row] * gap(row)
            guard let features else {
                direction[row] = weighed
                continue
            }
            for feature in 0..<featureCount {
                direction[feature * actions + action] += weighed * features[state * featureCount + feature]
            }
        }
    }

    /// Adds Ā and b̄ under the policy of the weights taken last, so many times: `width × width`, row-major, and `width`.
    func addSystem(times count: Double, _ matrix: UnsafeMutablePointer<Double>, _ target: UnsafeMutablePointer<Double>)
    {
        let actions = model.actions
        for row in 0..<(model.states * actions) {
            let (state, action) = (row / actions, row % actions)
            let share = count * visits[state] * policy[row]
            guard share > 0 else { continue }
            // φ(s, a) − γ Σ P(s'|s, a) Σ π(a'|s') φ(s', a')
            difference.update(repeating: 0, count: width)
            add(1, state: state) { $0 == action ? 1 : 0 }
            for index in Int(model.starts[row])..<Int(model.starts[row + 1]) {
                let next = Int(model.successors[index])
                add(-discount * model.probabilities[index], state: next) { policy[next * actions + $0] }
            }
            for feature in 0..<featureCount {
                let own = features.map { $0[state * featureCount + feature] } ?? (feature == state ? 1 : 0)
                guard own != 0 else { continue }
                let place = feature * actions + action
                target[place] += share * own * model.rewards[row]
                let line = matrix + place * width
                for column in 0..<width { line[column] += share * own * difference[column] }
            }
        }
    }

    /// Adds so many times Σ_a c(a) φ(s, a) to the difference.
    private func add(_ factor: Double, state: Int, _ chance: (Int) -> Double) {
        let actions = model.actions
        guard let features else {
            for action in 0..<actions { difference[state * actions + action] += factor * chance(action) }
            return
        }
        for feature in 0..<featureCount {
            let share = factor * features[state * featureCount + feature]
            for action in 0..<actions { difference[feature * actions + action] += share * chance(action) }
        }
    }
}
