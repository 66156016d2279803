import Numerics

/// One agent's known world, ready to solve for the values and visits of a policy: no step allocates.
final class PolicySolver {
    private let model: FiniteModel
    private let discount: Double
    private var system: LinearSystem
    /// I − γP^π, V^π, d^π, π and Q^π.
    private let matrix: UnsafeMutablePointer<Double>
    private let values: UnsafeMutablePointer<Double>
    private let visits: UnsafeMutablePointer<Double>
    private let policy: UnsafeMutablePointer<Double>
    private let worths: UnsafeMutablePointer<Double>

    init(_ model: FiniteModel, discount: Double) {
        self.model = model
        self.discount = discount
        system = LinearSystem(size: model.states)
        func room(_ count: Int) -> UnsafeMutablePointer<Double> {
            let room = UnsafeMutablePointer<Double>.allocate(capacity: count)
            room.initialize(repeating: 0, count: count)
            return room
        }
        matrix = room(model.states * model.states)
        values = room(model.states)
        visits = room(model.states)
        policy = room(model.states * model.actions)
        worths = room(model.states * model.actions)
    }

    deinit {
        for room in [matrix, values, visits, policy, worths] { room.deallocate() }
    }

    /// Logits: z ← z + η A^π/(1 − γ).
    func raise(_ logits: UnsafeMutablePointer<Double>, rate: Double) {
        let actions = model.actions
        for state in 0..<model.states {
            Self.softmax(logits + state * actions, into: policy + state * actions, actions: actions)
        }
        model.rewards.withUnsafeBufferPointer { solve($0) }
        let scale = rate / (1 - discount)
        for state in 0..<model.states {
            for index in (state * actions)..<((state + 1) * actions) {
                logits[index] += scale * (worths[index] - values[state])
            }
        }
    }

    /// Probabilities: π ← Proj(π + η d^π(s) Q^π(s, a)/(1 − γ)).
    func project(_ probabilities: UnsafeMutablePointer<Double>, rate: Double) {
        let actions = model.actions
        policy.update(from: probabilities, count: model.states * actions)
        model.rewards.withUnsafeBufferPointer { solve($0) }
        solveVisits()
        // (1 − γ) in the visits and 1/(1 − γ) in the gradient are left out together.
        for state in 0..<model.states {
            let scale = rate * visits[state]
            let row = probabilities + state * actions
            for action in 0..<actions { row[action] += scale * worths[state * actions + action] }
            Simplex.project(row, count: actions, room: policy + state * actions)
        }
    }

    /// What every state and action weighs in the gradient of the return from the start distribution, as sampled trajectories
    /// have it in the mean: d(s) π(a|s) Q(s, a), d the discounted visits, which sum to 1/(1 − γ).
    ///
    /// - Parameters:
    ///   - probabilities: π, `states × actions`.
    ///   - rewards: by state and action, in place of the model's.
    func weigh(
        _ probabilities: UnsafePointer<Double>, rewards: UnsafePointer<Double>,
        into weights: UnsafeMutablePointer<Double>
    ) {
        let actions = model.actions
        policy.update(from: probabilities, count: model.states * actions)
        solve(UnsafeBufferPointer(start: rewards, count: model.states * actions))
        solveVisits()
        for row in 0..<(model.states * actions) { weights[row] = visits[row / actions] * policy[row] * worths[row] }
    }

    /// d^π of `policy`, whose system stands.
    private func solveVisits() {
        guard !values[0].isNaN else { return }
        for state in 0..<model.states { visits[state] = model.start[state] }
        system.solveTransposed(visits)
    }

    /// V^π and Q^π of `policy`.
    private func solve(_ rewards: UnsafeBufferPointer<Double>) {
        let (states, actions) = (model.states, model.actions)
        matrix.update(repeating: 0, count: states * states)
        for state in 0..<states {
            var mean = 0.0
            for action in 0..<actions {
                let row = state * actions + action
                let weight = policy[row]
                mean += weight * rewards[row]
                for index in Int(model.starts[row])..<Int(model.starts[row + 1]) {
                    matrix[state * states + Int(model.successors[index])] -=
                        discount * weight * model.probabilities[index]
                }
            }
            matrix[state * states + state] += 1
            values[state] = mean
        }
        guard system.factor(matrix) else {
            // I − γP is invertible where the rows of P sum to one: here they do not, as a rate too large has left no numbers.
            values.update(repeating: .nan, count: states)
            visits.update(repeating: .nan, count: states)
            worths.update(repeating: .nan, count: states * actions)
            return
        }
        system.solve(values)
        for row in 0..<(states * actions) {
            var mean = 0.0
            for index in Int(model.starts[row])..<Int(model.starts[row + 1]) {
                mean += model.probabilities[index] * values[Int(model.successors[index])]
            }
            worths[row] = rewards[row] + discount * mean
        }
    }

    /// Softmax of one choice's logits.
    ///
    /// - Returns: the largest logit, and the sum of the exponentials of all less it.
    @inline(__always)
    @discardableResult
    static func softmax(
        _ logits: UnsafePointer<Double>, into probabilities: UnsafeMutablePointer<Double>, actions: Int
    ) -> (largest: Double, sum: Double) {
        var largest = logits[0]
        for action in 1..<max(actions, 1) { largest = max(largest, logits[action]) }
        var sum = 0.0
        for action in 0..<actions {
            probabilities[action] = Elementary.exp(logits[action] - largest)
            sum += probabilities[action]
        }
        for action in 0..<actions { probabilities[action] /= sum }
        return (largest, sum)
    }

    /// Softmax of rows of logits.
    static func softmax(_ logits: [Double], actions: Int) -> [Double] {
        var probabilities = logits
        logits.withUnsafeBufferPointer { source in
            probabilities.withUnsafeMutableBufferPointer { target in
                guard let source = source.baseAddress, let target = target.baseAddress else { return }
                for row in stride(from: 0, to: logits.count, by: actions) {
                    softmax(source + row, into: target + row, actions: actions)
                }
            }
        }
        return probabilities
    }
}
