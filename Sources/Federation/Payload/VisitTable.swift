public import Numerics

/// States that were visited and the policy there: what memories send, and what the server makes of them.
///
/// Columns of equal length; a checkpoint shows them as datasets.
public struct VisitTable: Persistent, Equatable {
    /// By entry: the cell its state stands for, row-major over the components' sections; empty where states are raw.
    public var cellIndex: [Int32] = []
    /// By entry: the state, `count × observation`.
    public var proxyState: RowTable<Float>
    /// By entry: the mean action distribution there, `count × actions`.
    public var policy: RowTable<Float>
    /// By entry: how often it was visited.
    public var visits: [Int32] = []
    /// Into how many sections every component is cut; 0 where states are raw.
    public var sections: Int32 = 0

    /// No visits, of states and distributions of these widths.
    public init(observation: Int = 0, actions: Int = 0) {
        proxyState = RowTable(width: observation)
        policy = RowTable(width: actions)
    }

    /// Columns of unequal lengths, and what is no cell, visit or distribution.
    public var flaw: Flaw? {
        let columns = [("proxy_state", proxyState.count), ("policy", policy.count)]
        let cells = cellIndex.isEmpty ? [] : [("cell_index", cellIndex.count)]
        for (name, rows) in columns + cells where rows != count {
            return Flaw(at: name, "it has \(rows) rows, where there are \(count) visits")
        }
        guard sections >= 0 else { return Flaw(at: "sections", "it is \(sections)") }
        let most = mostCells
        return Flaw.each("cell_index", cellIndex, "there are \(most) cells") { $0 >= 0 && $0 < most }
            ?? .each("visits", visits, "an entry was visited") { $0 > 0 }
            ?? .distributions("policy", policy.elements, width: policy.width)
    }

    /// The numbers that cells can have.
    private var mostCells: Int {
        // Two sections of 31 components are as many as can be numbered, and a width is only claimed.
        (0..<min(proxyState.width, 31)).reduce(1) { cells, _ in min(cells * Int(sections), Int(Int32.max)) }
    }

    /// Entries.
    public var count: Int { visits.count }

    /// Whether states and distributions have the widths they have in another table, and states are known alike.
    public func hasColumns(of other: VisitTable) -> Bool {
        proxyState.width == other.proxyState.width && policy.width == other.policy.width && sections == other.sections
            && (sections == 0 || cellIndex.count == count)
    }
}
