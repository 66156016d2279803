public import Determinism

/// Random matrices whose rows, or columns where there are more rows, are orthonormal.
public enum Orthonormal {
    /// A matrix uniform among those (by Haar's measure), row-major.
    ///
    /// One normal number per entry, row by row; then the shorter side's vectors are made orthonormal one after the other, each
    /// twice, which is the Q of a QR decomposition whose R has a positive diagonal: what PyTorch's `orthogonal_` computes.
    public static func matrix(rows: Int, columns: Int, from stream: inout RandomStream) -> [Double] {
        var drawn = [Double](repeating: 0, count: rows * columns)
        for index in drawn.indices { drawn[index] = stream.normal() }
        if rows <= columns {
            orthonormalize(&drawn, count: rows, length: columns)
            return drawn
        }
        var turned = transposed(drawn, rows: rows, columns: columns)
        orthonormalize(&turned, count: columns, length: rows)
        return transposed(turned, rows: columns, columns: rows)
    }

    /// Gram–Schmidt over `count` vectors of `length` numbers, one after another; twice is enough for full precision (Giraud
    /// et al. 2005).
    static func orthonormalize(_ vectors: inout [Double], count: Int, length: Int) {
        vectors.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            for index in 0..<count {
                let vector = base + index * length
                for _ in 0..<2 {
                    for earlier in 0..<index {
                        let other = base + earlier * length
                        let share = dot(vector, other, length)
                        for entry in 0..<length { vector[entry] -= share * other[entry] }
                    }
                }
                let scale = 1 / dot(vector, vector, length).squareRoot()
                for entry in 0..<length { vector[entry] *= scale }
            }
        }
    }

    /// Σ aᵢ bᵢ in eight partial sums, which are then added in order.
    private static func dot(_ one: UnsafePointer<Double>, _ other: UnsafePointer<Double>, _ count: Int) -> Double {
        var sums = SIMD8<Double>.zero
        let whole = count / 8 * 8
        for start in stride(from: 0, to: whole, by: 8) {
            sums +=
                UnsafeRawPointer(one + start).loadUnaligned(as: SIMD8<Double>.self)
                * UnsafeRawPointer(other + start).loadUnaligned(as: SIMD8<Double>.self)
        }
        for index in whole..<count { sums[0] += one[index] * other[index] }
        return (0..<8).reduce(0) { $0 + sums[$1] }
    }

    private static func transposed(_ matrix: [Double], rows: Int, columns: Int) -> [Double] {
        var turned = [Double](repeating: 0, count: matrix.count)
        for row in 0..<rows {
            for column in 0..<columns { turned[column * rows + row] = matrix[row * columns + column] }
        }
        return turned
    }
}
