import Config
import Determinism
import Learning
import Numerics

/// Agents learn from those that come nearer to them and do better (CAESAR).
struct CAESARWeights: Weighting {
    static let component = Component(
        "caesar",
        "Every agent gets the mean of those that it seems to converge with, drawn by a probability for every pair, and that do better.",
        details: """
            dᵢⱼ = mean |θᵢ − θⱼ| over all numbers; d⁻ᵢⱼ: the same after the exchange when both met before
            pᵢⱼ ← pᵢⱼ + δ where dᵢⱼ < d⁻ᵢⱼ − ξ, else pᵢⱼ − δ, within [0, 1]; 0 before the second meeting; pᵢᵢ = 1
            fᵢ = the return of one greedy episode in the agent's own world, played for the meeting
            Sᵢ = {j : Uᵢⱼ < pᵢⱼ and fⱼ > fᵢ},  Uᵢⱼ ~ U(0, 1);  θ̄ᵢ = the aggregate over Sᵢ; whoever has nobody goes on from its own
            `converging: false` leaves out p: those that do better ("screening"). `better: false` leaves out f: those that are drawn, i
            itself among them ("sampling"). Every sender reports fᵢ, 8 bytes, the ledger's performance; θ is its upload.
            d⁻ is what the server knows without asking: θᵢ and the mean over Sᵢ, that far apart as `digest` moves agents (`soft`,
            `replace`). Episodes are of streams of their own, so that they change no other number. Checkpoints hold p and d⁻
            as /federation/<exchange>/weights.

            Deviations from the authors' program:
              1. All agents move at once; there one after the other, and each sees those before it as they have become.
              2. p is first moved at the second meeting: what agents were before the first one nobody has uploaded.
            """,
        source: Source(
            .caesar, note: "program of the authors", evidence: .authorCode,
            grounds: [
                .from(
                    .authorCode,
                    "p, its steps, screening by one greedy episode, d⁻ taken after the exchange; δ 0.1, ξ 1e-4"),
                .from(.ours, "all agents at once; greedy takes the first of equals"),
            ]),
        fields: [
            Field("converging", .boolean, "Whether who is learned from is drawn by p").defaults(to: .boolean(true)),
            Field("better", .boolean, "Whether only those are learned from that do better").defaults(
                to: .boolean(true)),
            Field("step", .number(.unit), "δ: how much a probability moves at a meeting").defaults(to: .number(0.1)),
            Field("margin", .number(.nonnegative), "ξ: by how much a distance has to fall").defaults(to: .number(1e-4)),
        ])

    /// What is kept between two meetings, `[agent, agent]`.
    struct State: Persistent {
        /// p.
        var probability: Tensor<Double>
        /// d⁻; -1 where two have not met.
        var distance: Tensor<Double>

        var flaw: Flaw? {
            .each("probability", probability.elements, "probabilities are from 0 to 1") { (0...1).contains($0) }
                ?? .each("distance", distance.elements, "distances are not negative, and -1 is none") {
                    $0 >= 0 || $0 == -1 || $0.isNaN
                }
        }
    }

    static let drawsForAll = true
    static let purposes = [Purpose.performance]
    let isPersonal = true
    private let isConverging: Bool
    private let isBetter: Bool
    private let step: Double
    private let margin: Double

    init(_ settings: Settings) {
        isConverging = settings.flag("converging")
        isBetter = settings.flag("better")
        step = settings.number("step")
        margin = settings.number("margin")
    }

    var asksPerformance: Bool { isBetter }

    func report(_ facts: Facts) -> Report? { isBetter ? Report(kind: "performance", bytes: 8) : nil }

    func receivers(of participants: Int) -> ClosedRange<Int> { (isBetter ? 0 : participants)...participants }

    func groups(among peers: [Facts.Peer]) -> [[Int]]? { nil }

    func initial(_ facts: Facts, agents: Int) -> State {
        var state = State(
            probability: Tensor(zeros: agents, agents),
            distance: Tensor(shape: [agents, agents], elements: [Double](repeating: -1, count: agents * agents)))
        for agent in 0..<agents { state.probability.elements[agent * (agents + 1)] = 1 }
        return state
    }

