import Archive
import Diagnostics
import Testing

@testable import Experiment

/// Actor-critic agents that share proxy memories, in rounds that end in the middle of episodes.
@Suite("A study of proxy memories")
struct ProxyMemoryStudyTests {
    private static let text = """
        concord: 1
        name: proxies
        seeds: [4]
        round: {steps: 37}
        rounds: 10
        environment: {cartpole: {terminal_reward: {value: -100, unless_score: 499}}}
        learner: {a2c: {update: {steps: 5}}}
        network: {hidden: [12]}
        optimizers: {policy: {adam: {learning_rate: 1e-3}}, value: {adam: {learning_rate: 5e-3}}}
        agents: [{name: a, count: 2}, {name: b, network: {hidden: [8, 8], activation: tanh}}]
        federation: [{mixfrd: {every: {rounds: 4}, sections: 20}}]
        evaluation: {every: {rounds: 3}, episodes: 1}
        measure: [training_return, bytes]

        """

    private static func plan(digest: String = "") throws -> CellPlan {
        let text = text.replacing("sections: 20}", with: "sections: 20\(digest)}")
        var findings = Findings()
        let study = Study.compile(
            SourceFile(name: "proxies.yaml", text: text), beside: "", in: .standard, into: &findings)
        let compiled = try #require(study, "\(findings.diagnostics.map(\.message))")
        return compiled.plan(of: compiled.cells[0])
    }

    private static func array(_ path: String, of tree: ArchiveTree) throws -> ArchiveArray {
        guard case .array(let array)? = tree[path] else { throw Missing(path: path) }
        return array
    }

    private struct Missing: Error {
        let path: String
    }

    @Test("run(n) equals run(k), checkpoint, resume(n − k), for every k", arguments: 1..<10)
    func resume(at round: Int) throws {
        let plan = try Self.plan()
        try ResumeLaw.hold(rounds: 10, cuts: [round]) { try SmallStudy.cell(plan) }
    }

    @Test("The other direction of the divergence is another run, finite, which resumes")
    func reverse() throws {
        let plan = try Self.plan(digest: ", digest: {replay_supervised: {loss: reverse_kl, mixup: adjacent}}")
        let reverse = try ResumeLaw.hold(rounds: 10, cuts: [5]) { try SmallStudy.cell(plan) }
        var forward = try SmallStudy.cell(
            Self.plan(digest: ", digest: {replay_supervised: {loss: cross_entropy, mixup: adjacent}}"))
        for _ in 1...10 { _ = forward.advance(1) }
        #expect(reverse.divergence == nil)
        #expect(zip(reverse.trace(), forward.trace()).allSatisfy { $0 != $1 })
    }

    @Test("The ledger counts 12 bytes per entry, up from every agent and down to each, within the plan's bound")
    func bytes() throws {
        let plan = try Self.plan()
        var cell = try SmallStudy.cell(plan)
        for _ in 1...4 { _ = cell.advance(1) }
        let tree = try cell.tree()
        let sent = try ["a1", "a2", "b"].map {
            try Self.array("federation/proxy_memory/\($0)/cell_index", of: tree).count
        }
        let merged = try Self.array("federation/proxy_memory/global/cell_index", of: tree).count
        // Three agents visited 4 · 37 states each, some of them in one cell.
        #expect(sent.allSatisfy { $0 > 20 && $0 <= 148 } && merged < sent.reduce(0, +))
        #expect(cell.ledger.entries.map(\.bytes) == [12 * sent.reduce(0, +), 3 * 12 * merged])
        #expect(cell.ledger.entries.map(\.kind) == ["proxy_memory", "global_memory"])
        let costs = plan.costs
        #expect(!costs.isLedgerExact)
        // Two firings in ten rounds; at most 148 entries each, 3 · 148 together.
        #expect(costs.ledger.entries.map(\.bytes) == [2 * 3 * 12 * 148, 2 * 3 * 12 * 3 * 148])
    }

    @Test(
        "A checkpoint shows cells, states, policies and visits as tables, with sections and ranges, also of the merged one"
    )
    func layout() throws {
        var cell = try SmallStudy.cell(Self.plan())
        for _ in 1...4 { _ = cell.advance(1) }
        let tree = try cell.tree()
        for owner in ["a1", "a2", "b", "global"] {
            let path = "federation/proxy_memory/\(owner)"
            let entries = try Self.array("\(path)/cell_index", of: tree).count
            #expect(try Self.array("\(path)/proxy_state", of: tree).shape == [entries, 4])
            #expect(try Self.array("\(path)/policy", of: tree).shape == [entries, 2])
            let visits = try Self.array("\(path)/visits", of: tree).numbers
            #expect(visits.count == entries && visits.reduce(0, +) == (owner == "global" ? 3 * 148 : 148))
            guard case .group(let group)? = tree[path] else { throw Missing(path: path) }
            #expect(group.attributes["sections"] == .integer(20))
            #expect(group.attributes["ranges_high"] == .numbers([2.4, 3, 0.2095, 3.5]))
        }
    }
}
