/// Principal components of a set of states, in Float64.
struct PrincipalComponents {
    /// Unit vectors by falling variance, each with its largest entry positive.
    let axes: [[Double]]
    /// Variance along each axis (n − 1).
    let variances: [Double]

    /// The first `count` components of centered rows.
    ///
    /// - Parameter rows: `n × width`, row-major, each column of mean zero.
    init(ofCentered rows: [Double], width: Int, count: Int) {
        let n = rows.count / width
        var covariance = [Double](repeating: 0, count: width * width)
        for row in 0..<n {
            for i in 0..<width {
                for j in i..<width {
                    covariance[i * width + j] += rows[row * width + i] * rows[row * width + j]
                }
            }
        }
        let share = 1 / Double(max(n - 1, 1))
        for i in 0..<width {
            for j in i..<width {
                covariance[i * width + j] *= share
                covariance[j * width + i] = covariance[i * width + j]
            }
        }
        let (values, vectors) = Self.eigen(covariance, width)
        let order = (0..<width).sorted { (values[$1], $0) < (values[$0], $1) }.prefix(count)
        axes = order.map { column in
            let vector = (0..<width).map { vectors[$0 * width + column] }
            let largest = vector.max { abs($0) < abs($1) } ?? 0
            return largest < 0 ? vector.map { -$0 } : vector
        }
        variances = order.map { values[$0] }
    }

    /// Coordinates of centered rows along the axes: `n × axes.count`, row-major.
    func project(_ rows: [Double], width: Int) -> [Double] {
        var coordinates: [Double] = []
        coordinates.reserveCapacity(rows.count / width * axes.count)
        for start in stride(from: 0, to: rows.count, by: width) {
            for axis in axes {
                var sum = 0.0
                for column in 0..<width { sum += rows[start + column] * axis[column] }
                coordinates.append(sum)
            }
        }
        return coordinates
    }

    /// Eigenvalues and eigenvectors (columns) of a symmetric matrix by cyclic Jacobi rotations (Golub & Van Loan, §8.5).
    static func eigen(_ symmetric: [Double], _ width: Int) -> (values: [Double], vectors: [Double]) {
        var a = symmetric
        var vectors = [Double](repeating: 0, count: width * width)
        for index in 0..<width { vectors[index * width + index] = 1 }
        let scale = a.reduce(0) { $0 + $1 * $1 }
        for _ in 0..<64 {
            var offDiagonal = 0.0
            for p in 0..<width {
                for q in (p + 1)..<max(width, p + 1) { offDiagonal += a[p * width + q] * a[p * width + q] }
            }
            if offDiagonal <= scale * 1e-30 { break }
            for p in 0..<width {
                for q in (p + 1)..<max(width, p + 1) where a[p * width + q] != 0 {
                    rotate(&a, &vectors, width, p, q)
                }
            }
        }
        return ((0..<width).map { a[$0 * width + $0] }, vectors)
    }

    /// One rotation that makes the entry (p, q) zero.
    private static func rotate(_ a: inout [Double], _ vectors: inout [Double], _ width: Int, _ p: Int, _ q: Int) {
        let ratio = (a[q * width + q] - a[p * width + p]) / (2 * a[p * width + q])
        let tangent = (ratio < 0 ? -1 : 1) / (abs(ratio) + (ratio * ratio + 1).squareRoot())
        let cosine = 1 / (tangent * tangent + 1).squareRoot()
        let sine = tangent * cosine
        for k in 0..<width {
            let (akp, akq) = (a[k * width + p], a[k * width + q])
            a[k * width + p] = cosine * akp - sine * akq
            a[k * width + q] = sine * akp + cosine * akq
        }
        for k in 0..<width {
            let (apk, aqk) = (a[p * width + k], a[q * width + k])
            a[p * width + k] = cosine * apk - sine * aqk
            a[q * width + k] = sine * apk + cosine * aqk
            let (vkp, vkq) = (vectors[k * width + p], vectors[k * width + q])
            vectors[k * width + p] = cosine * vkp - sine * vkq
            vectors[k * width + q] = sine * vkp + cosine * vkq
        }
    }
}