    func unfit(_ facts: Facts) -> [Unfit] {
        if isBetter {
            let idle = facts.lacking("plays no episode, so that nobody knows who does better", at: "weights") {
                $0.acts
            }
            if !idle.isEmpty { return idle }
        }
        guard isConverging, facts.share == nil else { return [] }
        let isOfParameters = facts.payload.allSatisfy { $0.space == .parameter }
        return [
            Unfit(
                .axes,
                "'\(facts.exchange)' compares agents with what they were after the exchange before, and 'digest' leaves open how far "
                    + "they go",
                at: .exchange("weights"), other: .init(.exchange("digest"), "the digest"),
                help: isOfParameters ? "digest: soft, or digest: replace, or weights: uniform" : "weights: uniform")
        ]
    }

    func weigh(_ batch: Batch, _ senders: Senders, _ state: inout State) -> Weights {
        let rows = (0..<batch.count).map(batch.numbers)
        if senders.isFirst, isConverging { move(&state, senders.places, by: Self.distances(of: rows)) }
        let chosen = choose(senders, state)
        if senders.isFirst, isConverging {
            let share = senders.facts.share ?? 1
            let after = zip(rows, chosen).map { row, some in Self.row(row, moved: share, toward: some, of: rows) }
            note(&state, senders.places, Self.distances(of: after))
        }
        return Weights(
            chosen.enumerated().compactMap { receiver, some in
                some.isEmpty ? nil : .init(receivers: [receiver], senders: some)
            })
    }

    /// Moves probabilities by how distances have changed since they were noted.
    private func move(_ state: inout State, _ places: [Int], by distances: [[Double]]) {
        let agents = state.probability.shape[0]
        for (row, one) in places.enumerated() {
            for (column, other) in places.enumerated() where one != other {
                let place = one * agents + other
                guard state.distance.elements[place] != -1 else { continue }
                let isNearer = state.distance.elements[place] - distances[row][column] > margin
                let moved = state.probability.elements[place] + (isNearer ? step : -step)
                state.probability.elements[place] = min(max(moved, 0), 1)
            }
        }
    }

    private func note(_ state: inout State, _ places: [Int], _ distances: [[Double]]) {
        let agents = state.distance.shape[0]
        for (row, one) in places.enumerated() {
            for (column, other) in places.enumerated() {
                state.distance.elements[one * agents + other] = distances[row][column]
            }
        }
    }

    /// By receiver: the rows that it learns from, in rising order.
    private func choose(_ senders: Senders, _ state: State) -> [[Int]] {
        var stream = senders.stream
        let agents = state.probability.shape[0]
        return senders.places.enumerated().map { row, one in
            senders.places.enumerated().compactMap { column, other in
                // Drawn for every pair, whatever becomes of it.
                let draw = isConverging ? stream.uniform() : 0
                guard !isConverging || draw < state.probability.elements[one * agents + other] else { return nil }
                return !isBetter || senders.performances[column] > senders.performances[row] ? column : nil
            }
        }
    }

    /// A row after it has gone some way toward the mean of some rows.
    private static func row(_ row: [Double], moved share: Double, toward some: [Int], of rows: [[Double]]) -> [Double] {
        guard !some.isEmpty else { return row }
        return row.indices.map { column in
            let mean = some.reduce(0) { $0 + rows[$1][column] } / Double(some.count)
            return (1 - share) * row[column] + share * mean
        }
    }

    /// The mean absolute difference of every two rows.
    static func distances(of rows: [[Double]]) -> [[Double]] {
        var distances = rows.map { _ in [Double](repeating: 0, count: rows.count) }
        for one in rows.indices {
            for other in 0..<one {
                let sum = ColumnSum.over(rows[one].indices) { abs(rows[one][$0] - rows[other][$0]) }
                let mean = sum / Double(max(rows[one].count, 1))
                (distances[one][other], distances[other][one]) = (mean, mean)
            }
        }
        return distances
    }
}
