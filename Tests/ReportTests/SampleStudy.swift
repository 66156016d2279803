import Report

/// Records with known answers: every agent's return at round r is a straight line plus its arm's, seed's and own offset.
enum SampleStudy {
    /// Return = slope · r + seed / 10 + agent, so means are known in closed form.
    static func cell(
        arm: String, seed: Int, slope: Double, rounds: Int = 400, planned: Int = 400, agents: Int = 3
    ) -> CellRecord {
        var record = CellRecord(
            experiment: "sample <study> & more", arm: arm, seed: seed, agents: (1...agents).map { "a\($0)" },
            plannedRounds: planned, fingerprint: String(repeating: "0123456789abcdef", count: 4))
        record.rounds = Array(1...rounds)
        let rows = record.rounds.map { round in
            (0..<agents).map { agent in slope * Double(round) + Double(seed) / 10 + Double(agent) }
        }
        record.measures = [.init(name: "training_return", rows: rows)]
        record.totals = [
            .init(clock: .bytes, values: record.rounds.map { Double($0) * 1000 }),
            .init(clock: .steps, values: record.rounds.map { Double($0) * 50 }),
        ]
        record.goals = [Goal(measure: "training_return", window: 50, level: 100)]
        return record
    }

    /// Two arms, three seeds.
    static let cells: [CellRecord] = ["nofed", "d5"].flatMap { arm in
        [20, 25, 30].map { cell(arm: arm, seed: $0, slope: arm == "d5" ? 1 : 0.2) }
    }
}
