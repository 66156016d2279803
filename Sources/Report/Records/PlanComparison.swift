internal import Config
internal import Determinism
internal import Experiment

/// A cell's settings leaf by leaf: what was drawn as the range it was drawn from, where that is known.
struct SettingLeaves {
    /// The paths of all leaves, in the plan's order.
    let paths: [String]
    /// The language the plan is read in.
    let language: Language
    /// The settings as the plan has them.
    private let written: [String: CanonicalValue]
    /// The worlds as the plan lists them; nil where there are none.
    private let worlds: CanonicalValue?
    /// What stands for them in a comparison.
    private let tokens: [String: CanonicalValue]
    /// Whether the spec tells what was drawn.
    let isKnown: Bool

    /// Where the paths of worlds begin.
    static let worlds = "worlds."
    /// Where the paths of measures begin.
    static let measures = "measure."

    init(_ cell: CellRecord, _ specs: inout EmbeddedSpecs) {
        language = cell.language
        let draws = cell.spec.flatMap {
            specs.draws(of: $0, settings: cell.settings, seed: cell.seed, in: cell.language)
        }
        worlds = cell.settings["worlds"]
        let settings =
            worlds == nil
            ? cell.settings : draws.map { cell.settings.setting("worlds", to: $0.worlds) } ?? cell.settings
        let leaves = settings.leaves
        let values = Dictionary(leaves.map { ($0.path, $0.value) }, uniquingKeysWith: { first, _ in first })
        let ranges = draws?.ranges ?? [:]
        // A number that was drawn as its field's default is no leaf of the plan.
        paths = leaves.map(\.path) + ranges.keys.filter { values[$0] == nil }.sorted()
        written = values
        tokens = values.merging(ranges) { _, range in range }
        isKnown = draws != nil
    }

    /// The range a leaf was drawn from, or its value; nil where the settings have no such leaf.
    func token(_ path: String) -> CanonicalValue? { tokens[path] }

    /// The leaf's value in the plan.
    func value(_ path: String) -> CanonicalValue? { written[path] }

    /// Whether another cell's plan has the same there, however it came to it.
    func isAlike(_ other: SettingLeaves, at path: String) -> Bool {
        path.hasPrefix(Self.worlds) ? worlds == other.worlds : written[path] == other.written[path]
    }
}

/// What tells the plans of an arm's cells apart.
struct PlanComparison {
    /// The paths at which they are unlike by what was written.
    private(set) var telling: [String] = []
    /// The paths at which they differ, and of which nothing tells whether each seed drew its own.
    private(set) var assumed: [String] = []

    init(_ cells: [SettingLeaves]) {
        var seen: Set<String> = []
        for path in cells.flatMap(\.paths) where seen.insert(path).inserted {
            let first = cells[0]
            guard cells.contains(where: { $0.token(path) != first.token(path) }),
                cells.contains(where: { !$0.isAlike(first, at: path) })
            else { continue }
            // A measure that some cells have and others lack is no other measure.
            if path.hasPrefix(SettingLeaves.measures), Set(cells.compactMap { $0.token(path) }).count == 1 { continue }
            if Self.isAssumed(path, in: cells) { assumed.append(path) } else { telling.append(path) }
        }
    }

    /// Whether cells differ there only where no spec tells what was drawn, and it may well have been.
    private static func isAssumed(_ path: String, in cells: [SettingLeaves]) -> Bool {
        let known = cells.filter(\.isKnown)
        guard known.count < cells.count, Set(known.map { $0.token(path) }).count <= 1 else { return false }
        if path.hasPrefix(SettingLeaves.worlds) { return true }
        guard let token = known.first?.token(path) else { return known.isEmpty && looksDrawn(path, in: cells) }
        return DrawnRange(token) != nil
    }

    /// Whether values differ as those do that each seed draws for itself: of a field that takes ranges, unlike in all cells; a
    /// step size only where a cell's agents have unlike ones too, as it is set more often than drawn.
    private static func looksDrawn(_ path: String, in cells: [SettingLeaves]) -> Bool {
        guard let place = DrawablePlace(path, in: cells[0].language) else { return false }
        let values = cells.compactMap { $0.value(path) }
        guard values.count == cells.count, values.allSatisfy({ $0.asNumber != nil }) else { return false }
        let isWhole = values.allSatisfy { if case .integer = $0 { true } else { false } }
        guard Set(values).count == (isWhole ? max(2, Set(values).count) : values.count) else { return false }
        guard !place.isOfWorld else { return true }
        return cells.allSatisfy { cell in
            let alike = cell.paths.filter { $0.hasSuffix(place.suffix) && $0.hasPrefix("agents.") }
            return Set(alike.map { cell.value($0) }).count > 1
        }
    }
}
