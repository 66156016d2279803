import Config
import Determinism
import Numerics
import Testing

@testable import Experiment

@Suite("Clusters and principal components")
struct StageNumericsTests {
    @Test("Jacobi rotations diagonalize: A v = λ v, and the vectors are orthonormal")
    func eigen() {
        let matrix: [Double] = [4, 1, -2, 1, 3, 0.5, -2, 0.5, 5]
        let (values, vectors) = PrincipalComponents.eigen(matrix, 3)
        for k in 0..<3 {
            for i in 0..<3 {
                let product = (0..<3).reduce(0.0) { $0 + matrix[i * 3 + $1] * vectors[$1 * 3 + k] }
                #expect(abs(product - values[k] * vectors[i * 3 + k]) < 1e-12)
            }
            for l in 0..<3 {
                let inner = (0..<3).reduce(0.0) { $0 + vectors[$1 * 3 + k] * vectors[$1 * 3 + l] }
                #expect(abs(inner - (k == l ? 1 : 0)) < 1e-12)
            }
        }
        // The trace is the sum of the eigenvalues: 4 + 3 + 5.
        #expect(abs(values.reduce(0, +) - 12) < 1e-12)
    }

    @Test("The first component is the direction of largest variance")
    func principal() {
        // Points along (3, 4)/5 with a little noise across it.
        var rows: [Double] = []
        for step in -10...10 {
            let across = step.isMultiple(of: 2) ? 0.01 : -0.01
            rows += [0.6 * Double(step) - 0.8 * across, 0.8 * Double(step) + 0.6 * across]
        }
        let components = PrincipalComponents(ofCentered: rows, width: 2, count: 2)
        #expect(abs(components.axes[0][0] - 0.6) < 1e-3 && abs(components.axes[0][1] - 0.8) < 1e-3)
        // Σ step² = 770 over 20 degrees of freedom
        #expect(abs(components.variances[0] - 38.5) < 0.1 && components.variances[1] < 1e-3)
    }

    @Test("k-means finds separated groups, and the same ones again")
    func clusters() {
        var stream = StreamKey(seed: 1, owner: "test").stream(.draw)
        var points: [Double] = []
        for index in 0..<300 {
            let center = Double(index % 3) * 10
            points += [center + stream.uniform(), -center + stream.uniform()]
        }
        var one = StreamKey(seed: 1, owner: "test").stream(.sampling)
        var other = one
        let first = KMeans(points, width: 2, count: 3, stream: &one)
        let second = KMeans(points, width: 2, count: 3, stream: &other)
        #expect(first.labels == second.labels)
        for index in 3..<300 { #expect(first.labels[index] == first.labels[index % 3]) }
        #expect(Set(first.labels.prefix(3)).count == 3)
    }

    @Test(
        "Rollouts may be longer than an episode, greedy or stochastic, and are the same again",
        arguments: ["greedy", "stochastic"])
    func rollouts(policy: String) throws {
        let plan = try SmallStudy.plan(
            (
                "  uniform:\n",
                "  rollouts: {train: {rounds: 4}, snapshots: {from: 2, to: 4, every: 2}, episodes: 8, policy: \(policy), select: everything}\n"
            ),
            ("    count: 64\n", ""),
            (
                "    ranges: {cart_position: [-1, 1], cart_velocity: [-1, 1], pole_angle: [-0.2, 0.2], pole_angular_velocity: [-1, 1]}\n",
                ""
            ))
        let one = try #require(try StageStore.prepare(plan, 1))
        let two = try #require(try StageStore.prepare(plan, 2))
        // 2 snapshots × 8 episodes of at least 8 steps: more rows than the 60 steps an episode may last.
        #expect(one.batch.count > 128 && one.tensor == two.tensor)
    }

    @Test("A selection takes equally many from each cluster, repeating only where a cluster is too small")
    func selection() throws {
        // 100 points near 0 and 4 near 100.
        let pool = (0..<104).map { Float($0 < 100 ? 0 : 100) + Float($0) * 0.01 }
        let settings = Settings(
            ClusterSelection.component.fields,
            .object(sorting: [
                ("components", .integer(1)), ("count", .integer(2)), ("each", .integer(10)),
            ]))
        let chosen = try ClusterSelection(settings).choose(
            from: pool, width: 1, key: StreamKey(seed: 5, owner: "test"))
        #expect(chosen.count == 20)
        let small = chosen.filter { $0 >= 100 }
        #expect(small.count == 10 && Set(small).count == 4)
        let large = chosen.filter { $0 < 100 }
        #expect(large.count == 10 && Set(large).count == 10)
    }
}
