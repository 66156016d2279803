import Learning
import Numerics

/// Where an agent was, cell by cell, and what it would do there on average: FRD's proxy replay memory.
struct ProxyMemory: VisitMemory {
    private let grid: ProxyGrid
    private let actions: Int
    /// Whether an exchange ends what is remembered.
    private let isPeriodic: Bool
    private var state: State
    /// Entries by cell, open addressing: −1 where free. A power of two, never more than half full.
    private var slots = [Int32](repeating: -1, count: 64)

    /// Entries in the order in which their cells were first visited.
    struct State: Persistent {
        var cellIndex: [Int32] = []
        var proxyState: RowTable<Float>
        /// The running mean m ← m + (π − m) / visits.
        var policy: RowTable<Double>
        var visits: [Int32] = []
        /// Whether it was sent; then the next visit starts a new period.
        var isSent = false

        var flaw: Flaw? {
            let count = cellIndex.count
            return Flaw.unless(
                visits.count == count, "visits", "it has \(visits.count) rows, where there are \(count) cells")
                ?? .unless(
                    proxyState.count == count, "proxy_state",
                    "it has \(proxyState.count) rows, where there are \(count) cells")
                ?? .unless(
                    policy.count == count, "policy", "it has \(policy.count) rows, where there are \(count) cells")
                ?? .each("visits", visits, "a cell that is remembered was visited") { $0 > 0 }
                ?? .distributions("policy", policy.elements, width: policy.width)
        }
    }

    init(_ grid: ProxyGrid, actions: Int, isPeriodic: Bool) {
        self.grid = grid
        self.actions = actions
        self.isPeriodic = isPeriodic
        state = State(proxyState: RowTable(width: grid.names.count), policy: RowTable(width: actions))
    }

    mutating func watch(_ tape: Tape) {
        if state.isSent { startPeriod() }
        for row in 0..<tape.count {
            guard let cell = grid.cell(of: tape.observations + row * tape.observationWidth) else { continue }
            let entry = self.entry(of: cell)
            // Beyond 2³¹ − 1 visits, which take 32 bits on the wire, the mean goes on with the share it has then.
            if state.visits[entry] < .max { state.visits[entry] += 1 }
            let share = 1 / Double(state.visits[entry])
            for action in 0..<actions {
                let mean = state.policy.elements[entry * actions + action]
                let now = Double(tape.distributions[row * actions + action])
                state.policy.elements[entry * actions + action] = mean + (now - mean) * share
            }
        }
    }

    /// The entry of a cell, made if there is none.
    private mutating func entry(of cell: Int32) -> Int {
        var slot = slot(of: cell)
        if slots[slot] >= 0 { return Int(slots[slot]) }
        let entry = state.visits.count
        state.cellIndex.append(cell)
        grid.appendCenter(of: cell, to: &state.proxyState.elements)
        state.policy.elements.append(contentsOf: repeatElement(0, count: actions))
        state.visits.append(0)
        if 2 * (entry + 1) > slots.count {
            index(capacity: 2 * slots.count)
            slot = self.slot(of: cell)
        }
        slots[slot] = Int32(entry)
        return entry
    }

    /// Where the cell's entry is noted, or would be.
    private func slot(of cell: Int32) -> Int {
        let mask = slots.count - 1
        var slot = Int(UInt32(bitPattern: cell) &* 2_654_435_769) >> 7 & mask
        while slots[slot] >= 0, state.cellIndex[Int(slots[slot])] != cell { slot = (slot + 1) & mask }
        return slot
    }

    /// Notes all entries anew.
    private mutating func index(capacity: Int) {
        slots = [Int32](repeating: -1, count: capacity)
        for entry in state.visits.indices { slots[slot(of: state.cellIndex[entry])] = Int32(entry) }
    }

    private mutating func startPeriod() {
        state.cellIndex.removeAll(keepingCapacity: true)
        state.proxyState.removeAll()
        state.policy.removeAll()
        state.visits.removeAll(keepingCapacity: true)
        state.isSent = false
        index(capacity: slots.count)
    }

    /// Entries in rising order of their cells.
    var table: VisitTable {
        var table = VisitTable(observation: grid.names.count, actions: actions)
        table.sections = Int32(grid.sections)
        for entry in state.cellIndex.indices.sorted(by: { state.cellIndex[$0] < state.cellIndex[$1] }) {
            table.cellIndex.append(state.cellIndex[entry])
            table.proxyState.elements += state.proxyState[entry]
            for mean in state.policy[entry] { table.policy.elements.append(Float(mean)) }
            table.visits.append(state.visits[entry])
        }
        return table
    }

    mutating func endPeriod() { state.isSent = isPeriodic }

    func encode(to encoder: any Encoder) throws { try state.encode(to: encoder) }

    mutating func restore(from decoder: any Decoder) throws {
        let found = try State.restored(from: decoder)
        if let flaw = flaw(of: found) { throw flaw }
        state = found
        var capacity = 64
        while capacity < 2 * state.visits.count { capacity *= 2 }
        index(capacity: capacity)
    }

    /// Cells that the grid does not have, or twice, or other states than their centers.
    private func flaw(of state: State) -> Flaw? {
        let cells = grid.cells ?? Int(Int32.max)
        if let flaw = Flaw.each("cell_index", state.cellIndex, "there are \(cells) cells", { $0 >= 0 && $0 < cells }) {
            return flaw
        }
        let sorted = state.cellIndex.sorted()
        if let twice = zip(sorted, sorted.dropFirst()).first(where: { $0 == $1 }) {
            return Flaw(at: "cell_index", "the cell \(twice.0) is there twice")
        }
        var centers: [Float] = []
        for cell in state.cellIndex { grid.appendCenter(of: cell, to: &centers) }
        let isCentered = zip(centers, state.proxyState.elements).allSatisfy { $0.bitPattern == $1.bitPattern }
        return .unless(isCentered, "proxy_state", "its states are not the centers of the cells")
    }

    var keys: Int? { grid.cells }

    var facts: [(name: String, fact: MemoryFact)] {
        [
            (
                "about",
                .text(
                    "cells visited and the mean policy there; cell_index is row-major over the sections of the components, "
                        + "proxy_state the cell's center")
            ),
            ("components", .texts(grid.names)), ("sections", .integer(grid.sections)),
            ("ranges_low", .numbers(grid.low)), ("ranges_high", .numbers(grid.high)),
        ]
    }
}
