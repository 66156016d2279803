import Numerics

/// One agent's known world, ready to solve for the returns of many deterministic policies.
public final class DeterministicReturn {
    private let model: FiniteModel
    private let discount: Double
    private var system: LinearSystem
    private var matrix: [Double]
    private var values: [Double]

    /// A world.
    ///
    /// - Parameter discount: γ, below 1.
    public init(_ model: FiniteModel, discount: Double) {
        self.model = model
        self.discount = discount
        system = LinearSystem(size: model.states)
        matrix = [Double](repeating: 0, count: model.states * model.states)
        values = [Double](repeating: 0, count: model.states)
    }

    /// J(π) from the start distribution of the policy that takes these actions, one by state.
    public func value(of policy: [Int]) -> Double {
        let states = model.states
        for index in matrix.indices { matrix[index] = 0 }
        for state in 0..<states {
            for index in model.range(state: state, action: policy[state]) {
                matrix[state * states + Int(model.successors[index])] -= discount * model.probabilities[index]
            }
            matrix[state * states + state] += 1
            values[state] = model.rewards[state * model.actions + policy[state]]
        }
        guard system.factor(matrix) else { preconditionFailure("I − γP is invertible: the rows of P sum to one") }
        values.withUnsafeMutableBufferPointer { values in
            if let base = values.baseAddress { system.solve(base) }
        }
        return zip(model.start, values).reduce(0) { $0 + $1.0 * $1.1 }
    }
}
