internal import Config
internal import Determinism
internal import Experiment

extension PlanPage {
    /// Every set of worlds: how many, what is the same in all, and between which numbers the others lie.
    func worlds(of plan: CellPlan) -> Table {
        var table = Table(
            "Worlds",
            columns: [
                .text("set", key: "set"), .numbers("worlds", keys: "worlds"), .text("environment", key: "environment"),
                .text("evaluated", key: "evaluated"),
            ])
        let evaluated = plan.evaluation?.worlds ?? []
        for set in plan.worlds {
            table.append([
                .text(set.name), .count(set.environments.count), .text(Self.words(set.environments, in: plan.language)),
                .text(evaluated.contains(set.name) ? "yes" : "no"),
            ])
        }
        return table
    }

    /// `cartpole pole_half_length=0.16…0.84 maximum_steps=200`.
    private static func words(_ environments: [Choice], in language: Language) -> String {
        var kinds: [String] = []
        for environment in environments where !kinds.contains(environment.kind) { kinds.append(environment.kind) }
        return kinds.map { kind in
            let own = environments.filter { $0.kind == kind }
            let component = Vocabulary(language.spec).components(named: kind).first?.component
            let parts = (component?.fields ?? []).compactMap { field -> String? in
                let values = own.map { $0.values[field.key] ?? field.defaultValue }
                guard values.contains(where: { $0 != field.defaultValue }) else { return nil }
                return "\(field.key)=\(Self.words(values.compactMap(\.self)))"
            }
            return ([kind] + parts).joined(separator: " ")
        }.joined(separator: ", ")
    }

    private static func words(_ values: [CanonicalValue]) -> String {
        guard let first = values.first, values.contains(where: { $0 != first }) else {
            return values.first.map { $0.members.first?.key ?? $0.flow } ?? ""
        }
        let numbers = values.compactMap(\.asNumber)
        guard numbers.count == values.count, let low = numbers.min(), let high = numbers.max() else { return "several" }
        return "\(NumberText.significant(low, digits: 3))…\(NumberText.significant(high, digits: 3))"
    }
}
