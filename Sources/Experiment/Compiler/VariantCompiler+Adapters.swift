import Config
import Diagnostics
import Learning

extension VariantCompiler {
    /// Adapters stand between worlds and networks, and fit the worlds.
    mutating func checkAdapter(of learner: any Learner, _ team: Team) {
        guard let adapter = team.values[Adapter.name], adapter != Adapter.unwritten,
            let kind = adapter.members.first?.key
        else { return }
        let path = "\(Adapter.name).\(kind)"
        let span = team.provenance[path].span ?? team.provenance[Adapter.name].span
        if learner.networks.isEmpty {
            findings.add(
                .learnerUnfit,
                "\(type(of: learner).component.kind) has no network that an adapter could stand in front of", at: span,
                related: team.provenance["learner"].span.map { .init($0, "the learner of '\(team.name)'") },
                help: "adapter: none, or a learner with networks")
        }
        guard let misfit = team.misfit else { return }
        findings.add(
            .learnerUnfit, "the adapter of '\(team.name)' does not fit its world: \(misfit.reason)",
            at: team.provenance["\(path).\(misfit.key)"].span ?? span,
            related: team.provenance["environment"].span.map { .init($0, "the world of '\(team.name)'") },
            help: misfit.help)
    }
}
