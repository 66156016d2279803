import Config
import Determinism
import Numerics

/// Chooses equally many states from each cluster of a pool, so that rare regions count as much as common ones.
struct ClusterSelection: Sendable {
    static let component = Component(
        "clusters",
        "So many states from each k-means cluster of the pool, after standardization and principal components.",
        details: """
            Columns are centered and, with `standardize`, divided by their standard deviation (n); the first `components`
            principal components are clustered by k-means (k-means++ seeds, best of 10 runs); from each cluster `each`
            states are drawn without replacement. A cluster with fewer gives all it has, and repeats among them.
            """,
        source: Source(.fedHPD, note: "program of the authors", evidence: .authorCode),
        fields: [
            Field("standardize", .boolean, "Whether columns are divided by their standard deviations")
                .defaults(to: .boolean(true)),
            Field("components", .integer(1...4096), "Principal components kept").defaults(to: .integer(2)),
            Field("count", .integer(1...4096), "Clusters").defaults(to: .integer(5)),
            Field("each", .integer(1...1_000_000), "States drawn from each cluster").defaults(to: .integer(1000)),
            Field(
                "order",
                .words(
                    ("by_cluster", "All states of a cluster together, so that slices hold different clusters"),
                    ("shuffled", "In random order")),
                "In which order the chosen states stand"
            ).defaults(to: .text("by_cluster")),
        ])

    private let standardizes: Bool
    private let components: Int
    /// How many clusters there are.
    let count: Int
    private let each: Int
    private let shuffles: Bool

    init(_ settings: Settings) {
        standardizes = settings.flag("standardize")
        components = settings.integer("components")
        count = settings.integer("count")
        each = settings.integer("each")
        shuffles = settings.text("order") == "shuffled"
    }

    /// How many states are chosen.
    var size: Int { count * each }

    /// Indices of the chosen states of a pool.
    func choose(from pool: [Float], width: Int, key: StreamKey) throws(StageError) -> [Int] {
        let n = pool.count / width
        guard n >= count else {
            throw StageError("the rollouts gave \(n) states; \(count) clusters need at least \(count)")
        }
        let centered = standardized(pool, width)
        let axes = PrincipalComponents(ofCentered: centered, width: width, count: min(components, width))
        var stream = key.stream(.sampling, episode: 0)
        let clusters = KMeans(
            axes.project(centered, width: width), width: axes.axes.count, count: count, stream: &stream)
        var chosen: [Int] = []
        for cluster in 0..<count {
            let members = (0..<n).filter { clusters.labels[$0] == cluster }
            guard !members.isEmpty else {
                throw StageError("cluster \(cluster) of \(count) is empty; ask for fewer clusters")
            }
            var draws = key.stream(.sampling, episode: 1 + cluster)
            let own = draws.distinctIndices(min(each, members.count), below: members.count)
            chosen += own.map { members[$0] }
            for _ in own.count..<max(each, own.count) { chosen.append(members[draws.index(below: members.count)]) }
        }
        if shuffles {
            var draws = key.stream(.sampling, episode: 1 + count)
            chosen = draws.distinctIndices(chosen.count, below: chosen.count).map { chosen[$0] }
        }
        return chosen
    }

    /// Columns of mean zero, and of standard deviation one where asked; a constant column stays zero.
    private func standardized(_ pool: [Float], _ width: Int) -> [Double] {
        var values = pool.map { Double($0) }
        let n = Double(values.count / width)
        for column in 0..<width {
            let rows = stride(from: column, to: values.count, by: width)
            let mean = rows.reduce(0) { $0 + values[$1] } / n
            for row in rows { values[row] -= mean }
            guard standardizes else { continue }
            let variance = rows.reduce(0) { $0 + values[$1] * values[$1] } / n
            guard variance > 0 else { continue }
            let scale = 1 / variance.squareRoot()
            for row in rows { values[row] *= scale }
        }
        return values
    }
}
