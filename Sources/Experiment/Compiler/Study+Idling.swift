import Config
import Determinism
public import Diagnostics
import Federation
import Learning

/// A place of a spec in one of its arms, and what is said of it where it comes to nothing there.
struct IdlePlace {
    let span: SourceSpan
    /// Nil where it comes to something.
    let remark: Diagnostic?

    /// A place; nil where nothing is written.
    init?(
        _ span: SourceSpan?, when isIdle: Bool, code: DiagnosticCode = .withoutEffect,
        _ message: @autoclosure () -> String,
        related: Diagnostic.Related? = nil, help: @autoclosure () -> String
    ) {
        guard let span else { return nil }
        self.span = span
        remark = isIdle ? Diagnostic(code, message(), at: span, related: related, help: help()) : nil
    }
}

extension Study {
    /// What is written and comes to nothing in every arm that has it: what never happens within the rounds there are, what
    /// nobody uses, and measures of which no row will have a number; arms, factors and levels that give equal cells. No
    /// mistake, and worth a word to who checks.
    public var idleFindings: Findings {
        var findings = Findings()
        guard let seed = seeds.first else { return findings }
        var spans: [SourceSpan] = []
        var remarks: [SourceSpan: (first: Diagnostic?, isIdle: Bool)] = [:]
        var doubles = Doubles()
        // First stages that are equal can be gone on from in unlike ways.
        let areCompared = variants.count > 1 && !variants.contains { $0.adaptation != nil }
        for index in variants.indices {
            // Of what comes to something in one arm nobody need ask the others: measures may make the worlds to say it.
            let isSettled = { (span: SourceSpan) in remarks[span]?.isIdle == false }
            let whole = plan(of: cell(of: index, seed: seed))
            if areCompared { doubles.note(variants[index].name, content(of: index, whole)) }
            let plan = whole.ofFewReplicas
            for place in variants[index].idlePlaces(plan, unless: isSettled) {
                if remarks[place.span] == nil { spans.append(place.span) }
                let known = remarks[place.span] ?? (place.remark, true)
                remarks[place.span] = (known.first, known.isIdle && place.remark != nil)
            }
        }
        for span in spans {
            if let known = remarks[span], known.isIdle, let remark = known.first { findings.add(remark) }
        }
        if areCompared { findings.add(doubles.findings(written)) }
        return findings
    }
}

extension ResolvedVariant {
    /// The places that can come to nothing, but for measures at places that are settled.
    fileprivate func idlePlaces(_ plan: CellPlan, unless isSettled: (SourceSpan) -> Bool) -> [IdlePlace] {
        let never = [evaluated(plan), traced(plan), recorded(plan)].compactMap(\.self)
        let unused = [states].compactMap(\.self) + designs + trainings
        let unchanging = decays(plan) + followed(plan)
        let measured = plan.measures.compactMap { named -> IdlePlace? in
            // Where nothing is written, it is the learner that has no such number.
            let span = places.measures[named.name] ?? prototypes.first?.provenance["learner"].span
            guard let span, !isSettled(span) else { return nil }
            return self.measured(named, at: span, plan)
        }
        return never + unused + unchanging + settings + starts + beginnings + measured
    }

    /// How many rounds there are, where that is written.
    func length(_ plan: CellPlan) -> Diagnostic.Related? {
        provenance["rounds"].span.map { .init($0, Counted.words(plan.rounds, "round")) }
    }

    // MARK: What never happens

    private func evaluated(_ plan: CellPlan) -> IdlePlace? {
        guard let period = plan.evaluation?.period else { return nil }
        return IdlePlace(
            provenance["evaluation.every"].span, when: period > plan.rounds,
            "agents are never evaluated: it is every \(period) rounds, and there are \(plan.rounds)",
            related: length(plan),
            help: "evaluation: {every: {rounds: \(plan.rounds)}} at most, or delete 'evaluation'")
    }

