internal import Config
public import Learning

/// What passes between agents and server: dense rows, one per sender, or tables of keyed rows.
///
/// A view: dense rows lie in memory that the conversation owns, and are valid until it asks, or makes a result, again.
/// A forecast's batches have no numbers.
public struct Batch: @unchecked Sendable {
    /// What a row is.
    public let signature: Signature
    /// What was asked for, or what is answered to.
    public let request: Request
    /// How many rows or tables: one per sender, or one for all.
    public let count: Int
    /// Dense rows, one after the other; nil in a forecast, and where rows are keyed.
    let base: UnsafeMutableRawPointer?
    /// Keyed rows, by sender.
    public var tables: [VisitTable] = []
    /// Which of the conversation's batches it is, to see that it is not used beyond its time.
    let epoch: Int

    init(_ signature: Signature, _ request: Request, count: Int, base: UnsafeMutableRawPointer?, epoch: Int) {
        self.signature = signature
        self.request = request
        self.count = count
        self.base = base
        self.epoch = epoch
    }

    /// The dense rows as a part's, in its precision; nil where there are none.
    public var partRows: PartRows? {
        guard case .part(let part) = request.content, let base else { return nil }
        return PartRows(part, base, count: count)
    }

    /// The dense rows as Float32; nil where there are none.
    public var singles: Rows? {
        guard signature.precision == .single, let base else { return nil }
        return Rows(base.assumingMemoryBound(to: Float.self), count: count, width: signature.width)
    }

    /// The dense rows as Float64; nil where there are none.
    public var doubles: DoubleRows? {
        guard signature.precision == .double, let base else { return nil }
        return DoubleRows(base.assumingMemoryBound(to: Double.self), count: count, width: signature.width)
    }

    /// Bytes on the wire, all rows: at least and at most, the same wherever there are numbers.
    var bytes: ClosedRange<Int> {
        guard let keyed = signature.keyed else {
            let bytes = signature.bytes(rows: count)
            return bytes...bytes
        }
        guard tables.isEmpty else {
            let bytes = signature.bytes(rows: tables.reduce(0) { $0 + $1.count })
            return bytes...bytes
        }
        return 0...signature.bytes(rows: count.saturatingTimes(keyed.mostRows))
    }
}
