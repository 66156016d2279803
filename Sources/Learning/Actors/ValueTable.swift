import Determinism

/// Action values by state, as an actor chooses by them in a world that shows which state it is in.
struct ValueTable {
    /// How an action is chosen.
    enum Choice: Sendable, Equatable {
        /// The largest value, the first of equals. Draws nothing.
        case greedy
        /// With a probability any action, else the largest value, any of equals. Draws one uniform number, and an index for any
        /// action or among equals.
        case exploring(Double)
        /// Always the same action. Draws nothing.
        case always(Int)
    }

    /// Q, `states × actions`, which stays where it is while the actor is used.
    let values: UnsafePointer<Double>
    let states: Int
    let actions: Int
    let choice: Choice

    /// The state that a unit vector shows.
    @inline(__always)
    static func state(shownBy observation: UnsafePointer<Float>, of states: Int) -> Int {
        var state = 0
        while state < states - 1 && observation[state] == 0 { state += 1 }
        return state
    }

    /// The action for what is observed.
    func action(_ observation: UnsafePointer<Float>, _ stream: inout RandomStream) -> Int {
        let row = values + Self.state(shownBy: observation, of: states) * actions
        switch choice {
        case .greedy: return largest(row)
        case .always(let action): return action
        case .exploring(let epsilon):
            if stream.uniform() < epsilon { return stream.index(below: actions) }
            let best = largest(row)
            var equals = 0
            for action in best..<actions where row[action] == row[best] { equals += 1 }
            guard equals > 1 else { return best }
            var left = stream.index(below: equals)
            for action in best..<actions where row[action] == row[best] {
                if left == 0 { return action }
                left -= 1
            }
            return best
        }
    }

    private func largest(_ row: UnsafePointer<Double>) -> Int {
        var best = 0
        for action in 1..<max(actions, 1) where row[action] > row[best] { best = action }
        return best
    }
}
