import Determinism
import Numerics
import TestSupport
import Testing

@testable import Learning

@Suite("Gradients of how far an agent is from a consensus")
struct DistillationTests {
    private static let divergences: [Divergence] = [.consensusFromAgent, .agentFromConsensus, .meanAbsoluteError]

    @Test("agree with PyTorch's, of logits and of probabilities")
    func pyTorch() throws {
        let fixture = try Fixture("distillation")
        let cases = fixture.facts["cases"]?.elements ?? []
        #expect(cases.count == 4)
        for facts in cases {
            let name = try #require(facts["name"]?.asText)
            let (rows, actions) = try (#require(facts["rows"]?.asInteger), #require(facts["actions"]?.asInteger))
            let logits = try fixture.floats("\(name)/logits")
            let consensus = try fixture.floats("\(name)/consensus")
            let probabilities = try fixture.floats("\(name)/probabilities")
            var (room, found) = (logits, logits)
            func expectClose(_ what: String) throws {
                let gaps = zip(found, try fixture.floats("\(name)/\(what)")).map { abs($0 - $1) * Float(rows) }
                #expect((gaps.max() ?? .infinity) < 1e-6, "\(name), \(what)")
            }
            for (divergence, what) in zip(
                Self.divergences, ["consensus_from_agent", "agent_from_consensus", "of_logits"])
            {
                Distillation.gradient(
                    of: divergence, outputs: logits, logits: consensus, rows: rows, actions: actions, &room,
                    into: &found)
                try expectClose(what)
            }
            Distillation.gradient(
                of: .meanAbsoluteError, outputs: logits, consensus: probabilities, rows: rows, actions: actions,
                into: &found)
            try expectClose("of_probabilities")
        }
    }

    @Test("are those of central differences", arguments: divergences)
    func centralDifferences(divergence: Divergence) {
        let outputs: [Float] = [0.5, -1.25, 2, 0.125, 0.75, -0.5]
        let consensus: [Float] = [0.25, -1, 1.5, 0.5, 0.5, 0.25]
        let (rows, actions) = (2, 3)
        func softmax(_ row: ArraySlice<Double>) -> [Double] {
            let powers = row.map { Elementary.exp($0) }
            return powers.map { $0 / powers.reduce(0, +) }
        }
        /// The mean over rows, from the definition.
        func loss(_ z: [Double]) -> Double {
            let target = consensus.map(Double.init)
            var sum = 0.0
            for row in stride(from: 0, to: z.count, by: actions) {
                let (own, common) = (softmax(z[row..<row + actions]), softmax(target[row..<row + actions]))
                for action in 0..<actions {
                    switch divergence {
                    case .consensusFromAgent:
                        sum += common[action] * (Elementary.log(common[action]) - Elementary.log(own[action]))
                    case .agentFromConsensus:
                        sum += own[action] * (Elementary.log(own[action]) - Elementary.log(common[action]))
                    case .meanAbsoluteError: sum += abs(z[row + action] - target[row + action]) / Double(actions)
                    }
                }
            }
            return sum / Double(rows)
        }
        var (room, found) = (outputs, outputs)
        Distillation.gradient(
            of: divergence, outputs: outputs, logits: consensus, rows: rows, actions: actions, &room, into: &found)
        for index in outputs.indices {
            var (up, down) = (outputs.map(Double.init), outputs.map(Double.init))
            up[index] += 1e-5
            down[index] -= 1e-5
            #expect(abs(Double(found[index]) - (loss(up) - loss(down)) / 2e-5) < 1e-6, "\(index)")
        }
    }

    @Test("of probabilities sum to 0 over actions, and where nothing differs there is none")
    func probabilities() {
        let outputs: [Float] = [0.5, -1.25, 2, 0.125, 0.75, -0.5]
        var (own, found) = (outputs, outputs)
        Kernels.active.softmaxRows(outputs, rows: 2, actions: 3, into: &own)
        Distillation.gradient(
            of: .meanAbsoluteError, outputs: outputs, consensus: own, rows: 2, actions: 3, into: &found)
        #expect(found == [0, 0, 0, 0, 0, 0])
        // The second row is moved from action 0 to action 1.
        own[3] -= 0.125
        own[4] += 0.125
        Distillation.gradient(
            of: .meanAbsoluteError, outputs: outputs, consensus: own, rows: 2, actions: 3, into: &found)
        #expect(found[0..<3] == [0, 0, 0])
        #expect(found[3] > 0 && found[4] < 0 && abs(found[3] + found[4] + found[5]) < 1e-8)
        var room = outputs
        Distillation.gradient(
            of: .meanAbsoluteError, outputs: outputs, logits: outputs, rows: 2, actions: 3, &room, into: &found)
        #expect(found == [0, 0, 0, 0, 0, 0])
    }

    @Test("of Gaussian policies are signs of what differs")
    func gaussian() {
        let outputs: [Float] = [0.5, -0.25, 0.5, -0.25]
        let positive = GaussianHead.Positive.softplus
        let deviation = Float(positive.deviation(-0.25))
        // The mean lies above, the deviation below; then both are equal.
        let consensus = [0.25, deviation + 0.5, 0.5, deviation]
        var found = [Float](repeating: 7, count: 4)
        GaussianGradients.divergence(
            .meanAbsoluteError, positive, outputs: outputs, consensus: consensus, rows: 2, controls: 1, into: &found)
        #expect(found[0] == 0.5)
        #expect(found[1] == Float(0.5 * (-1 * positive.slope(-0.25))))
        #expect(found[2] == 0)
        // A deviation is rounded on the wire.
        #expect(abs(found[3]) == abs(found[1]) || found[3] == 0)
    }
}
