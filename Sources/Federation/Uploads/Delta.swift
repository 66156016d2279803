import Config
import Learning
import Numerics

/// How far an agent's parts have moved since it last heard from the server.
struct Delta: RelativeUpload {
    static let component = Component(
        "delta",
        "How far parts of the agents' learned state have moved since the agent last heard from the server.",
        details: """
            Δₖ = θₖ − θ̄′, with θ̄′ what the server sent agent k last; at first, what all agents start from
            θ̄ ← θ̄ + aggregate of Δₖ            the server keeps θ̄, and sends it

            As large on the wire as `parameters`. Where all agents are at every meeting and none is protected, mean and
            `replace` make of it what they make of `parameters`, within rounding. Short differences are what `clip` can bound
            without harm. An agent that missed meetings sends how far it is from the θ̄ it knows: with some absent, the mean of
            differences is added to a θ̄ that may be newer, and the result is no mean of parameters any more.
            Needs agents that start alike: networks by `start: common`, equal tables. Checkpoints hold θ̄ as
            /federation/<exchange>/upload/float32/server [number] (networks) and float64 (tables), and where agents can be
            absent what each took in last as agents [agent, number].
            """,
        source: Source(
            .recurrentLanguageModels, evidence: .recalled,
            grounds: [
                .from(.recalled, "the server adds the mean of the clients' updates to its model"),
                .from(.ours, "agents that were absent send differences to an older model"),
            ]),
        fields: [NamedParts.field])

    private let parts: NamedParts
    var named: [String]? { parts.names }

    init(_ settings: Settings) { parts = NamedParts(settings) }

    let kind = "delta"
    static let space = Signature.Space.parameter

    /// What is kept between two firings, by precision; empty where no part has it.
    struct State: Persistent {
        /// Of parts kept in Float32.
        var float32 = Model<Float>()
        /// Of parts kept in Float64.
        var float64 = Model<Double>()

        /// Any numbers, also those that a rate too large has left.
        var flaw: Flaw? { nil }
    }

    /// What the server and the agents know, parts one after the other, padding included.
    struct Model<Number: ArrayScalar & BinaryFloatingPoint>: Persistent {
        /// θ̄ `[number]`.
        var server: Tensor<Number>
        /// What each agent took in last `[agent, number]`; no rows where all agents are at every meeting.
        var agents: Tensor<Number>

        init(width: Int = 0, agents: Int = 0) {
            server = Tensor(zeros: width)
            self.agents = Tensor(zeros: agents, width)
        }

        /// Any numbers.
        var flaw: Flaw? { nil }

        mutating func begin(_ row: UnsafeMutablePointer<Number>) {
            for column in server.elements.indices { server.elements[column] = row[column] }
            for index in agents.elements.indices { agents.elements[index] = row[index % server.elements.count] }
        }

        func encode(_ rows: RowBlock<Number>, of senders: [Int]) {
            for index in 0..<rows.count {
                let row = rows.row(index)
                taken(by: senders[index]) { reference in
                    for column in 0..<rows.width { row[column] -= reference[column] }
                }
            }
        }

        private func taken(by agent: Int, _ body: (UnsafePointer<Number>) -> Void) {
            let (tensor, row) = agents.elements.isEmpty ? (server, 0) : (agents, agent)
            tensor.elements.withUnsafeBufferPointer { numbers in
                if let base = numbers.baseAddress { body(base + row * server.elements.count) }
            }
        }

        func decode(_ result: RowBlock<Number>) {
            for column in 0..<result.width { result.base[column] += server.elements[column] }
        }

        mutating func note(_ result: RowBlock<Number>, to receivers: [Int]) {
            let width = result.width
            server.elements.withUnsafeMutableBufferPointer { numbers in
                for column in 0..<width { numbers[column] = result.base[column] }
            }
            guard !agents.elements.isEmpty else { return }
            agents.elements.withUnsafeMutableBufferPointer { numbers in
                for agent in receivers {
                    for column in 0..<width { numbers[agent * width + column] = result.base[column] }
                }
            }
        }
    }

    func initial(_ facts: Facts, agents: Int) -> State {
        let known = facts.absence == nil ? 0 : agents
        func width(_ precision: Part.Precision) -> Int {
            agents == 0 ? 0 : facts.payload.first { $0.precision == precision }?.width ?? 0
        }
        return State(
            float32: Model(width: width(.single), agents: known), float64: Model(width: width(.double), agents: known))
    }

    func requests(_ facts: Facts) -> [Request] {
        parts.requests(facts, kind)
    }

    func unfit(_ facts: Facts) -> [Unfit] {
        let unequal = facts.unequalParts(named, upload: Self.component.kind)
        guard unequal.isEmpty else { return unequal }
        if let own = facts.carried(facts.parts, named: named).first(where: \.isOwn) {
            return [
                facts.cannotWork(
                    with: 0, .axes,
                    "every agent draws its own '\(own.name)', and differences are to one that all share",
                    at: .exchange("upload"), other: .init(.exchange("personal"), "what stays"),
                    help: "personal: [\(own.name)], or upload: parameters")
            ]
        }
        return facts.startingApart("differences are to one that all share", at: "upload", help: "upload: parameters")
    }

    func begin(_ row: Batch, _ state: inout State) {
        if let rows = row.singles { state.float32.begin(rows.base) }
        if let rows = row.doubles { state.float64.begin(rows.base) }
    }

    func encode(_ rows: inout Batch, of agents: [Int], _ state: State) {
        if let rows = rows.singles { state.float32.encode(rows, of: agents) }
        if let rows = rows.doubles { state.float64.encode(rows, of: agents) }
    }

    func decode(_ result: inout Batch, _ state: State) {
        if let result = result.singles { state.float32.decode(result) }
        if let result = result.doubles { state.float64.decode(result) }
    }

    func note(_ result: Batch, to agents: [Int], _ state: inout State) {
        if let result = result.singles { state.float32.note(result, to: agents) }
        if let result = result.doubles { state.float64.note(result, to: agents) }
    }
}