    private func traced(_ plan: CellPlan) -> IdlePlace? {
        guard let period = plan.tracePeriod else { return nil }
        return IdlePlace(
            provenance.noted("trace.every.period")?.span, when: period > plan.rounds,
            "no trace is kept: it is every \(period) rounds, and there are \(plan.rounds)", related: length(plan),
            help: "trace: {every: {rounds: \(plan.rounds)}} at most, or trace: none")
    }

    /// Rounds that are evaluated or traced have rows, whatever `record` asks for; without it every round has one.
    private func recorded(_ plan: CellPlan) -> IdlePlace? {
        let key = provenance.noted("record.every") == nil ? "record.at_most" : "record.every"
        guard let span = provenance.noted(key)?.span, plan.recordPeriod > 1 else { return nil }
        if plan.tracePeriod == 1 || plan.evaluation?.period == 1 {
            let (what, path) = plan.tracePeriod == 1 ? ("the trace", "trace") : ("evaluation", "evaluation.every")
            return IdlePlace(
                span, when: true, "it takes no row away: \(what) has one after every round",
                related: provenance.noted(path)?.span.map { .init($0, what) },
                help:
                    "\(path == "trace" ? path : "evaluation"): {every: {rounds: \(plan.recordPeriod)}} for fewer rows, or delete it"
            )
        }
        return IdlePlace(
            span,
            when: [plan.recordPeriod, plan.evaluation?.period, plan.tracePeriod].allSatisfy {
                $0.map { $0 > plan.rounds } ?? true
            },
            "no round has a row: one is every \(plan.recordPeriod) rounds, and there are \(plan.rounds)",
            related: length(plan),
            help: "every: {rounds: \(plan.rounds)} at most")
    }

    // MARK: What nobody uses

    private var states: IdlePlace? {
        let answer = prototypes.allSatisfy { prototype in
            guard let kind = prototype.values["learner"]?.members.first?.key else { return false }
            return language.learners.origin(of: kind) is any Answering.Type
        }
        return IdlePlace(
            places.publicStates, when: shared["public_states"] == nil,
            "no exchange compares agents at public states",
            help: "delete 'public_states'\(answer ? ", or name a method that asks for them, such as fedhpd" : "")")
    }

    /// Networks and optimizers that no agent has. Agents that make public states can have them too.
    private var designs: [IdlePlace] {
        guard shared["public_states"] == nil else { return [] }
        let kinds = prototypes.compactMap { $0.values["learner"]?.members.first?.key }
        let learners = Set(kinds).sorted().joined(separator: ", ")
        func place(_ span: SourceSpan?, _ key: String, _ what: String) -> IdlePlace? {
            IdlePlace(
                span, when: prototypes.allSatisfy { ($0.values[key]?.members ?? []).isEmpty },
                "no agent has \(what): \(learners) take\(Set(kinds).count == 1 ? "s" : "") none",
                related: prototypes.first?.provenance["learner"].span.map { .init($0, "the learner") },
                help: "delete it")
        }
        return [
            place(places.network, "networks", "networks"), place(places.optimizer, "optimizers", "an optimizer"),
        ].compactMap(\.self)
    }

    // MARK: Measures of which no row has a number

    private func measured(_ named: CellPlan.NamedMeasure, at span: SourceSpan, _ plan: CellPlan) -> IdlePlace? {
        let silence = silence(of: named, plan)
        return IdlePlace(
            span, when: silence != nil, code: .measureSilent,
            (language.measures.make(named.measure).crossing == nil
                ? "no figure shows '\(named.name)' and no table tells it: " : "no round can reach '\(named.name)': ")
                + (silence?.reason ?? ""), related: silence?.related,
            help: silence?.help ?? "")
    }

