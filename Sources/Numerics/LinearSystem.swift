/// Square systems of linear equations in Float64, by elimination with partial pivoting, in one order of operations.
///
/// Keeps its room, so that solving many systems of one size allocates nothing.
public struct LinearSystem: Sendable {
    /// How many unknowns there are, and equations.
    public let size: Int
    private var factors: [Double]
    private var pivots: [Int]

    /// Room for systems of so many unknowns.
    public init(size: Int) {
        precondition(size > 0, "a system has unknowns")
        self.size = size
        factors = [Double](repeating: 0, count: size * size)
        pivots = Array(0..<size)
    }

    /// Factors a matrix, `size × size`, row-major; false where it is singular, and nothing can be solved.
    public mutating func factor(_ matrix: UnsafePointer<Double>) -> Bool {
        let size = size
        return factors.withUnsafeMutableBufferPointer { buffer in
            guard let a = buffer.baseAddress else { return false }
            a.update(from: matrix, count: size * size)
            for column in 0..<size {
                var best = column
                for row in column..<size where abs(a[row * size + column]) > abs(a[best * size + column]) { best = row }
                pivots[column] = best
                guard abs(a[best * size + column]) > 0 else { return false }
                if best != column {
                    for index in 0..<size { swap(&a[column * size + index], &a[best * size + index]) }
                }
                let pivot = a[column * size + column]
                let upper = a + column * size
                for row in (column + 1)..<max(size, column + 1) {
                    let lower = a + row * size
                    guard lower[column] != 0 else { continue }
                    let factor = lower[column] / pivot
                    lower[column] = factor
                    for index in (column + 1)..<max(size, column + 1) { lower[index] -= factor * upper[index] }
                }
            }
            return true
        }
    }

    /// Factors a matrix, row-major; false where it is singular.
    public mutating func factor(_ matrix: [Double]) -> Bool {
        precondition(matrix.count == size * size, "a matrix of \(size) rows and columns")
        return matrix.withUnsafeBufferPointer { buffer in buffer.baseAddress.map { factor($0) } ?? false }
    }

    /// Solves A x = b for the matrix factored last; `x` holds b before.
    public func solve(_ x: UnsafeMutablePointer<Double>) {
        factors.withUnsafeBufferPointer { a in
            for row in 0..<size where pivots[row] != row { swap(&x[row], &x[pivots[row]]) }
            for row in 0..<size {
                var sum = x[row]
                for column in 0..<row { sum -= a[row * size + column] * x[column] }
                x[row] = sum
            }
            for row in stride(from: size - 1, through: 0, by: -1) {
                var sum = x[row]
                for column in (row + 1)..<max(size, row + 1) { sum -= a[row * size + column] * x[column] }
                x[row] = sum / a[row * size + row]
            }
        }
    }

    /// Solves Aᵀ x = b for the matrix factored last; `x` holds b before.
    public func solveTransposed(_ x: UnsafeMutablePointer<Double>) {
        factors.withUnsafeBufferPointer { a in
            for row in 0..<size {
                var sum = x[row]
                for column in 0..<row { sum -= a[column * size + row] * x[column] }
                x[row] = sum / a[row * size + row]
            }
            for row in stride(from: size - 1, through: 0, by: -1) {
                var sum = x[row]
                for column in (row + 1)..<max(size, row + 1) { sum -= a[column * size + row] * x[column] }
                x[row] = sum
            }
            for row in stride(from: size - 1, through: 0, by: -1) where pivots[row] != row {
                swap(&x[row], &x[pivots[row]])
            }
        }
    }

    /// The solution of A x = b; nil where A is singular.
    public static func solution(_ matrix: [Double], _ right: [Double]) -> [Double]? {
        var system = LinearSystem(size: right.count)
        guard system.factor(matrix) else { return nil }
        var x = right
        x.withUnsafeMutableBufferPointer { buffer in
            if let base = buffer.baseAddress { system.solve(base) }
        }
        return x
    }
}
