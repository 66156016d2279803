import Determinism
import Numerics
import Testing

@Suite("Clusters on the line")
struct OrderedClustersTests {
    /// The sum of squared distances from the clusters' means.
    static func spread(_ numbers: [Double], _ labels: [Int]) -> Double {
        Set(labels).reduce(0) { sum, label in
            let own = numbers.indices.filter { labels[$0] == label }.map { numbers[$0] }
            let mean = own.reduce(0, +) / Double(own.count)
            return sum + own.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        }
    }

    /// All ways to label `count` things with so many labels.
    static func labelings(_ count: Int, _ labels: Int) -> [[Int]] {
        (0..<count).reduce([[]]) { all, _ in all.flatMap { one in (0..<labels).map { one + [$0] } } }
    }

    @Test("No other partition has a smaller sum of squares", arguments: 1...4)
    func least(count: Int) {
        var stream = StreamKey(seed: UInt64(count), owner: "test/clusters").stream(.sampling)
        for _ in 0..<40 {
            let numbers = (0..<7).map { _ in Double(stream.index(below: 9)) + (stream.uniform() < 0.5 ? 0 : 0.25) }
            let found = OrderedClusters.labels(of: numbers, count: count)
            let best = Self.labelings(7, count).map { Self.spread(numbers, $0) }.min() ?? .nan
            #expect(abs(Self.spread(numbers, found) - best) <= 1e-9, "\(numbers) \(found)")
            #expect(Set(found).count <= count)
        }
    }

    @Test("Equal numbers are in one cluster, and clusters are numbered as they appear")
    func equal() {
        #expect(OrderedClusters.labels(of: [3, 3, 3], count: 2) == [0, 0, 0])
        #expect(OrderedClusters.labels(of: [9, 1, 9.5, 0.5], count: 2) == [0, 1, 0, 1])
        #expect(OrderedClusters.labels(of: [2, 1], count: 5) == [0, 1])
    }
}
