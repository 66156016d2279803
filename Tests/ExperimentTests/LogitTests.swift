import Config
import Determinism
import Learning
import TestSupport
import Testing

@testable import Experiment
@testable import Federation

/// Logits at public states that are drawn anew: what FedMD is made of.
@Suite("Logits at drawn public states")
struct LogitTests {
    static let pool = 60

    /// Agents that have not trained.
    static func cell(_ agents: String, _ exchange: String, optimizer: String = "{sgd: {learning_rate: 0.05}}") throws
        -> Cell
    {
        let (study, findings) = SpecText.compile(
            """
            concord: 1
            name: logits
            seeds: [3]
            round: {episodes: 1}
            rounds: 12
            environment: cartpole
            learner: reinforce
            network: {hidden: [6]}
            optimizer: \(optimizer)
            agents: \(agents)
            public_states:
              uniform: {seed: 1, count: \(pool), ranges: {cart_position: [-2, 2], cart_velocity: [-1, 1],
                        pole_angle: [-0.2, 0.2], pole_angular_velocity: [-1, 1]}}
            federation: [\(exchange)]
            measure: [training_return]

            """)
        let compiled = try #require(study, "\(findings.diagnostics.map(\.message))")
        let plan = compiled.plan(of: compiled.cells[0])
        return try Cell(plan, publicStates: StageStore.prepare(plan, 1), initial: nil)
    }

    /// All numbers of every agent's policy.
    static func policies(_ cell: Cell) throws -> [[Float]] {
        try (0..<cell.population.count).map { agent in
            let part = try #require(cell.population.parts(of: agent).first { $0.name == "policy" })
            var row = [Float](repeating: 0, count: part.width)
            row.withUnsafeMutableBytes { bytes in
                guard let base = bytes.baseAddress else { return }
                cell.population.read(part, from: [agent], into: PartRows(part, base, count: 1))
            }
            return part.columns.flatMap { row[$0] }
        }
    }

    private static func meet(_ cell: inout Cell, _ rounds: ClosedRange<Int>) {
        for round in rounds { cell.exchange(after: Round(round, length: Duration(1, .episodes))) }
    }

    @Test("Agents that are equal stay as they are", arguments: ["mean_absolute_error", "consensus_from_agent"])
    func equal(divergence: String) throws {
        var cell = try Self.cell(
            "[{name: a, count: 4, start: common}]",
            "{fedmd: {sample: 20, batch: 7, passes: 3, divergence: \(divergence)}}")
        let before = try Self.policies(cell)
        Self.meet(&cell, 1...3)
        let after = try Self.policies(cell)
        // Four equal numbers have themselves as their mean; a softmax of a softmax's logits is it.
        #expect(after == before)
        #expect(Set(before).count == 1)
    }

    @Test("Agents that are not equal come to one another, whatever their networks")
    func nearer() throws {
        var cell = try Self.cell(
            "[{name: a}, {name: b, network: {hidden: [5, 4]}}, {name: c, count: 2}]", "{fedmd: {batch: 10}}",
            optimizer: "{adam: {learning_rate: 1e-2}}")
        func spread() throws -> Double {
            let probe = try Self.logits(cell)
            return probe[0].indices.reduce(0) { sum, index in
                let values = probe.map { $0[index] }
                return sum + Double((values.max() ?? 0) - (values.min() ?? 0))
            }
        }
        let before = try spread()
        Self.meet(&cell, 1...40)
        #expect(try spread() < before / 8)
    }

    /// Logits at the first public states, by agent, from the networks.
    private static func logits(_ cell: Cell) throws -> [[Float]] {
        let states = try #require(cell.publicStates?.batch)
        return try zip(cell.plan.agents, policies(cell)).map { agent, numbers in
            let member = agent.member(seed: 0)
            let role = try #require(agent.makeLearner().networks.first { $0.name == "policy" })
            let shape = member.shape(of: role)
            let network = Network(shape, parameters: numbers)
            let activations = Activations(shape, capacity: states.count)
            activations.forward(network, inputs: states.base, rows: states.count)
            return Array(UnsafeBufferPointer(start: activations.outputs, count: states.count * shape.outputs))
        }
    }

    @Test(
        "Every meeting has states of its own, which depend on nothing but the exchange's name, the seed and the round")
    func redrawn() throws {
        func after(_ exchange: String, _ rounds: ClosedRange<Int>) throws -> [[Float]] {
            var cell = try Self.cell("[{name: a, count: 3}]", exchange)
            Self.meet(&cell, rounds)
            return try Self.policies(cell)
        }
        let first = try after("{fedmd: {sample: 10}}", 1...1)
        #expect(try after("{fedmd: {sample: 10}}", 1...1) == first)
        #expect(try after("{fedmd: {sample: 10}}", 2...2) != first)
        #expect(try after("{fedmd: {sample: 10, name: other}}", 1...1) != first)
        // Where all are drawn only their order differs.
        let all = try after("{fedmd: {sample: \(Self.pool)}}", 1...1)
        let more = try after("{fedmd: {sample: 5000}}", 1...1)
        #expect(all == more)
        let fixed = try after("{fedmd: {upload: logits}}", 1...1)
        for (one, other) in zip(all.joined(), fixed.joined()) { #expect(abs(one - other) < 1e-5) }
    }

    @Test("States that are drawn are different ones of the public states, each as likely as any")
    func draw() throws {
        let numbers = (0..<12).map { Float($0) }
        try numbers.withUnsafeBufferPointer { buffer in
            let all = StateBatch(try #require(buffer.baseAddress), count: 6, width: 2)
            let draw = StateDraw()
            var counts = [Int](repeating: 0, count: 6)
            let key = StreamKey(seed: 1, owner: "exchange/x")
            for round in 0..<6000 {
                var stream = key.stream(.exchange, round: round, episode: 0)
                let some = draw.draw(2, of: all, from: &stream)
                let drawn = (0..<some.count).map { Int(some.base[2 * $0]) / 2 }
                #expect(Set(drawn).count == 2 && some.width == 2)
                for state in drawn {
                    counts[state] += 1
                    #expect(all.base[2 * state + 1] == Float(2 * state + 1))
                }
            }
            // 2000 expected of each, 37 the deviation.
            #expect(counts.allSatisfy { abs($0 - 2000) < 185 }, "\(counts)")
        }
    }

    @Test("Bytes are those of the drawn states, up and down, and of all states once")
    func bytes() throws {
        var cell = try Self.cell("[{name: a, count: 3}]", "{fedmd: {every: {rounds: 4}, sample: 25}}")
        for _ in 1...12 { _ = cell.advance(1) }
        let lines = Dictionary(uniqueKeysWithValues: cell.ledger.entries.map { ($0.kind, $0.bytes) })
        // 3 meetings, 3 agents, 25 states, 2 actions; then 60 states of 4 numbers to 3 agents.
        #expect(lines == ["logits": 3 * 3 * 25 * 2 * 4, "consensus": 3 * 3 * 25 * 2 * 4, "public_states": 3 * 60 * 16])
        #expect(cell.plan.costs.contradictions(by: cell.ledger) == [])
    }
}
