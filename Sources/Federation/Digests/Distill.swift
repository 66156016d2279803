import Config
import Learning

/// Knowledge distillation: optimizer steps toward the consensus distributions.
struct Distill: Digest {
    static let component = Component(
        "distill",
        "Optimizer steps that bring each agent's action distributions toward the consensus at the public states.",
        details: """
            for each pass, for each slice B of the public states, in order:
                L = mean over s ∈ B of KL(P̄(s) ‖ πₖ(·|s))       divergence: consensus_from_agent
                L = mean over s ∈ B of KL(πₖ(·|s) ‖ P̄(s))       divergence: agent_from_consensus
                    of Gaussian policies the mean over the controls too; P̄ = N(μ̄, σ̄)
                one step of the agent's own optimizer, with its moments and its current learning rate;
                the learning-rate decay does not advance
            consensus: every_step asks all agents anew before each step; once asks them before the first one.
            """,
        source: Source("Jiang et al., FedHPD, AAMAS 2025; program of the authors", evidence: .authorCode),
        fields: [
            Field("passes", .integer(1...100_000), "Times the whole public state set is gone through").main
                .defaults(to: .integer(5)),
            Field("slices", .integer(1...10_000_000), "Consecutive parts of the public states, one optimizer step each")
                .defaults(to: .integer(2)),
            Field(
                "consensus",
                .words(
                    ("every_step", "Recomputed from the agents' current policies before every optimizer step"),
                    ("once", "Computed once per firing, before the first optimizer step")),
                "How often the consensus is recomputed"
            ).defaults(to: .text("every_step")),
            Field(
                "divergence",
                .words(
                    ("consensus_from_agent", "KL(P̄ ‖ π), as the published program has it for discrete actions"),
                    (
                        "agent_from_consensus",
                        "KL(π ‖ P̄), as the paper's text has it, and its program for Gaussian policies"
                    )),
                "From which distribution the Kullback–Leibler divergence is measured"
            ).defaults(to: .text("consensus_from_agent")),
        ])

    private let passes: Int
    private let slices: Int
    private let recomputes: Bool
    private let divergence: Divergence

    init(_ settings: Settings) {
        passes = settings.integer("passes")
        slices = settings.integer("slices")
        recomputes = settings.text("consensus") == "every_step"
        divergence =
            settings.text("divergence") == "consensus_from_agent" ? .consensusFromAgent : .agentFromConsensus
    }

    static let forms = [Form.distributions]
    let needs: Needs = [.publicStates, .equalActionSpaces, .actionDistributions]
    let resultKind = "consensus"
    var transfersPerFiring: Int { recomputes ? passes : 1 }
    var parts: (key: String, count: Int)? { ("slices", slices) }
    var stepsPerFiring: (count: Int, shareOfStates: Double) { (passes * slices, 1 / Double(slices)) }

    func run(
        _ upload: any Upload, _ aggregator: any Aggregator, _ talk: inout Conversation, _ state: inout Stateless
    ) {
        guard let states = talk.publicStates else {
            preconditionFailure("distillation compares agents at public states, and the plan has none")
        }
        let whole = recomputes ? nil : consensus(at: states, upload, aggregator, &talk)
        for _ in 0..<passes {
            for index in 0..<slices {
                let slice = states.slice(index, of: slices)
                let target: UnsafePointer<Float>
                if let whole {
                    let actions = whole.width / states.count
                    target = UnsafePointer(whole.row(0) + states.count * index / slices * actions)
                } else {
                    target = UnsafePointer(consensus(at: slice, upload, aggregator, &talk).row(0))
                }
                talk.fit(.actionDistributions(at: slice, UnsafeSharedRow(target), divergence))
            }
        }
    }

    /// P̄ at these states: asked of all participants, averaged, and sent back to them.
    private func consensus(
        at states: StateBatch, _ upload: any Upload, _ aggregator: any Aggregator, _ talk: inout Conversation
    ) -> Rows {
        let rows = talk.gather(
            .actionDistributions(at: states), width: states.count * talk.distributionWidth, kind: upload.kind)
        let result = talk.result(width: rows.width)
        let share = 1 / Float(rows.count)
        aggregator.combine(rows, weights: [Float](repeating: share, count: rows.count), into: result)
        talk.send(result, kind: resultKind)
        return result
    }
}
