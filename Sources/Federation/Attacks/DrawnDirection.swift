import Determinism
import Numerics

/// A vector whose numbers are drawn from a normal distribution: all directions are as likely.
struct DrawnDirection {
    private var numbers: [Double]

    init(_ width: Int, _ stream: inout RandomStream) {
        numbers = []
        numbers.reserveCapacity(width)
        for _ in 0..<width { numbers.append(stream.normal()) }
    }

    func product(_ other: [Double]) -> Double { ColumnSum.product(numbers, other) }

    mutating func add(_ other: [Double], times factor: Double) {
        for index in numbers.indices { numbers[index] += factor * other[index] }
    }

    /// The vector of this direction that is so long; zero where there is no direction.
    func scaled(to length: Double) -> [Double] {
        let own = product(numbers).squareRoot()
        return numbers.map { own > 0 ? $0 * (length / own) : 0 }
    }
}
