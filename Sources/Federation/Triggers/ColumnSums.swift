import Numerics

extension Tensor where Scalar == Double {
    /// Of numbers `[agent, number]`, the sums over the agents, in their order.
    var columnSums: [Double] {
        let width = shape[1]
        return (0..<width).map { number in
            stride(from: number, to: elements.count, by: width).reduce(0) { $0 + elements[$1] }
        }
    }
}
