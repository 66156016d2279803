import Config
import Learning
import Numerics

/// Agents count by how much what they learned agrees with what all learned.
struct Agreement: Weighting {
    static let component = Component(
        "agreement", "An agent counts the more, the smaller the angle between its update and the mean of all updates.",
        details: """
            ϑₖ = arccos(gₖᵀ ḡ / (‖gₖ‖ ‖ḡ‖)),  ḡ = (1/K) Σₖ gₖ      gₖ: what agent k uploads; π/2 where one of them is 0
            ϑ̃ₖ = the mean of ϑₖ over all meetings that k was at
            wₖ = exp f(ϑ̃ₖ) / Σⱼ exp f(ϑ̃ⱼ),  f(ϑ) = α (1 − exp(−exp(−α (ϑ − 1))))
            With `upload: delta` gₖ is the agent's update. With `parameters` it is the model itself: angles between models that
            share a start say little. α is `steepness`: at 0 all count alike. Sums are in Float64, in the order of the numbers, by
            blocks of 1024; of several precisions the first one's angles count. Angles that are no number are π. Checkpoints hold the sums of
            angles and how many there were as /federation/<exchange>/weights.
            """,
        source: Source(
            .adaptiveWeighting, evidence: .recalled,
            grounds: [
                .from(.recalled, "smoothed angles, the Gompertz function f, α 5"),
                .from(
                    .ours, "agents count alike beside it, whatever they trained; differences of parameters as gradients"
                ),
            ]),
        fields: [
            Field("steepness", .number(Interval(0, 100)), "How much agreement matters, α").main
                .defaults(to: .number(5))
        ])

    /// What is kept between two meetings, by agent.
    struct State: Persistent {
        /// Σ ϑₖ in radians, over the meetings it was at.
        var angles: Tensor<Double>
        /// How many those were.
        var meetings: Tensor<Int>

        var flaw: Flaw? {
            .each("angles", angles.elements, "sums of angles are not negative") { $0 >= 0 }
                ?? .each("meetings", meetings.elements, "a count is at least 0 and at most 2⁵³") {
                    (0...Flaw.most).contains($0)
                }
        }
    }

    let givesShares = true
    private let steepness: Double

    init(_ settings: Settings) { steepness = settings.number("steepness") }

    func initial(_ facts: Facts, agents: Int) -> State {
        State(
            angles: Tensor(zeros: agents),
            meetings: Tensor(shape: [agents], elements: Array(repeating: 0, count: agents)))
    }

    func unfit(_ facts: Facts) -> [Unfit] { [] }

    func weigh(_ batch: Batch, _ senders: Senders, _ state: inout State) -> Weights {
        if senders.isFirst {
            for (place, angle) in zip(senders.places, Self.angles(of: batch)) {
                state.angles.elements[place] += angle
                state.meetings.elements[place] += 1
            }
        }
        let powers = senders.places.map { place in
            let angle = state.angles.elements[place] / Double(max(state.meetings.elements[place], 1))
            return Elementary.exp(contribution(of: angle))
        }
        return Weights([.init(shares: .inProportion(to: powers))])
    }

    /// f(ϑ) = α (1 − exp(−exp(−α (ϑ − 1)))), from 0 to α.
    private func contribution(of angle: Double) -> Double {
        steepness * (1 - Elementary.exp(-Elementary.exp(-steepness * (angle - 1))))
    }

    /// The angle between each row and the mean of all, in radians.
    static func angles(of batch: Batch) -> [Double] {
        let rows = (0..<batch.count).map(batch.numbers)
        let mean = batch.mean(of: Array(0..<batch.count))
        let length = ColumnSum.product(mean, mean).squareRoot()
        return rows.map { row in
            let lengths = ColumnSum.product(row, row).squareRoot() * length
            guard lengths > 0 || lengths.isNaN else { return .pi / 2 }
            let cosine = ColumnSum.product(row, mean) / lengths
            return cosine.isNaN ? .pi : Elementary.arccos(cosine)
        }
    }
}
