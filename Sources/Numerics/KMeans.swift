public import Determinism

/// k-means clustering (Lloyd 1982) from k-means++ seeds (Arthur & Vassilvitskii 2007), in Float64.
public struct KMeans: Sendable {
    /// Cluster of each point, from 0.
    public let labels: [Int]
    /// Centers, `count × width`, row-major.
    public let centers: [Double]
    /// Sum of squared distances of the points from their centers.
    public let inertia: Double

    /// The best of `restarts` runs.
    ///
    /// - Parameters:
    ///   - points: `n × width`, row-major; at least `count` points.
    ///   - count: how many clusters.
    public init(_ points: [Double], width: Int, count: Int, restarts: Int = 10, stream: inout RandomStream) {
        let n = points.count / width
        precondition(count >= 1 && n >= count, "\(count) clusters need as many points, not \(n)")
        var best: KMeans?
        for _ in 0..<restarts {
            let run = KMeans(points, width, seeds: Self.seeds(points, width, count, &stream))
            if run.inertia < (best?.inertia ?? .infinity) { best = run }
        }
        self = best ?? KMeans(points, width, seeds: Array(points.prefix(count * width)))
    }

    /// Lloyd's iterations until no label changes, at most 300.
    private init(_ points: [Double], _ width: Int, seeds: [Double]) {
        let (n, count) = (points.count / width, seeds.count / width)
        var centers = seeds
        var labels = [Int](repeating: -1, count: n)
        var inertia = 0.0
        for _ in 0..<300 {
            var changed = false
            inertia = 0
            for point in 0..<n {
                let (label, distance) = Self.nearest(points, width, point, centers)
                changed = changed || label != labels[point]
                labels[point] = label
                inertia += distance
            }
            if !changed { break }
            var sums = [Double](repeating: 0, count: centers.count)
            var sizes = [Int](repeating: 0, count: count)
            for point in 0..<n {
                sizes[labels[point]] += 1
                for column in 0..<width { sums[labels[point] * width + column] += points[point * width + column] }
            }
            // An empty cluster keeps its center.
            for cluster in 0..<count where sizes[cluster] > 0 {
                for column in 0..<width {
                    centers[cluster * width + column] = sums[cluster * width + column] / Double(sizes[cluster])
                }
            }
        }
        self.labels = labels
        self.centers = centers
        self.inertia = inertia
    }

    /// Centers drawn one after another, each with probability proportional to its squared distance from those before.
    private static func seeds(
        _ points: [Double], _ width: Int, _ count: Int, _ stream: inout RandomStream
    ) -> [Double] {
        let n = points.count / width
        var centers = Array(points[(stream.index(below: n) * width)...].prefix(width))
        var distances = [Double](repeating: .infinity, count: n)
        while centers.count < count * width {
            let newest = Array(centers.suffix(width))
            var total = 0.0
            for point in 0..<n {
                distances[point] = min(distances[point], nearest(points, width, point, newest).distance)
                total += distances[point]
            }
            let threshold = stream.uniform() * total
            var cumulative = 0.0
            var chosen = n - 1
            for point in 0..<n {
                cumulative += distances[point]
                if cumulative > threshold {
                    chosen = point
                    break
                }
            }
            centers.append(contentsOf: points[(chosen * width)..<(chosen * width + width)])
        }
        return centers
    }

    private static func nearest(
        _ points: [Double], _ width: Int, _ point: Int, _ centers: [Double]
    ) -> (label: Int, distance: Double) {
        var best = (label: 0, distance: Double.infinity)
        for cluster in 0..<(centers.count / width) {
            var distance = 0.0
            for column in 0..<width {
                let gap = points[point * width + column] - centers[cluster * width + column]
                distance += gap * gap
            }
            if distance < best.distance { best = (cluster, distance) }
        }
        return best
    }
}
