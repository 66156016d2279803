internal import Config
public import Experiment

/// One side of a comparison: plans, and where their values come from where a spec tells.
public struct ComparedPlans: Sendable {
    /// The plans, in the study's order.
    public let plans: [CellPlan]
    private let study: Study?
    private let cells: [String: StudyCell]

    /// The plans of some cells of a study.
    public init(_ study: Study, _ cells: [StudyCell]) {
        plans = cells.map { study.plan(of: $0) }
        self.study = study
        self.cells = Dictionary(cells.map { ($0.identifier, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// Plans as directories have them, of which nothing tells where their values come from.
    public init(stored plans: [CellPlan]) {
        (self.plans, study, cells) = (plans, nil, [:])
    }

    /// The plans of these cells alone.
    public func keeping(_ identifiers: Set<String>) -> ComparedPlans {
        ComparedPlans(plans.filter { identifiers.contains($0.identifier) }, study, cells)
    }

    private init(_ plans: [CellPlan], _ study: Study?, _ cells: [String: StudyCell]) {
        (self.plans, self.study, self.cells) = (plans, study, cells)
    }

    /// Where the values at the dotted paths of a cell's plan come from; nil where nothing tells.
    func origins(in cell: String) -> ((String) -> Origin)? {
        guard let study, let cell = cells[cell] else { return nil }
        return study.origins(in: cell)
    }
}
