import Testing

@testable import Experiment

@Suite("Consensus distributions of agents' own")
struct PersonalConsensusTests {
    static func cell(_ agents: [String], _ axes: String) throws -> Cell {
        let text = SpecText.text(
            """
            public_states: {uniform: {count: 24, ranges: {cart_position: [-1, 1], cart_velocity: [-1, 1], pole_angle: [-0.2, 0.2], \
            pole_angular_velocity: [-1, 1]}}}
            federation: [{fedhpd: {every: {rounds: 2}, digest: {distill: {passes: 2, slices: 3}}\(axes)}}]
            """, agents: "[" + agents.map { "{name: \($0)}" }.joined(separator: ", ") + "]")
        let plan = try #require(SpecText.plans(text).first, "\(SpecText.compile(text).findings.diagnostics)")
        return try Cell(plan, publicStates: StageStore.prepare(plan, 1), initial: nil)
    }

    @Test("Groups distill as if each were alone")
    func groups() throws {
        let grouped = ", weights: {groups: {by: {label: [[a, c], [b, d]]}}}"
        var all = try Self.cell(["a", "b", "c", "d"], grouped)
        var (one, other) = (try Self.cell(["a", "c"], ""), try Self.cell(["b", "d"], ""))
        for _ in 1...6 {
            _ = all.advance(2)
            _ = one.advance(1)
            _ = other.advance(1)
            let trace = all.trace()
            #expect([trace[0], trace[2]] == one.trace() && [trace[1], trace[3]] == other.trace())
        }
        #expect(all.ledger.total == one.ledger.total + other.ledger.total)
    }

    @Test("On a complete graph agents distill as with a server, and neighbors alone as if they were all")
    func peers() throws {
        var (peers, server) = (
            try Self.cell(["a", "b", "c"], ", topology: peer_to_peer"), try Self.cell(["a", "b", "c"], "")
        )
        var pair = try Self.cell(["a", "b", "c"], ", topology: {peer_to_peer: {graph: {edges: [[a, c]]}}}")
        var alone = try Self.cell(["a", "c"], "")
        for _ in 1...4 {
            _ = peers.advance(1)
            _ = server.advance(1)
            _ = pair.advance(1)
            _ = alone.advance(1)
            #expect(peers.trace() == server.trace())
            #expect([pair.trace()[0], pair.trace()[2]] == alone.trace())
        }
    }

    @Test("Sharp likeness leaves agents to themselves, and none makes one consensus of all")
    func likeness() throws {
        func traces(_ weights: String) throws -> [[UInt64]] {
            var cell = try Self.cell(["a", "b"], weights)
            return (1...2).map { _ in
                _ = cell.advance(1)
                return cell.trace()
            }
        }
        let (sharp, alone) = (
            try traces(", weights: {similarity: {by: divergence, sharpness: 1e9}}"), try traces(", weights: identity")
        )
        let (none, all) = (try traces(", weights: {similarity: {by: divergence, sharpness: 0}}"), try traces(""))
        #expect(sharp == alone && none == all)
        #expect(sharp != none)
    }
}
