import Config
import Learning
import Numerics

/// Every agent goes on from the server's result, and corrects its next local updates by how far it had drifted.
struct ControlVariate: Digest {
    static let component = Component(
        "control_variate",
        "Every agent goes on from the server's result and adds a control variate ξ to its local updates.",
        details: """
            local:  θₖ ← θₖ + η (update + ξₖ)              from ξₖ = 0; `concord explain` of the learner says which part
            then:   θ̄ = aggregate of θₖ,  ξₖ ← ξₖ + (θ̄ − θₖ)/(η H),  θₖ ← θ̄

            η H is the sum of the agent's step sizes over its local steps since the last exchange, so it holds for rates that
            decay. Where η H is below 2⁻⁵², local steps are lost in the rounding of θₖ and say nothing of its drift: ξₖ stays, as
            it does where a schedule has taken the rate to 0. Only θₖ and θ̄ travel: an agent knows its own θₖ and finds ξₖ itself. Where all agents have equal step
            sizes and count alike, Σₖ ξₖ = 0 (within rounding).
            Checkpoints hold ξ as /federation/<exchange>/control_variates [agent, number], Float64.
            """,
        source: Source(
            "Mangold, Samsonov, Labbi, Levin, Alami, Naumov & Moulines, SCAFFLSA, NeurIPS 2024, arXiv 2402.04114; its "
                + "program",
            evidence: .authorCode),
        fields: [])

    static let forms = [Form.parameters]
    let needs: Needs = [.pulls]
    let resultKind = "parameters"
    let pullsAtUpdates = true

    init(_ settings: Settings) {}

    /// What is kept between two firings.
    struct State: Persistent {
        /// ξ by the agents' places in the population, `[agent, number]`.
        var controlVariates: Tensor<Double>

        /// Any numbers, also those that a rate too large has left.
        var flaw: Flaw? { nil }
    }

    func initial(agents: Int, parts: [Part]) -> State {
        precondition(parts.count == 1, "control variates belong to one part")
        return State(controlVariates: Tensor(zeros: agents, parts[0].width))
    }

    func run(_ upload: any Upload, _ aggregator: any Aggregator, _ talk: inout Conversation, _ state: inout State) {
        let part = talk.parts[0]
        let rows = talk.gather(part, kind: upload.kind)
        let result = talk.result(part)
        aggregator.combine(rows, into: result)
        talk.send(part, kind: resultKind)
        guard let local = rows.doubles, let server = result.doubles else {
            preconditionFailure("control variates are added to tables and weights in Float64")
        }
        let (width, mean) = (part.width, server.base)
        let lengths = talk.lengthsOfLocalSteps(of: part)
        state.controlVariates.elements.withUnsafeMutableBufferPointer { variates in
            guard let base = variates.baseAddress else { return }
            for row in 0..<talk.participants.count {
                let (variate, own) = (base + talk.participants[row] * width, local.row(row))
                let length = lengths[row]
                guard length >= Self.leastLength else { continue }
                for column in 0..<width { variate[column] += (mean[column] - own[column]) / length }
            }
        }
        talk.give(result)
    }

    /// The least η H that is divided by. The quotient's rounding error is about ulp(θ)/(η H): from here on no more than θ.
    private static let leastLength = 0x1p-52

    func writePulls(_ state: State, into rows: PartRows) {
        state.controlVariates.withBytes { bytes in
            guard let base = bytes.baseAddress else { return }
            rows.base.copyMemory(from: base, byteCount: bytes.count)
        }
    }
}