    private func silence(
        of named: CellPlan.NamedMeasure, _ plan: CellPlan
    ) -> (reason: String, related: Diagnostic.Related?, help: String)? {
        let measure = language.measures.make(named.measure)
        let periods = [plan.recordPeriod, plan.evaluation?.period, plan.tracePeriod].compactMap(\.self)
        if periods.allSatisfy({ $0 > plan.rounds }) {
            return (
                plan.rounds == 1 ? "the only round has no row" : "none of the \(plan.rounds) rounds has a row",
                length(plan),
                "record: {every: {rounds: \(plan.rounds)}} at most"
            )
        }
        if let window = measure.crossing?.window, window > plan.rounds {
            return (
                "it is of averages over \(window) rounds, and there are \(plan.rounds)", length(plan),
                "window: \(plan.rounds) at most"
            )
        }
        let playsEpisodes = plan.agents.map { $0.makeLearner() }.contains { $0.hasReturns }
        if playsEpisodes, measure.crossing != nil || measure is TrainingReturn, !plan.endsEpisodes {
            return (
                "no episode ends within \(Counted.words(plan.rounds, "round"))",
                provenance["environment"].span.map { .init($0, "the world") },
                "more rounds, or a measure of what agents learn: `concord list measures`"
            )
        }
        if !playsEpisodes, measure.crossing != nil || measure is TrainingReturn {
            let learners = Set(plan.agents.map { type(of: $0.makeLearner()).component.kind }).sorted()
            return (
                "\(learners.joined(separator: ", ")) play\(learners.count == 1 ? "s" : "") no episodes that end with a return",
                prototypes.first?.provenance["learner"].span.map { .init($0, "the learner") },
                "measure what they learn: `concord list measures`"
            )
        }
        let probe = measure.probe(plan)
        if let evaluation = plan.evaluation?.period, evaluation > plan.rounds,
            measure is any MeasureOfEvaluations || probe != nil
        {
            return (
                "agents are never evaluated",
                provenance["evaluation.every"].span.map { .init($0, "every \(evaluation) rounds") },
                "evaluation: {every: {rounds: \(plan.rounds)}} at most"
            )
        }
        return absence(of: measure, probe, plan).map { ($0, nil, "delete it, or measure something else") }
    }

    /// Why there is no such number, whatever happens; nil where there can be one.
    private func absence(of measure: any Measure, _ probe: (any Probe)?, _ plan: CellPlan) -> String? {
        if measure is PrivacyLossMeasure, plan.privacy?.epsilon(after: plan.rounds) == nil {
            return "no exchange has a guarantee (`protect: [clip, gaussian]`)"
        }
        if measure is ExpectileAudit, !plan.agents.contains(where: { $0.networks.contains { $0.name == "expectile" } })
        {
            return "no agent has an expectile network"
        }
        if let constant = probe as? ConstantProbe, constant.constant == .number(nil) {
            return "these agents have no such number in these worlds"
        }
        guard probe == nil, measure.crossing == nil, !(measure is any MeasureOfEvaluations) else { return nil }
        let round = RoundReport(
            returns: plan.agents.map { _ in 0 }, evaluation: nil, ledger: Ledger(), directions: plan.directions,
            crossed: [])
        return measure.value(of: round) == nil ? "these agents have no such number in these worlds" : nil
    }
}

extension CellPlan {
    /// The same with two replicas where there are more: whether something is ever said does not depend on how many say it, and of
    /// all of them measures would make the worlds.
    fileprivate var ofFewReplicas: CellPlan {
        guard replicas > 2 else { return self }
        return CellPlan(checked: canonical.setting("replicas", to: .integer(2)), beside: "", in: language)
    }

    /// Whether some agent's episodes can end within the run: where a world has no terminal state they do at its limit alone.
    fileprivate var endsEpisodes: Bool {
        guard round.unit == .steps else { return true }
        let steps = rounds.saturatingTimes(round.count)
        return agents.contains { agent in
            let world = agent.makeEnvironment()
            let isEndless = world is any Endless || world.model.map { !$0.terminals.contains(true) } == true
            return !isEndless || world.maximumSteps <= steps
        }
    }
}
