import Config
import Learning
import Numerics

/// Agents meet once one has been somewhere twice as often.
struct CountDoubling: WatchingTrigger {
    static let component = Component(
        "count_doubling",
        "An agent's count of visits of something has doubled since it was at a meeting.",
        details: """
            Agent k sees the event where, for some number j of the part it uploads, nₖ[j] > 0 and
                Nₖ[j] + nₖ[j] ≥ f Nₖ[j]          f: `factor`
            nₖ[j] are its visits of what j stands for since it was at a meeting before, Nₖ[j] those until then. One agent is enough.
            Visits are those of `weights: visits`: of a table, the steps from state j; of weights of features φ, Σ φⱼ(s)². Learners
            that count none are refused. What was never visited before doubles at its first visit, so that meetings are many at
            first, and the longer agents train, the further apart they come: over n visits of each of S numbers about S log₂ n per
            agent at most.
            `rule` says what has to come to f times itself, with N[j] = Σₖ Nₖ[j] and K agents in the group:
                local_doubling     Nₖ[j], as above and without `rule`
                global_estimate    N[j], by what agent k knows: N[j] + K nₖ[j] ≥ f N[j]
                mixture            Nₖ[j] where N[j] < S_max, else N[j]
            S_max = 14 ε T H K + 182 K (ln(6 S A H/δ) + ln(6e(2T + 1))), with ε and T of `mixture`, S, A, H of the worlds and δ of the
            learner. Agents know N[j] of what they are sent at a meeting. Where T is some thousands, no count comes to S_max, and
            `mixture` is `local_doubling`.
            Checkpoints hold Nₖ as /federation/<exchange>/when/known [agent, number] and nₖ as
            /federation/<exchange>/visits/counts.
            Numbered deviations from the source:
            1. It counts pairs of states and actions by step of an episode; here counts are those the learner has: so has `ucbvi`.
            2. There an agent calls for a meeting at the end of the episode in which a count doubles; here after `every`.
            3. Its S_max takes T from the length of the run; here T is a setting, so that a run that is made longer goes through
               the same rounds.
            4. N[j] is at once the sum of what all agents had visited at their last meetings, also for an agent that was away when
               others met and was sent nothing: it goes by what the server knows, not by what it was told. The two differ only
               where `participation` or `faults` keep agents away.
            """,
        source: Source(
            .federatedUCBVI, evidence: .authorCode,
            grounds: [
                .from(
                    .authorCode,
                    "any agent's count at least twice that of the last meeting; the three rules and S_max"),
                .from(.ours, "other factors than 2, other counts, and looks after every `every`"),
            ]),
        fields: [
            Field("factor", .number(Interval(1, 1e6, includesLow: false)), "How many times as often is often enough, f")
                .main
                .defaults(to: .number(2)),
            Field("rule", .choice(DoublingRule.choices), "What has to double; an agent's own count without it")
                .optional,
        ])

    let countsVisits = true
    private let factor: Double
    private let rule: DoublingRule

    init(_ settings: Settings) {
        factor = settings.number("factor")
        rule = settings.has("rule") ? DoublingRule(settings.choice("rule")) : .localDoubling
    }

    func initial(_ facts: Facts, agents: Int) -> KnownVisits { KnownVisits(facts, agents: agents) }

    func unfit(_ facts: Facts) -> [Unfit] {
        facts.uncounted(at: "when") + facts.otherThanCounted(at: "when")
            + (rule.goesByHorizon
                ? facts.lacking("has no horizon, by which 'mixture' goes", at: "when") { $0.plans } : [])
    }

    func look(_ view: AgentView, among present: [Int], _ state: inout KnownVisits) -> Verdict {
        let (agents, width) = (state.known.shape[0], state.known.shape[1])
        let reach = rule.reach(view.planner, agents: agents)
        let everybody = Double(agents)
        let known = reach == .greatestFiniteMagnitude ? [] : state.known.columnSums
        let isOwn = known.allSatisfy { $0 < reach }
        guard let visits = view.visits?.elements else { return Verdict(meets: false, notices: 0) }
        let doubled = visits.withUnsafeBufferPointer { visits in
            state.known.elements.withUnsafeBufferPointer { counts in
                present.count { agent in
                    let row = agent * width..<(agent + 1) * width
                    if isOwn { return hasDoubled(visits.extracting(row), counts.extracting(row)) }
                    return row.contains { place in
                        let (fresh, own, all) = (visits[place], counts[place], known[place - row.lowerBound])
                        guard fresh > 0 else { return false }
                        guard all >= reach else { return own + fresh >= factor * own }
                        return all + everybody * fresh >= factor * all
                    }
                }
            }
        }
        return Verdict(meets: doubled > 0, notices: doubled)
    }

    /// Whether one of an agent's own counts has come to f times itself: all are looked at, several at once.
    private func hasDoubled(_ fresh: UnsafeBufferPointer<Double>, _ known: UnsafeBufferPointer<Double>) -> Bool {
        var found: UInt64 = 0
        for number in 0..<fresh.count {
            let isReached = known[number] + fresh[number] >= factor * known[number]
            found |= (fresh[number] > 0 ? 1 : 0) & (isReached ? 1 : 0)
        }
        return found > 0
    }

    func noteMeeting(_ view: AgentView, of participants: [Int], _ state: inout KnownVisits) {
        state.note(view, of: participants)
    }
}
