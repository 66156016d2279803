import Config
import Determinism
import Diagnostics
import Federation
import Learning

extension VariantCompiler {
    /// Rates that follow the federation's returns look at what is recorded, after the meetings of one exchange, in one way.
    mutating func checkPlateaus(_ teams: [Team], _ shared: CanonicalValue) {
        let found = teams.flatMap { team in plateaus(of: team) }
        guard let first = found.first else { return }
        if refuseReturnless(teams) { return }
        if let other = found.first(where: { $0.plateau != first.plateau }) {
            findings.add(
                .decayUnfit, "a federation's returns are looked at in one way, and two rates ask for two",
                at: other.span, related: first.span.map { .init($0, "the other") },
                help: "give both the same `returns`, `below` and `lag`")
        }
        let kind = first.plateau.returns.measure
        if !CellPlan.NamedMeasure.all(of: shared, in: language).contains(where: { $0.measure.kind == kind }) {
            let written = (tree["measure"]?.elements ?? []).compactMap { $0.entries.first?.key }
            findings.add(
                .decayUnfit, "a rate follows '\(kind)', which is not recorded", at: first.span,
                related: tree["measure"]?.span.map { .init($0, "what is recorded") },
                help: written.isEmpty ? "measure: [\(kind)]" : "add it to what is recorded: measure: [\(kind), …]")
        }
        checkMeetings(first, shared)
    }

    /// Returns of training are those of learners whose rounds end episodes.
    ///
    /// - Returns: whether there is one whose rounds do not.
    private mutating func refuseReturnless(_ teams: [Team]) -> Bool {
        for team in teams {
            guard let learner = team.learner, !learner.hasReturns,
                let following = plateaus(of: team).first(where: { $0.plateau.returns == .training })
            else { continue }
            findings.add(
                .decayUnfit,
                "a rate follows returns of training, and rounds of \(type(of: learner).component.kind) end no episodes",
                at: following.span,
                related: team.provenance["learner"].span.map { .init($0, "the learner of '\(team.name)'") },
                help: "returns: exact")
            return true
        }
        return false
    }

    typealias Following = (plateau: Plateau, span: SourceSpan?)

    /// What the rates of an entry's agents follow.
    func plateaus(of team: Team) -> [Following] {
        guard team.values != .null else { return [] }
        return (team.values.nominal(language.agent)["optimizers"]?.members ?? []).compactMap { optimizer in
            let choice = Choice(optimizer.value)
            guard let plateau = language.optimizers.make(choice).plateau else { return nil }
            let decay = "optimizers.\(optimizer.key).\(choice.kind).decay"
            let kind = choice.values["decay"]?.members.first?.key ?? ""
            let paths = ["\(decay).\(kind).returns", "\(decay).\(kind)", decay, "optimizers.\(optimizer.key)"]
            return (plateau, paths.lazy.compactMap { team.provenance[$0].span }.first)
        }
    }

    /// Returns are looked at after the meetings of one exchange, at which agents meet.
    private mutating func checkMeetings(_ first: Following, _ shared: CanonicalValue) {
        let exchanges = language.compositions(of: (shared["federation"]?.elements ?? []).map { Choice($0) })
        if exchanges.count > 1 {
            findings.add(
                .decayUnfit,
                "a rate follows returns after meetings, and both '\(exchanges[0].name)' and '\(exchanges[1].name)' have some",
                at: first.span,
                related: provenance["federation.\(exchanges[1].name)"].span.map { .init($0, "the second exchange") },
                help:
                    "keep one exchange, or let rates go by rounds: decay: {step: {every: {rounds: \(advisedRounds(but: 1))}}}"
            )
        } else if let exchange = exchanges.first, exchange.isAsynchronous {
            findings.add(
                .decayUnfit, "a rate follows returns after meetings, and in '\(exchange.name)' nobody meets",
                at: first.span,
                related: provenance["federation.\(exchange.name).when"].span.map { .init($0, "nobody waits") },
                help: "let rates go by rounds: decay: {step: {every: {rounds: \(advisedRounds(but: 1))}}}")
        }
    }
}
