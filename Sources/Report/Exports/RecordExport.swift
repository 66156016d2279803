public import Archive
import Determinism
internal import Diagnostics
public import Experiment

/// What a run recorded up to some round, for other programs: a long table, or TensorBoard's scalars.
///
/// The record is read twice, row by row, and no row is kept: once to see that it can be read to its end, so that nothing is
/// written of one that cannot, and once to write.
public struct RecordExport: Sendable {
    /// A number of the record, with its round and name.
    struct Scalar {
        let round: Int
        let measure: String
        /// The agent, the replica, an agent of a replica (`replica 2/a1`), or the number of the value; empty for the system.
        let agent: String
        let value: Double

        /// A number, or the word that records have for one that is not finite.
        var cell: Table.Cell {
            value.isFinite ? .figure(value) : .words(CanonicalValue(measured: value).asText ?? "")
        }
    }

    /// Reads the rows with the numbers of their lines, one after the other, as often as it is asked to.
    typealias Rows =
        @Sendable (
            _ body: (_ line: Int, _ row: CanonicalValue) throws(ArchiveError) -> Void
        ) throws(ArchiveError) -> Void

    private let rows: Rows
    private let round: Int
    private let agents: [String]
    private let replicas: Int
    private let reading: RowMeasures
    /// The clocks of which every row has the total.
    private let clocks: [Clock]
    /// How many numbers there are.
    public let count: Int

    /// The numbers of a record's rows up to a round; what was not measured is left out, what is not finite is `nan`, `inf` or
    /// `-inf`.
    ///
    /// - Throws: `ArchiveError` naming the record where it is damaged, or a row that is none.
    public init(_ audit: RecordAudit, upTo round: Int) throws(ArchiveError) {
        let plan = audit.stored.plan
        try self.init(
            agents: (plan["agents"]?.elements ?? []).compactMap { $0["name"]?.asText },
            replicas: plan["replicas"]?.asInteger ?? 1,
            goals: CellRecord.goals(of: plan, in: audit.stored.language), MeasureOrder(audit.stored.measureNames),
            upTo: round
        ) { body throws(ArchiveError) in
            var last = 0
            try audit.read { line, row throws(ArchiveError) in
                guard let current = row["round"]?.asInteger, current > last else {
                    throw audit.fault(line, "its round is not later than the row's before it")
                }
                last = current
                try body(line, row)
            }
        }
    }

    /// The numbers of rows up to a round.
    init(
        agents: [String], replicas: Int = 1, goals: [Goal], _ order: MeasureOrder = MeasureOrder([]), upTo round: Int,
        rows: @escaping Rows
    ) throws(ArchiveError) {
        let reading = RowMeasures(goals: goals, order)
        let totals: [Clock] = [.steps, .bytes, .time]
        var (rowCount, values) = (0, 0)
        var counted = [Clock: (all: Int, early: Int)]()
        try rows { _, row throws(ArchiveError) in
            rowCount += 1
            let isWanted = row["round"]?.asInteger.map { $0 <= round } ?? false
            for clock in totals where RowMeasures.total(clock, row) != nil {
                counted[clock, default: (0, 0)].all += 1
                if isWanted { counted[clock, default: (0, 0)].early += 1 }
            }
            guard isWanted else { return }
            for (_, numbers) in reading.measures(of: row) { values += numbers.count { $0 != nil } }
        }
        clocks = totals.filter { (counted[$0]?.all ?? 0) == rowCount }
        count = clocks.reduce(values) { $0 + (counted[$1]?.early ?? 0) }
        (self.agents, self.replicas) = (agents, replicas)
        (self.reading, self.round, self.rows) = (reading, round, rows)
    }

    /// Writes a row per number, comma-separated.
    public func writeCSV(to sink: OutputFile.Sink) throws(ArchiveError) {
        let table = Table(
            "Record",
            columns: [
                .numbers("round", keys: "round"), .text("measure", key: "measure"), .text("agent", key: "agent"),
                .numbers("value", keys: "value"),
            ])
        var parts = Parts(Array(table.csvHeader.utf8))
        try visit { scalar throws(ArchiveError) in
            let line = table.csvLine([
                .label(scalar.round), .text(scalar.measure), .text(scalar.agent), scalar.cell,
            ])
            try parts.append(line.utf8, to: sink)
        }
        try parts.flush(to: sink)
    }

