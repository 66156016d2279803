import Archive
import Testing

@testable import Experiment

/// Laws of what axes keep, over settings that starters do not have: by replica, and resumed.
@Suite("Laws of what axes keep")
struct AxisStateLaws {
    static let axes = [
        "weights: samples, participation: {count: 2}", "weights: {groups: {by: {world_constant: pole_mass}}}",
        "weights: {groups: {by: {label: [[a1, a3]]}}}", "weights: {groups: {by: {return_curve: 2}}}",
        "weights: {similarity: {sharpness: 3}}, digest: {soft: 0.25}",
        "topology: {peer_to_peer: ring}, participation: {fraction: 0.7}",
        "topology: {peer_to_peer: {graph: {edges: [[a1, a2]]}}}, weights: {groups: {by: return_curve, count: 3}}",
        "server: {optimizer: {sgd: 0.5}}, protect: [{clip: 0.5}]",
        "server: {optimizer: {adam: {bias_correction: true}}}",
        "server: {project: {box: {low: -0.25, high: 0.25}}}", "participation: {best: 2}, faults: [{dropout: 0.3}]",
        "participation: {ucb: {number: 2, reward: return}}, weights: samples",
    ]

    static func cell(_ axes: String, replicas: Int) throws -> Cell {
        let text =
            ReplicaTests.text.replacing("replicas: 4", with: "replicas: \(replicas)") + """
                federation: [{parameter_average: {every: {rounds: 2}, \(axes)}}]
                measure: [training_return, bytes]
                """
        return try Cell(ReplicaTests.plan(text), publicStates: nil, initial: nil)
    }

    @Test("A replica keeps the same beside few others and beside many", arguments: axes)
    func replicas(axes: String) throws {
        var (two, four) = (try Self.cell(axes, replicas: 2), try Self.cell(axes, replicas: 4))
        for _ in 1...6 {
            _ = two.advance(1)
            _ = four.advance(2)
        }
        #expect(two.trace() == Array(four.trace().prefix(6)))
        let kept = two.exchanges[0].keptByAxes[0]
        let (less, more) = (try two.tree(), try four.tree())
        for axis in kept {
            for replica in 0..<2 {
                let path = "federation/parameter_average/\(axis)/\(replica)"
                guard case .group(let own)? = less[path], case .group(let other)? = more[path] else {
                    Issue.record("no \(path)")
                    continue
                }
                #expect(own.firstDifference(from: other) == nil)
            }
        }
    }

    @Test("run(n) equals run(k), checkpoint, resume(n − k), and bytes are those of the plan", arguments: axes)
    func resume(axes: String) throws {
        var whole = try Self.cell(axes, replicas: 2)
        for _ in 1...7 { _ = whole.advance(1) }
        for cut in [1, 4, 5] {
            var first = try Self.cell(axes, replicas: 2)
            for _ in 1...cut { _ = first.advance(1) }
            var second = try Self.cell(axes, replicas: 2)
            try second.restore(first.tree(), round: cut, isScheduled: false)
            for _ in (cut + 1)...7 { _ = second.advance(2) }
            #expect(try second.tree().firstDifference(from: whole.tree()) == nil)
        }
        while !whole.isFinished { _ = whole.advance(1) }
        let costs = whole.plan.costs
        #expect(costs.isLedgerExact)
        #expect(costs.contradictions(by: whole.ledger) == [])
    }
}
