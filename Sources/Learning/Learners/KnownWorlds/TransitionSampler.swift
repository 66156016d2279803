import Determinism
import Numerics

/// One agent's finite world and the room to learn action values from sampled transitions: no step allocates.
final class TransitionSampler {
    private let model: FiniteModel
    private let discount: Double
    private let batch: Int
    /// Sums of a pair's targets, how many there are, and the pairs that were drawn, each once.
    private var targets: [Double]
    private var counts: [Int32]
    private var drawn: [Int32]

    /// - Parameter batch: transitions per update.
    init(_ model: FiniteModel, discount: Double, batch: Int) {
        self.model = model
        self.discount = discount
        self.batch = batch
        targets = [Double](repeating: 0, count: model.states * model.actions)
        counts = [Int32](repeating: 0, count: model.states * model.actions)
        drawn = []
        drawn.reserveCapacity(min(batch, model.states * model.actions))
    }

    /// The bytes that one of these takes beside the model.
    static func bytes(of model: FiniteModel, batch: Int) -> Double {
        let pairs = model.states * model.actions
        return Double(12 * pairs + 4 * min(batch, pairs))
    }

    /// One update of action values, `states × actions`.
    func learn(_ values: UnsafeMutablePointer<Double>, rate: Double, _ stream: RandomStream) {
        var stream = stream
        let (pairs, actions) = (counts.count, model.actions)
        for _ in 0..<batch {
            let pair = stream.index(below: pairs)
            let first = Int(model.starts[pair])
            let chosen = FiniteGame.position(of: stream.uniform(), count: Int(model.starts[pair + 1]) - first) {
                model.probabilities[first + $0]
            }
            let next = values + Int(model.successors[first + chosen]) * actions
            var best = next[0]
            for action in 1..<max(actions, 1) { best = max(best, next[action]) }
            if counts[pair] == 0 { drawn.append(Int32(pair)) }
            counts[pair] += 1
            targets[pair] += model.rewards[pair] + discount * best
        }
        for pair in drawn.lazy.map(Int.init) {
            values[pair] = (1 - rate) * values[pair] + rate * (targets[pair] / Double(counts[pair]))
            targets[pair] = 0
            counts[pair] = 0
        }
        drawn.removeAll(keepingCapacity: true)
    }
}
