import Config
import Determinism
import Diagnostics

/// Cells under a name that are cells under another name too: arms that are one, and factors and levels that change nothing.
struct Doubles {
    /// A variant: its arm, its levels, and what is equal where its cells are.
    private struct Variant {
        let name: String
        let arm: Substring
        let levels: [Substring]
        let content: String

        init(_ name: String, _ content: String) {
            self.name = name
            self.content = content
            let parts = name.split(separator: ",")
            (arm, levels) = (parts.first ?? "", Array(parts.dropFirst()))
        }

        /// Its level of a factor, and its name without that; nil where the factor does not apply.
        func level(of factor: String) -> (label: String, rest: String)? {
            guard let level = levels.first(where: { $0.hasPrefix("\(factor)=") }) else { return nil }
            let others = levels.filter { $0 != level }
            return (String(level.dropFirst(factor.count + 1)), ([arm] + others).joined(separator: ","))
        }
    }

    private var variants: [Variant] = []

    /// Notes a variant and all that its cells depend on.
    mutating func note(_ name: String, _ content: [CanonicalValue]) {
        variants.append(Variant(name, CanonicalValue.list(content).fingerprint.hexadecimal))
    }

    /// What is written and gives equal cells.
    func findings(_ written: WrittenVariation) -> Findings {
        var findings = Findings()
        for (index, factor) in written.factors.enumerated() {
            // By level: what the cells of all arms and other levels are.
            var contents: [String: [String]] = [:]
            for variant in variants {
                guard let (label, rest) = variant.level(of: factor.name) else { continue }
                contents[label, default: []].append("\(rest) \(variant.content)")
            }
            let groups = Self.alike(factor.labels.filter { contents[$0] != nil }) { contents[$0] ?? [] }
            if groups.count == 1, groups[0].count > 1 {
                findings.add(Self.idle(factor, behind: written.factors[(index + 1)...]))
            } else {
                for group in groups where group.count > 1 { findings.add(Self.equal(group, factor)) }
            }
        }
        var contents: [String: [String]] = [:]
        for variant in variants {
            contents[String(variant.arm), default: []].append("\(variant.levels) \(variant.content)")
        }
        for group in Self.alike(written.arms.map(\.name), { contents[$0] ?? [] }) where group.count > 1 {
            let spans = group.map { name in written.arms.first { $0.name == name }?.span }
            findings.add(
                .withoutEffect, "the arms \(Self.list(group)) are one: their cells are equal", at: spans[1],
                related: spans[0].map { .init($0, "the first") }, help: "delete all but one, or say in what they differ"
            )
        }
        return findings
    }

    /// Names in groups of equal content, in order.
    private static func alike(_ names: [String], _ content: (String) -> [String]) -> [[String]] {
        var places: [[String]: Int] = [:]
        var groups: [[String]] = []
        for name in names {
            let content = content(name)
            if let place = places[content] {
                groups[place].append(name)
            } else {
                places[content] = groups.count
                groups.append([name])
            }
        }
        return groups
    }

    private static func list(_ names: [String]) -> String {
        let quoted = names.map { "'\($0)'" }
        return quoted.dropLast().joined(separator: ", ") + " and " + (quoted.last ?? "")
    }

    // MARK: Messages

    private static func idle(
        _ factor: WrittenVariation.Factor, behind others: ArraySlice<WrittenVariation.Factor>
    ) -> Diagnostic {
        let stronger = others.first { other in
            other.paths.contains { path in factor.paths.contains { $0.starts(with: path) } }
        }
        return Diagnostic(
            .withoutEffect, "the factor '\(factor.name)' changes nothing: the cells of all its levels are equal",
            at: factor.span,
            related: stronger?.span.map { .init($0, "what is set behind it, to the same place") },
            help: stronger.map { "keep one of '\(factor.name)' and '\($0.name)'" } ?? "delete it")
    }

    private static func equal(_ labels: [String], _ factor: WrittenVariation.Factor) -> Diagnostic {
        Diagnostic(
            .withoutEffect, "the levels \(list(labels)) of '\(factor.name)' are one: their cells are equal",
            at: factor.span,
            help: "keep one of them")
    }
}

extension Study {
    /// All that a variant's cells depend on: its plan under one seed, by which positions of ranges are told apart, and its ranges.
    func content(of index: Int, _ plan: CellPlan) -> [CanonicalValue] {
        let variant = variants[index]
        return [plan.canonical.setting("arm", to: nil), variant.shared] + variant.prototypes.map(\.values)
            + variant.worlds.flatMap { $0.sources.map(\.values) }
    }
}
