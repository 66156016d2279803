import Config

// Axes that do not go with one another.
extension Composition {
    /// Who comes, who sends to whom, weights, aggregate, server and digest that do not go together.
    var unfitPairs: [Unfit] {
        if plans, !weighting.countsAlike {
            return [
                unfit(
                    "agents count differently by 'weights' \(kind(weighting)), and 'upload' \(kind(upload)) adds up what all have seen",
                    at: "weights", "upload", "the upload", help: Self.help(["weights: uniform"]))
            ]
        }
        if weighting.givesShares, !type(of: aggregator).takesShares {
            return [
                unfit(
                    "agents count differently by 'weights' \(kind(weighting)), and alike by 'aggregate' \(kind(aggregator))",
                    at: "weights", "aggregate", "the aggregate",
                    help: Self.help(sharing.map { ["aggregate: \($0)"] } ?? [], ["weights: uniform"]))
            ]
        }
        if participation is any TimedParticipation, !takesTime {
            return [
                unfit(
                    "'participation' \(kind(participation)) goes by how long rounds take, and nothing says that they differ",
                    at: "participation", "faults", "what goes wrong",
                    help: Self.help(["participation: all"], ["faults: [straggling]"]))
            ]
        }
        if !topology.hasServer, let ranking {
            return [
                unfit(
                    "'participation' \(kind(ranking)) has a server that compares agents, and 'topology' \(kind(topology)) has none",
                    at: "participation", "topology", "the topology",
                    help: Self.help(["topology: server"], ["participation: all"]))
            ]
        }
        if !topology.hasServer, !type(of: server).sendsAggregates {
            return [
                unfit(
                    "'topology' \(kind(topology)) has no server, and 'server' \(kind(server)) is what one does",
                    at: "topology", "server", "the server", help: Self.help(["server: replace"], ["topology: server"]))
            ]
        }
        if isPersonal, !type(of: server).takesPersonalResults {
            return [
                unfit(
                    "'weights' \(kind(weighting)) gives agents results of their own, and 'server' \(kind(server)) goes on from one",
                    at: "weights", "server", "the server", help: Self.help(["server: replace"], ["weights: uniform"]))
            ]
        }
        if isPersonal, !type(of: digest).takesPersonalResults {
            let axis = topology.hasServer ? "weights" : "topology"
            return [
                unfit(
                    "'\(axis)' gives agents results of their own, but 'digest' \(kind(digest)) takes one for all",
                    at: axis, "digest", "the digest",
                    help: Self.help(personalDigest.map { ["digest: \($0)"] } ?? [], oneForAll))
            ]
        }
        if isPersonal, upload is any RelativeUpload {
            let axis = topology.hasServer ? "weights" : "topology"
            return [
                unfit(
                    "'\(axis)' gives agents results of their own, but 'upload' \(kind(upload)) adds up one model for all",
                    at: axis, "upload", "the upload",
                    help: Self.help(["upload: parameters"], oneForAll))
            ]
        }
        return []
    }

    /// Alternatives, each of one or several keys of the exchange; empty ones are none.
    static func help(_ alternatives: [String]...) -> String {
        alternatives.filter { !$0.isEmpty }.map { $0.joined(separator: " and ") }.joined(separator: ", or ")
    }

    /// The aggregate in which agents can count differently, of what is uploaded; nil where there is none.
    private var sharing: String? {
        language[Aggregators.name].types(as: (any Aggregator.Type).self).first {
            $0.takesShares && $0.spaces.contains(type(of: upload).space)
        }?.component.kind
    }

    /// The plainest digest of what is uploaded that takes results of agents' own; nil where there is none.
    private var personalDigest: String? {
        language[Digests.name].types(as: (any Digest.Type).self).first {
            $0.takesPersonalResults && !$0.keepsState && $0.spaces.contains(type(of: upload).space)
        }?.component.kind
    }

    /// What makes one result for all of results of agents' own.
    private var oneForAll: [String] {
        (weighting.isPersonal ? ["weights: uniform"] : []) + (topology.hasServer ? [] : ["topology: server"])
    }

    /// Parts that stay with agents, where no parts travel.
    var unfitPersonal: [Unfit] {
        guard !personal.isEmpty, type(of: upload).space != .parameter else { return [] }
        return [
            unfit(
                "'personal' keeps parts of agents from travelling, and 'upload' \(kind(upload)) sends none",
                at: "personal",
                "upload", "the upload", help: Self.help(takesParameters ? ["upload: parameters"] : [], ["personal: []"])
            )
        ]
    }

    /// Lies that differ from receiver to receiver, where a server is the only one.
    var unfitLies: [Unfit] {
        guard topology.hasServer,
            let lie = faults.first(where: { ($0 as? any LyingFault)?.differsByReceiver ?? false })
        else { return [] }
        return [
            unfit(
                "'faults' \(kind(lie)) tells every receiver something else, and 'topology' \(kind(topology)) is one for all",
                at: "faults.\(kind(lie)).attack", "topology", "the topology",
                help: "each_receiver: false")
        ]
    }

