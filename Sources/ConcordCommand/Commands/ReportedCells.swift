import Archive
import Experiment
import Report

/// The cells that a report is of: with their rows while all of them fit, and without beyond, to be read a second time, an arm at
/// once.
struct ReportedCells {
    /// How many numbers of records are held before rows are let go: 64 MB of them.
    private static let mostNumbers = 8_000_000

    private(set) var cells: [CellRecord] = []
    private var places: [RunDirectory] = []
    private var pool = RecordPool()
    private var held = 0
    /// How many rounds at the end final means cover.
    private let tail: Int

    init(lastRounds tail: Int) { self.tail = tail }

    /// Adds a cell that was read from a directory.
    mutating func add(_ cell: CellRecord, from directory: RunDirectory) {
        cells.append(kept(cell, place: places.count))
        places.append(directory)
    }

    /// Reads cells once more that lack the agents' values of one of these measures.
    mutating func readAgents(of measures: Set<String>) throws(ArchiveError) {
        for index in cells.indices where cells[index].lacksAgents(of: measures) {
            held -= cells[index].numberCount
            cells[index] = kept(try CellRecord(reading: places[index], everyAgentOf: measures), place: index)
        }
    }

    /// The same cell with its rows.
    func withRows(_ cell: CellRecord, everyAgentOf measures: Set<String>) throws(ArchiveError) -> CellRecord {
        guard let place = cell.place else { return cell }
        return try CellRecord(reading: places[place], everyAgentOf: measures)
    }

    private mutating func kept(_ cell: CellRecord, place: Int) -> CellRecord {
        var cell = pool.sharing(cell)
        cell.place = place
        held += cell.numberCount
        if held > Self.mostNumbers {
            cell.shed(lastRounds: tail)
            held = Self.mostNumbers
        }
        return cell
    }
}
