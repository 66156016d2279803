import Config
import Determinism
import Diagnostics
import Learning

extension VariantCompiler {
    /// Settings of worlds go together: the agents' own, those they are evaluated in, and the nominal one.
    mutating func checkSettings(_ teams: [Team], _ sets: [ResolvedWorldSet], _ shared: CanonicalValue) {
        var places = teams.map { (world: $0.nominalEnvironment, provenance: $0.provenance, path: "environment") }
        places += sets.flatMap(\.sources).map {
            ($0.values.nominal(language.world)["environment"], $0.provenance, "environment")
        }
        places.append((shared["nominal"], provenance, "nominal"))
        var reported: [SourceSpan] = []
        for place in places {
            guard let choice = place.world.map(Choice.init), let component = language.environments[choice.kind],
                let type = language.environments.origin(of: choice.kind) as? any SettingsChecking.Type,
                let flaw = type.unfit(choice.settings(component))
            else { continue }
            let span = place.provenance["\(place.path).\(choice.kind).\(flaw.key)"].span
            if let span {
                guard !reported.contains(span) else { continue }
                reported.append(span)
            }
            findings.add(.outOfRange, flaw.reason, at: span, help: flaw.help)
        }
    }
}
