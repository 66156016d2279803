import Config
import Determinism
import Learning

extension AgentPlan {
    /// The nominal world with the numbers that all agents share as they were drawn, where it leaves them at their defaults: what
    /// the agents' worlds have in common. As it is written for an agent in a world of another kind.
    func makeSharedEnvironment(of plan: CellPlan) -> any Environment {
        let nominal = plan.nominalEnvironment
        guard nominal.kind == environment.kind, let component = language.environments[nominal.kind] else {
            return plan.makeNominalEnvironment()
        }
        // A range leaves the nominal world at its default; a number that is written for it stands.
        let shared = component.fields.filter {
            $0.isDrawnAlike && [nil, $0.defaultValue].contains(nominal.values[$0.key])
        }.map(\.key)
        let members =
            (nominal.values.members.filter { !shared.contains($0.key) }
            + environment.values.members.filter { shared.contains($0.key) }).map { ($0.key, $0.value) }
        return language.environments.make(Choice(.object([.init(nominal.kind, .object(sorting: members))])))
    }
}
