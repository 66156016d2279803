import Determinism
internal import Diagnostics
import Experiment

/// What a run recorded up to some round, for other programs: a long table, or TensorBoard's scalars.
public struct RecordExport: Sendable {
    /// One number.
    private struct Scalar {
        let round: Int
        let measure: String
        /// The agent, or the number of the replica or value where there is no agent's name; empty for the system.
        let agent: String
        let value: Double

        /// A number, or the word that records have for one that is not finite.
        var cell: Table.Cell {
            value.isFinite ? .figure(value) : .words(CanonicalValue(measured: value).asText ?? "")
        }
    }

    private var scalars: [Scalar] = []

    /// The numbers of a record's rows up to a round; what was not measured is left out, what is not finite is `nan`, `inf` or
    /// `-inf`.
    public init(_ record: CellRecord, upTo round: Int) {
        for (row, current) in record.rounds.enumerated() where current <= round {
            for total in record.totals where total.clock == .steps || total.clock == .bytes {
                scalars.append(
                    Scalar(round: current, measure: total.clock.rawValue, agent: "", value: total.values[row]))
            }
            for measure in record.measures {
                let values = measure.rows[row]
                for (index, value) in values.enumerated() {
                    guard let value else { continue }
                    let agent =
                        values.count == 1
                        ? "" : values.count == record.agents.count ? record.agents[index] : String(index + 1)
                    scalars.append(Scalar(round: current, measure: measure.name, agent: agent, value: value))
                }
            }
        }
    }

    /// How many numbers there are.
    public var count: Int { scalars.count }

    /// A row per number.
    public var csv: String {
        var table = Table(
            "Record",
            columns: [
                .numbers("round", keys: "round"), .text("measure", key: "measure"), .text("agent", key: "agent"),
                .numbers("value", keys: "value"),
            ])
        for scalar in scalars {
            table.append([
                .label(scalar.round), .text(scalar.measure), .text(scalar.agent), scalar.cell,
            ])
        }
        return table.csv
    }

    /// TensorBoard's event file: TFRecords of `Event` messages, the round as step, Float32 as TensorBoard has it.
    ///
    /// All events are of time 0: clocks are no result.
    public var events: [UInt8] {
        let check = CyclicCheck.castagnoli
        var file: [UInt8] = []
        func write(_ message: [UInt8]) {
            var length: [UInt8] = []
            length.append(littleEndian: UInt64(message.count))
            file += length
            file.append(littleEndian: Self.masked(check(length)))
            file += message
            file.append(littleEndian: Self.masked(check(message)))
        }
        // wall_time = 1: double, step = 2: varint, file_version = 3: text, summary = 5: {value = 1: {tag = 1, simple_value = 2}}.
        let time: [UInt8] = [0x09, 0, 0, 0, 0, 0, 0, 0, 0]
        write(time + Self.field(3, Array("brain.Event:2".utf8)))
        for scalar in scalars {
            let tag = scalar.measure + (scalar.agent.isEmpty ? "" : "/" + scalar.agent)
            var value = Self.field(1, Array(VisibleText.line(tag).utf8)) + [0x15]
            value.append(littleEndian: Float(scalar.value).bitPattern)
            write(time + [0x10] + Self.varint(UInt64(scalar.round)) + Self.field(5, Self.field(1, value)))
        }
        return file
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
