import Numerics

extension Tensor where Scalar == Double {
    /// Of numbers `[agent, number]`, the sums over the agents, in their order.
    var columnSums: [Double] {
        let width = shape[1]
        var sums = [Double](repeating: 0, count: width)
        elements.withUnsafeBufferPointer { elements in
            for start in stride(from: 0, to: elements.count, by: width) {
                for number in 0..<width { sums[number] += elements[start &+ number] }
            }
        }
        return sums
    }
}
