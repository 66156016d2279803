public import Config
import Diagnostics

/// The order in which a spec's text lists arms and the levels of its sweep: that in which `plan` lists cells, for names that are met
/// elsewhere, such as directories'.
public struct ArmOrder: Sendable {
    private let arms: [String: Int]
    private let factors: [(name: String, levels: [String: Int])]

    /// The order in a text; nil where it is no spec that this version reads.
    public init?(_ text: String, in language: Language) {
        // What is wrong with it is for `check` to say: here it tells something or nothing.
        var findings = Findings()
        guard let spec = SpecTree(SourceFile(name: "spec", text: text), in: language, into: &findings) else {
            return nil
        }
        func places(_ names: [String]) -> [String: Int] {
            Dictionary(names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        }
        arms = places(spec.arms.map(\.name))
        // Second stages follow what they go on from.
        let stages = (spec.body[AdaptationSpec.factor]?["variants"]?.entries ?? []).map(\.key)
        factors =
            spec.factors.map { ($0.name, places($0.levels.map(\.label))) }
            + [(AdaptationSpec.factor, places(stages.isEmpty ? [AdaptationSpec.everything] : stages))]
    }

    /// What arms are ordered by, number after number: the arm's place, then its level's of every factor, before all levels where it has
    /// none; nil for a name that is none of the spec's.
    public func place(of name: String) -> [Int]? {
        let parts = name.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        guard let arm = arms[parts[0]] else { return nil }
        var levels = factors.map { _ in -1 }
        for part in parts.dropFirst() {
            guard let index = factors.firstIndex(where: { part.hasPrefix($0.name + "=") }),
                let level = factors[index].levels[String(part.dropFirst(factors[index].name.count + 1))]
            else { return nil }
            levels[index] = level
        }
        return [arm] + levels
    }
}