    /// Writes TensorBoard's event file: TFRecords of `Event` messages, the round as step, Float32 as TensorBoard has it.
    ///
    /// Where nothing tells when rounds ended, all events are of time 0.
    ///
    /// - Parameter times: when rounds ended.
    public func writeEvents(to sink: OutputFile.Sink, times: LoggedTimes = .unknown) throws(ArchiveError) {
        let check = CyclicCheck.castagnoli
        func record(_ message: [UInt8]) -> [UInt8] {
            var file: [UInt8] = []
            file.append(littleEndian: UInt64(message.count))
            file.append(littleEndian: Self.masked(check(file)))
            file += message
            file.append(littleEndian: Self.masked(check(message)))
            return file
        }
        // wall_time = 1: double, step = 2: varint, file_version = 3: text, summary = 5: {value = 1: {tag = 1, simple_value = 2}}.
        func wall(_ seconds: Double) -> [UInt8] {
            var time: [UInt8] = [0x09]
            time.append(littleEndian: seconds.bitPattern)
            return time
        }
        // Time does not go back, also where rounds were trained twice.
        var (time, last) = (times.time(of: 1) ?? 0, 0)
        var parts = Parts(record(wall(time) + Self.field(3, Array("brain.Event:2".utf8))))
        try visit { scalar throws(ArchiveError) in
            if scalar.round != last { (time, last) = (max(time, times.time(of: scalar.round) ?? 0), scalar.round) }
            let tag = scalar.measure + (scalar.agent.isEmpty ? "" : "/" + scalar.agent)
            var value = Self.field(1, Array(VisibleText.line(tag).utf8)) + [0x15]
            value.append(littleEndian: Float(scalar.value).bitPattern)
            let event = wall(time) + [0x10] + Self.varint(UInt64(scalar.round)) + Self.field(5, Self.field(1, value))
            try parts.append(record(event), to: sink)
        }
        try parts.flush(to: sink)
    }

    /// Every number, row by row: totals first, then the measures.
    func visit(_ body: (Scalar) throws(ArchiveError) -> Void) throws(ArchiveError) {
        try rows { _, row throws(ArchiveError) in
            guard let current = row["round"]?.asInteger, current <= round else { return }
            for clock in clocks {
                guard let total = RowMeasures.total(clock, row) else { continue }
                try body(Scalar(round: current, measure: clock.rawValue, agent: "", value: total))
            }
            let measures = reading.measures(of: row)
            let ofReplicas = NumberOwners.ofReplicas(measures.lazy.map(\.name))
            for (name, values) in measures {
                for (index, value) in values.enumerated() {
                    guard let value else { continue }
                    let agent =
                        values.count == 1
                        ? ""
                        : NumberOwners.owner(
                            of: index, among: values.count, agents: agents, replicas: replicas,
                            isOfReplicas: ofReplicas.contains(name))
                    try body(Scalar(round: current, measure: name, agent: agent, value: value))
                }
            }
        }
    }

    /// TensorFlow's mask of a check, so that a check of data that holds checks stays a good one.
    private static func masked(_ check: UInt32) -> UInt32 { (check >> 15 | check << 17) &+ 0xA282_EAD8 }

    /// A field of bytes.
    private static func field(_ number: UInt8, _ bytes: [UInt8]) -> [UInt8] {
        [number << 3 | 2] + varint(UInt64(bytes.count)) + bytes
    }

    private static func varint(_ number: UInt64) -> [UInt8] {
        var (rest, bytes): (UInt64, [UInt8]) = (number, [])
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        return bytes + [UInt8(rest)]
    }
}

/// Bytes on their way to a file, handed on when there are many.
struct Parts {
    private(set) var bytes: [UInt8]

    init(_ bytes: [UInt8] = []) { self.bytes = bytes }

    mutating func append(_ more: some Sequence<UInt8>, to sink: OutputFile.Sink) throws(ArchiveError) {
        bytes += more
        if bytes.count >= 1 << 16 { try flush(to: sink) }
    }

    mutating func flush(to sink: OutputFile.Sink) throws(ArchiveError) {
        try sink(bytes)
        bytes.removeAll(keepingCapacity: true)
    }
}
