public import Config

/// One agent's known world, ready for backups: no step allocates.
final class BackupWorld {
    private let model: FiniteModel
    private let discount: Double
    private let omega: Double
    /// N_s, where the worst neighbor counts.
    private let neighbors: [[Int32]]?
    /// Room for max_a B(V), or for B(V).
    private let room: UnsafeMutablePointer<Double>

    init(_ model: FiniteModel, discount: Double, omega: Double, neighbors: [[Int]]?) {
        self.model = model
        self.discount = discount
        self.omega = omega
        self.neighbors = neighbors.map { $0.map { $0.map(Int32.init) } }
        room = .allocate(capacity: model.states * model.actions)
        room.initialize(repeating: 0, count: model.states * model.actions)
    }

    deinit { room.deallocate() }

    /// B(V), `states × actions`.
    func backup(_ values: UnsafePointer<Double>, into table: UnsafeMutablePointer<Double>) {
        let actions = model.actions
        for state in 0..<model.states {
            let lowest = lowest(values, state)
            for action in 0..<actions { table[state * actions + action] = worth(values, state, action, lowest) }
        }
    }

    /// V ← (1 − η)V + η max_a B(V).
    func moveValues(_ values: UnsafeMutablePointer<Double>, rate: Double) {
        for state in 0..<model.states {
            let lowest = lowest(values, state)
            var best = worth(values, state, 0, lowest)
            for action in 1..<max(model.actions, 1) { best = max(best, worth(values, state, action, lowest)) }
            room[state] = best
        }
        for state in 0..<model.states { values[state] = (1 - rate) * values[state] + rate * room[state] }
    }

    /// Q ← (1 − η)Q + η B(V), then V = max_a Q.
    func moveActions(_ table: UnsafeMutablePointer<Double>, _ values: UnsafeMutablePointer<Double>, rate: Double) {
        backup(values, into: room)
        let actions = model.actions
        for state in 0..<model.states {
            var best = -Double.infinity
            for index in (state * actions)..<((state + 1) * actions) {
                table[index] = (1 - rate) * table[index] + rate * room[index]
                best = max(best, table[index])
            }
            values[state] = best
        }
    }

    private func lowest(_ values: UnsafePointer<Double>, _ state: Int) -> Double {
        guard let neighbors else { return 0 }
        var lowest = Double.infinity
        for next in neighbors[state] { lowest = min(lowest, values[Int(next)]) }
        return lowest
    }

    private func worth(_ values: UnsafePointer<Double>, _ state: Int, _ action: Int, _ lowest: Double) -> Double {
        let row = state * model.actions + action
        var mean = 0.0
        for index in Int(model.starts[row])..<Int(model.starts[row + 1]) {
            mean += model.probabilities[index] * values[Int(model.successors[index])]
        }
        guard neighbors != nil else { return model.rewards[row] + discount * mean }
        return model.rewards[row] + discount * ((1 - omega) * mean + omega * lowest)
    }
}

extension [FiniteModel] {
    /// Why tables of these worlds cannot lie side by side; nil where they can.
    public var unequalSizes: String? {
        guard let first,
            let other = self.first(where: {
                $0.states != first.states || $0.actions != first.actions || $0.layers != first.layers
            })
        else { return nil }
        guard other.layers == first.layers else {
            return "worlds of \(first.layers) layers of states, and of \(other.layers)"
        }
        return
            "worlds of \(first.states) states and \(first.actions) actions, and of \(other.states) and \(other.actions)"
    }

    /// The same as a learner refuses them.
    public var unfitSizes: Unfit? {
        unequalSizes.map { .here($0, help: "give all agents worlds of as many states and actions") }
    }

    /// Why a learner cannot have weights of their features side by side; nil where it can.
    var unfitFeatures: Unfit? {
        guard let first, let other = self.first(where: { $0.featureCount != first.featureCount }) else { return nil }
        return .here(
            "worlds of \(first.featureCount) features, and of \(other.featureCount)",
            help: "give all agents worlds of as many features")
    }
}