    /// Guards in an order that means nothing, and what cannot be made of what they leave.
    func unfitGuards(_ facts: Facts) -> [Unfit] {
        let order = order(behind: facts.payload, guards)
        for payload in facts.payload {
            var signature = payload
            for (index, own) in guards.enumerated() {
                guard let next = own.wire(signature, .up) else {
                    let before = index == 0 ? "what is uploaded" : "'\(kind(guards[index - 1]))'"
                    return [
                        unfit(
                            "'\(kind(own))' cannot come after \(before)", at: "protect", "upload", "the upload",
                            help: order.map { "protect: [\($0.joined(separator: ", "))]" } ?? "no \(kind(own))")
                    ]
                }
                signature = next
            }
        }
        if let sealing = guards.first(where: \.needsServer), !topology.hasServer {
            return [
                unfit(
                    "'protect' \(kind(sealing)) has a key for each agent's link with a server, and there is none",
                    at: "protect", "topology", "who sends to whom", help: "topology: server, or no \(kind(sealing))")
            ]
        }
        guard let summing else { return [] }
        if !aggregator.isMean {
            return [
                unfit(
                    "'protect' \(kind(summing)) leaves nothing but sums, and 'aggregate' \(kind(aggregator)) is none",
                    at: "protect", "aggregate", "the aggregate", help: "aggregate: mean, or no \(kind(summing))")
            ]
        }
        if !weighting.countsAlike || !topology.hasServer {
            let axis = topology.hasServer ? "weights" : "topology"
            return [
                unfit(
                    "'protect' \(kind(summing)) has one sum of all, who count alike", at: "protect", axis,
                    "other results",
                    help: Self.help(
                        (weighting.countsAlike ? [] : ["weights: uniform"])
                            + (topology.hasServer ? [] : ["topology: server"]), ["no \(kind(summing))"]))
            ]
        }
        return []
    }

    /// Kinds of guards in an order in which each can follow the one before; nil where there is none, or too many to try.
    private func order(behind payload: [Signature], _ left: [any Guard]) -> [String]? {
        guard !left.isEmpty else { return [] }
        guard left.count <= 6 else { return nil }
        for (index, own) in left.enumerated() {
            let next = payload.compactMap { own.wire($0, .up) }
            guard next.count == payload.count else { continue }
            var rest = left
            rest.remove(at: index)
            if let order = order(behind: next, rest) { return [kind(own)] + order }
        }
        return nil
    }

    /// What needs all agents at one time, where they meet the server one by one.
    func unfitAsynchrony(_ facts: Facts) -> [Unfit] {
        guard isAsynchronous else { return [] }
        func alone(_ reason: String, _ axis: String, help: [String]...) -> [Unfit] {
            let help = (help + [["when: always"]]).filter { !$0.isEmpty }
            return [
                unfit(
                    "agents meet the server one by one, and \(reason)", at: "when", axis, "the other axis",
                    help: help.map { $0.joined(separator: " and ") }.joined(separator: ", or "))
            ]
        }
        if type(of: upload).space != .parameter || upload is any RelativeUpload {
            return alone(
                "'upload' \(kind(upload)) is not what a server can go on from", "upload",
                help: takesParameters ? ["upload: parameters"] : [])
        }
        if !aggregator.isMean || !weighting.countsAlike {
            let axis = aggregator.isMean ? "weights" : "aggregate"
            return alone(
                "'\(axis)' is of several uploads", axis,
                help: (aggregator.isMean ? [] : ["aggregate: mean"])
                    + (weighting.countsAlike ? [] : ["weights: uniform"]))
        }
        if !type(of: server).sendsAggregates || !topology.hasServer {
            let axis = topology.hasServer ? "server" : "topology"
            return alone(
                "'\(axis)' is of all agents", axis,
                help: (type(of: server).sendsAggregates ? [] : ["server: replace"])
                    + (topology.hasServer ? [] : ["topology: server"]))
        }
        if !participation.takesEverybody || hasAbsence {
            let axis = hasAbsence ? "faults" : "participation"
            return alone(
                "'\(axis)' says who comes of all", axis,
                help: (participation.takesEverybody ? [] : ["participation: all"])
                    + faults.filter(\.takesAgentsAway).map { "no \(kind($0))" })
        }
        if type(of: digest).pullsAtUpdates || !type(of: digest).takesPersonalResults {
            return alone(
                "'digest' \(kind(digest)) is of all agents", "digest", help: ["digest: replace"], ["digest: soft"])
        }
        if let lie = faults.first(where: { ($0 as? any LyingFault)?.knowsOthers ?? false }) {
            return alone(
                "'faults' \(kind(lie)) makes its lies of what others send", "faults.\(kind(lie)).attack",
                help: ["attack: sign_flip"])
        }
        if let summing {
            return alone("'protect' \(kind(summing)) hides all but sums", "protect", help: ["no \(kind(summing))"])
        }
        return []
    }

    /// Whether all that works with uploads takes parameters.
    private var takesParameters: Bool {
        ([type(of: aggregator).spaces, type(of: digest).spaces, type(of: server).spaces]
            + guards.map { type(of: $0).spaces }).allSatisfy { $0.contains(.parameter) }
    }

    /// What keeps the agents' corrections from summing to zero, where they are added to local updates.
    var unfitPulls: [Unfit] {
        guard type(of: digest).pullsAtUpdates else { return [] }
        func broken(_ axis: String, _ entry: any Axis, help: String) -> [Unfit] {
            [
                unfit(
                    "'\(axis)' \(kind(entry)) makes something else than the mean of what agents have: their control variates no "
                        + "longer sum to 0, and errors grow without bound",
                    at: axis, "digest", "what adds control variates", help: help)
            ]
        }
        if !aggregator.isMean { return broken("aggregate", aggregator, help: "aggregate: mean, or digest: replace") }
        if !type(of: server).sendsAggregates {
            return broken("server", server, help: "server: replace, or digest: replace")
        }
        if let own = guards.first(where: { !$0.keepsNumbers }) {
            return broken("protect", own, help: "no \(kind(own)), or digest: replace")
        }
        return []
    }

    func kind(_ axis: any Axis) -> String { type(of: axis).component.kind }

    func unfit(
        _ reason: String, at path: String, _ other: String, _ remark: String, help: String
    ) -> Unfit {
        Unfit(.axes, "'\(name)': \(reason)", at: .exchange(path), other: .init(.exchange(other), remark), help: help)
    }
}
