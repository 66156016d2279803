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
        let name = misfit.key.split(separator: ".").last.map(String.init) ?? misfit.key
        // A name with a letter of another alphabet is refused as none already.
        guard misfit.known.isEmpty || ForeignCharacter.words(in: name) == nil else { return }
        let nearest = Suggestion.nearest(to: name, among: misfit.known).map { "did you mean '\($0)'?" }
        let place = "\(path).\(misfit.key)"
        findings.add(
            .learnerUnfit, "the adapter of '\(team.name)' does not fit its world: \(misfit.reason)",
            at: team.provenance.noted(place)?.span ?? componentSpan(kind, misfit.key, team)
                ?? team.provenance[place].span ?? span,
            related: team.provenance["environment"].span.map { .init($0, "the world of '\(team.name)'") },
            help: nearest ?? misfit.help)
    }

    /// Where an adapter has the name of a component or a control, such as `observation.pole_angle`; nil where it has none such.
    private func componentSpan(_ kind: String, _ path: String, _ team: Team) -> SourceSpan? {
        let keys = path.split(separator: ".").map(String.init)
        guard keys.count == 2 else { return nil }
        let entry = tree["agents"]?.elements.first { !$0.isInvalid && $0["name"]?.value?.asText == team.name }
        let members = (entry?["members"]?.entries ?? []).map(\.value)
        for level in members + [entry, tree].compactMap(\.self) {
            let maps = level[Adapter.name]?[kind]?[keys[0]]?.entries ?? []
            if let map = maps.first(where: { $0.key == keys[1] }) { return map.keySpan }
        }
        return nil
    }
}
