import Determinism
import Numerics

/// The flat Dirichlet distribution: any distribution over so many things is as likely.
enum FlatDirichlet {
    /// A draw: exponential numbers, divided by their sum.
    static func draw(_ count: Int, _ stream: inout RandomStream) -> [Double] {
        // 1 − u is never 0. One number in 2⁵³ is 0 then; a sum of them is not, but for all at once.
        let weights = (0..<count).map { _ in -Elementary.log(1 - stream.uniform()) }
        let sum = weights.reduce(0, +)
        return weights.map { sum > 0 ? $0 / sum : 1 / Double(count) }
    }
}
