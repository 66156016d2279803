import Numerics

extension Tensor<Double> {
    /// The policy that takes the best action of every state, the first of equals: `states × actions` probabilities of one agent's
    /// action values, `[agent, state, action]`.
    func greedyPolicy(of index: Int) -> [Double] {
        let (states, actions) = (shape[1], shape[2])
        var policy = [Double](repeating: 0, count: states * actions)
        for row in 0..<states {
            let base = (index * states + row) * actions
            var best = 0
            for action in 1..<max(actions, 1) where elements[base + action] > elements[base + best] { best = action }
            policy[row * actions + best] = 1
        }
        return policy
    }
}
