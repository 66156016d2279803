public import Archive
public import Config
public import Determinism
internal import Diagnostics
public import Experiment

/// In what two checkpoints differ: their plans, their agents, and all else, to the element where bits should agree.
public struct ComparedCheckpoints: Sendable {
    /// The values in which the plans differ; none where a file has no plan.
    public let plan: [PlanDifference.Value]
    /// Whether equal bits are to be expected: both are of one cell and one round, or of no cell at all.
    public let shouldAgree: Bool
    /// What differs, at most as many as were asked for: all items where bits should agree, else those that neither agents nor the
    /// plans tell.
    public let differences: [TreeDifference]
    /// Whether nothing differs.
    public let isEqual: Bool
    private let agents: AgentDistances
    private let limit: Int

    /// Compares what two files hold.
    ///
    /// - Parameter limit: how many items and rows are shown at most.
    public init(_ one: ArchiveTree, _ other: ArchiveTree, in language: Language, limit: Int) {
        let plans = (Self.plan(one), Self.plan(other))
        if let before = plans.0, let after = plans.1 {
            plan = PlanDifference.values(from: before, to: after, in: language)
        } else {
            plan = []
        }
        let keys = ["cell_fingerprint", "round"]
        let shouldAgree = keys.allSatisfy { key in
            one.attributes[key] == other.attributes[key]
        }
        let all = CheckpointComparison.differences(one, other, limit: shouldAgree ? limit : .max)
        isEqual = all.isEmpty
        self.shouldAgree = shouldAgree
        differences = shouldAgree ? all : Array(all.filter { !Self.isTold($0.path) }.prefix(limit))
        agents = AgentDistances(one, other)
        self.limit = limit
    }

    /// What plans and agents tell of other cells, and what follows from the round.
    private static func isTold(_ path: String) -> Bool {
        ["/agents/", "/cohorts/", "/metrics/", "/record/"].contains { path.hasPrefix($0) }
            || ["/", "/plan", "/plan_with_defaults", "/agents", "/record"].contains(path)
    }

    private static func plan(_ tree: ArchiveTree) -> CanonicalValue? {
        guard case .text(let text)? = tree["plan"], let json = text.values.first else { return nil }
        return try? CanonicalValue(parsing: json)
    }

    /// The differing values of the plans, one a line; empty where there are none.
    public static func lines(_ plan: [PlanDifference.Value], width: Int?) -> String {
        let lines = PlanWords.lines(plan)
        guard !lines.isEmpty else { return "" }
        return "The plans differ:\n"
            + lines.map { WrappedText.lines(VisibleText.line($0), width: width, indent: 2, hanging: 4) }.joined()
    }

    /// For people: a table of the agents, then item by item.
    public var text: String {
        var text = ""
        var table = agents.table
        if !table.rows.isEmpty {
            let left = table.rows.count - limit
            table.rows = Array(table.rows.prefix(limit))
            text += table.plainText.split(separator: "\n").map { "  \($0)\n" }.joined()
            if left > 0 { text += "  … and \(left) more rows; --limit shows them\n" }
        }
        text += differences.map { "\(shouldAgree ? $0.words : $0.wordsWithoutDistance)\n" }.joined()
        return text + (differences.count == limit ? "… there may be more; --limit shows them\n" : "")
    }

    /// For programs.
    public var members: [(String, CanonicalValue)] {
        [
            ("bits_should_agree", .boolean(shouldAgree)), ("agents", agents.table.json),
            ("differences", .list(differences.map { $0.json(withDistance: shouldAgree) })),
        ]
    }

    /// The differing values of plans for programs.
    public static func json(_ plan: [PlanDifference.Value]) -> CanonicalValue {
        .list(
            plan.map { value in
                .object(sorting: [
                    ("path", .text(value.path)), ("first", value.before.value ?? .null),
                    ("second", value.after.value ?? .null),
                ])
            })
    }
}
