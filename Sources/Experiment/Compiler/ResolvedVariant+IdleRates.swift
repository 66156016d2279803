import Config
import Determinism
import Diagnostics
import Federation
import Learning

// Learning rates that are the same in all rounds, though a decay is written.
extension ResolvedVariant {
    /// Rates that go by rounds, and never change.
    func decays(_ plan: CellPlan) -> [IdlePlace] {
        prototypes.flatMap { prototype in
            (prototype.values["optimizers"]?.members ?? []).flatMap { network -> [IdlePlace] in
                guard let kind = network.value.members.first?.key,
                    let decay = network.value[kind]?["decay"]?.members.first
                else { return [] }
                let path = "optimizers.\(network.key).\(kind).decay.\(decay.key)"
                let constant = IdlePlace(
                    prototype.provenance.noted("\(path).factor")?.span, when: decay.value["factor"]?.asNumber == 1,
                    "the learning rate never changes: it is multiplied with 1", help: "a factor below 1, or decay: none"
                )
                guard decay.key == "step", let period = decay.value["every"]?["rounds"]?.asInteger else {
                    return [constant].compactMap(\.self)
                }
                // The last round's rate is the one after all rounds before it.
                let late = IdlePlace(
                    prototype.provenance["\(path).every"].span, when: period >= plan.rounds,
                    "the learning rate never changes: it would after \(period) rounds, and there are \(plan.rounds)",
                    related: length(plan),
                    help: plan.rounds > 1 ? "a length below \(plan.rounds) rounds, or decay: none" : "decay: none")
                return [constant, late].compactMap(\.self)
            }
        }
    }

    /// Rates that follow the federation's returns, where too few meetings come before the last round for them to change.
    func followed(_ plan: CellPlan) -> [IdlePlace] {
        let meetings = meetings(plan)
        let known = meetings == 0 ? "there is none" : meetings == 1 ? "there is one" : "there are \(meetings)"
        return prototypes.flatMap { prototype -> [IdlePlace] in
            let optimizers = prototype.values.nominal(language.agent)["optimizers"]?.members ?? []
            return optimizers.compactMap { network -> IdlePlace? in
                let choice = Choice(network.value)
                guard let plateau = language.optimizers.make(choice).plateau else { return nil }
                let path = "optimizers.\(network.key).\(choice.kind).decay"
                let lag = prototype.provenance.noted("\(path).plateau.lag")?.span.map {
                    Diagnostic.Related($0, "looks \(plateau.lag) meetings late")
                }
                return IdlePlace(
                    prototype.provenance[path].span, when: meetings < plateau.depth,
                    "the learning rate never changes: it looks at \(plateau.depth) meetings, and before the last round \(known)",
                    related: lag ?? length(plan),
                    help: meetings > 1 ? "lag: \(meetings - 2) at most, more meetings, or decay: none" : "decay: none")
            }
        }
    }

    /// The most meetings of agents that a round comes after.
    private func meetings(_ plan: CellPlan) -> Int {
        guard plan.agents.count > 1 else { return 0 }
        return plan.compositions.map { composition in
            (plan.rounds - 1) / max(1, composition.every.rounds(of: plan.round) ?? 1)
        }.max() ?? 0
    }
}
