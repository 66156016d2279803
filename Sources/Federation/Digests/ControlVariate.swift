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
            Everybody has to be at every meeting: otherwise the ξₖ no longer sum to 0, and errors grow.
            Checkpoints hold ξ as /federation/<exchange>/control_variates [agent, number], Float64.
            """,
        source: Source(
            .scafflsa, note: "program of the authors", evidence: .authorCode),
        fields: [])

    static let spaces = [Signature.Space.parameter]
    static let pullsAtUpdates = true

    init(_ settings: Settings) {}

    /// What is kept between two firings.
    struct State: Persistent {
        /// ξ by the agents' places in the population, `[agent, number]`.
        var controlVariates: Tensor<Double>

        /// Any numbers, also those that a rate too large has left.
        var flaw: Flaw? { nil }
    }

    func initial(_ facts: Facts, agents: Int) -> State {
        State(controlVariates: Tensor(zeros: agents, facts.pulledPart?.width ?? 0))
    }

    func unfit(_ facts: Facts) -> [Unfit] {
        let unpulled = facts.lacking("takes no control variates into its updates") { $0.pulledPart != nil }
        let unfit = unpulled + (unpulled.isEmpty ? unfitPart(facts) : [])
        guard let absence = facts.absence else { return unfit }
        return unfit + [
            Unfit(
                .axes,
                "'\(facts.exchange)' needs everybody at every meeting: where some are absent control variates no longer sum to 0, "
                    + "and errors grow without bound",
                at: .exchange("digest"), other: .init(.exchange(absence), "who is absent"),
                help: "participation: all and no dropout, or digest: replace")
        ]
    }

    /// What is pulled at is in Float64, as ξ is, and travels.
    private func unfitPart(_ facts: Facts) -> [Unfit] {
        guard let part = facts.pulledPart else { return [] }
        if part.precision != .double {
            return [
                Unfit(
                    .learner,
                    "'\(facts.exchange)' corrects updates of '\(part.name)' in Float64, and '\(facts.agents[0].name)' has it in Float32",
                    at: .exchange("digest"), other: .init(.agent(0, "learner"), "its learner"), help: "digest: replace")
            ]
        }
        guard facts.carried(facts.parts, named: nil).contains(where: { $0.name == part.name }) else {
            return [
                Unfit(
                    .axes, "'\(facts.exchange)' corrects updates of '\(part.name)', which stays with the agents",
                    at: .exchange("digest"), other: .init(.exchange("personal"), "what stays"),
                    help: "digest: replace")
            ]
        }
        return []
    }

    @specialized(where P == PopulationParties)
    func run<P: Parties>(_ talk: inout Conversation<P>, _ state: inout State) {
        for request in talk.requests {
            let local = talk.ask(request)
            let server = talk.tell(talk.merge(local, as: "parameters"))
            drift(local, from: server, &talk, &state)
            talk.assign(server)
        }
    }

    /// ξₖ ← ξₖ + (θ̄ − θₖ)/(η H).
    private func drift<P: Parties>(
        _ local: Batch, from server: Batch, _ talk: inout Conversation<P>, _ state: inout State
    ) {
        guard let pulled = talk.facts.pulledPart,
            let local = local.rows(of: pulled),
            let means = server.rows(of: pulled)
        else { return }
        let width = pulled.width
        let lengths = talk.lengthsOfLocalSteps(of: pulled)
        state.controlVariates.elements.withUnsafeMutableBufferPointer { variates in
            guard let base = variates.baseAddress else { return }
            for row in talk.here {
                let variate = base + talk.participants[row] * width
                let own = local.row(row).assumingMemoryBound(to: Double.self)
                let mean = means.row(means.count == 1 ? 0 : row).assumingMemoryBound(to: Double.self)
                let length = lengths[row]
                guard length >= Self.leastLength else { continue }
                for column in 0..<width { variate[column] += (mean[column] - own[column]) / length }
            }
        }
    }

    /// The least η H that is divided by. The quotient's rounding error is about ulp(θ)/(η H): from here on no more than θ.
    private static let leastLength = 0x1p-52

    func withRows(of state: inout State, _ body: (_ base: UnsafeMutableRawPointer, _ stride: Int) -> Void) {
        let stride = state.controlVariates.shape[1] * MemoryLayout<Double>.stride
        state.controlVariates.elements.withUnsafeMutableBytes { bytes in
            if let base = bytes.baseAddress { body(base, stride) }
        }
    }

    func writePulls(_ state: State, into rows: PartRows) {
        state.controlVariates.withBytes { bytes in
            guard let base = bytes.baseAddress else { return }
            rows.base.copyMemory(from: base, byteCount: bytes.count)
        }
    }
}
