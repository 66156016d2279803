public import Learning

/// What agents can upload and take in, and what is known of it where they are elsewhere.
extension Population {
    /// The parts of an agent that can be uploaded and taken in.
    public func parts(of agent: Int) -> [Part] {
        if rank != nil { return known[agent].parts }
        return kinds[places[agent].kind].parts(of: places[agent].agent)
    }

    /// Those parts of an agent that is here that begin by themselves, and not as what they follow.
    public func leadingParts(of agent: Int) -> [Part] {
        kinds[places[agent].kind].leadingParts(of: places[agent].agent)
    }

    /// What is known of an agent by itself.
    func facts(of agent: Int) -> Facts.Agent {
        var facts = Facts.Agent(
            names[agent], spaces: spaces(of: agent), parts: parts(of: agent), pulledPart: pulledPart(of: agent)?.name,
            countedPart: countedPart(of: agent))
        facts.planner = planner(of: agent)
        return facts
    }

    /// The part of an agent to which exchanges can add during local updates; nil where there is none.
    func pulledPart(of agent: Int) -> Part? {
        if rank != nil { return known[agent].pulled }
        return kinds[places[agent].kind].pulledPart(of: places[agent].agent)
    }

    /// The part whose visits an agent counts, by name; nil where it counts none.
    private func countedPart(of agent: Int) -> String? {
        if rank != nil { return known[agent].counted }
        return kinds[places[agent].kind].countedPart(of: places[agent].agent)
    }

    /// What plans for an agent, where it goes by the step of an episode.
    private func planner(of agent: Int) -> StepPlanner? {
        if rank != nil { return known[agent].planner }
        return kinds[places[agent].kind].stepPlanner(of: places[agent].agent)
    }

    /// Adds the step sizes of the participants' updates of a part, once so many rounds are complete, to their rows of `sums`.
    func addRates(
        of part: Part, after rounds: Range<Int>, for participants: Participants,
        to sums: UnsafeMutablePointer<Double>
    ) {
        for kind in kinds.indices {
            kinds[kind].addRates(of: part, after: rounds, for: participants.byKind[kind], to: sums)
        }
    }

    /// Copies one part of some agents, in their order.
    public func read(_ part: Part, from agents: [Int], into rows: PartRows) {
        let some = participants(agents)
        read(part, from: some, into: rows)
        gather(rows.base, stride: rows.stride, of: some)
    }

    /// Brings the rows of all participants here; nothing is to be done where all agents are.
    func gather(_ base: UnsafeMutableRawPointer, stride: Int, of participants: Participants) {
        guard let rank else { return }
        rank.gather(base, stride: stride, rows: rank.rows(of: participants.agents))
    }

    /// Copies one part of the participants, in their order.
    func read(_ part: Part, from participants: Participants, into rows: PartRows) {
        for kind in kinds.indices { kinds[kind].read(part, from: participants.byKind[kind], into: rows) }
    }

    /// Replaces one part of the participants, each by its row, or all by the only row.
    mutating func write(_ part: Part, to participants: Participants, from rows: PartRows) {
        for kind in kinds.indices { kinds[kind].write(part, to: participants.byKind[kind], from: rows) }
    }
}
