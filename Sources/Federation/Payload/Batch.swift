internal import Config
public import Learning

/// What passes between agents and server: dense rows, one per sender, or tables of keyed rows.
///
/// A view: dense rows lie in memory that the conversation owns, and are valid until it asks, or makes a result, again.
/// A forecast's batches have no numbers.
public struct Batch: @unchecked Sendable {
    /// What a row is.
    public internal(set) var signature: Signature
    /// What was asked for, or what is answered to.
    public let request: Request
    /// How many rows or tables: one per sender, or one for all.
    public let count: Int
    /// Dense rows, one after the other; nil in a forecast, and where rows are keyed.
    public let base: UnsafeMutableRawPointer?
    /// Keyed rows, by sender.
    public var tables: [VisitTable] = []
    /// What travels in place of rows once guards have made bytes of them, by sender; empty where rows travel.
    public var messages: [[UInt8]] = []
    /// How many participants are sent a result, at least and at most; a run knows.
    public internal(set) var receivers = 1...1
    /// Rows of the participants who are sent a result; nil where all are.
    var served: [Int]?
    /// Which columns these are, where ranks share them; nil where rows are whole.
    var cut: ColumnCut?
    /// Which of the conversation's batches it is, to see that it is not used beyond its time.
    let epoch: Int

    init(_ signature: Signature, _ request: Request, count: Int, base: UnsafeMutableRawPointer?, epoch: Int) {
        self.signature = signature
        self.request = request
        self.count = count
        self.base = base
        self.epoch = epoch
    }

    /// Goes over the dense rows' parts, in order; over none where there are no numbers, or no parts.
    public func forEachPart(_ body: (PartRows) -> Void) {
        guard case .parts(let parts) = request.content, let base else { return }
        var offset = 0
        for part in parts {
            body(PartRows(part, base + offset, count: count, stride: signature.stride))
            offset += part.width * part.precision.bytes
        }
    }

    /// The dense rows of one part; nil where there are no numbers of it.
    public func rows(of part: Part) -> PartRows? {
        guard case .parts(let parts) = request.content, let base else { return nil }
        var offset = 0
        for own in parts {
            if own == part { return PartRows(part, base + offset, count: count, stride: signature.stride) }
            offset += own.width * own.precision.bytes
        }
        return nil
    }

    /// The places of numbers in a row, padding left out; by part where there are parts.
    public var columns: [(name: String, places: [Range<Int>])] {
        guard case .parts(let parts) = request.content else { return [(signature.kind, [0..<signature.width])] }
        var (offset, columns) = (0, [(String, [Range<Int>])]())
        for part in parts {
            columns.append((part.name, part.columns.map { $0.lowerBound + offset..<$0.upperBound + offset }))
            offset += part.width
        }
        return columns
    }

    /// A view of one of the rows, by itself.
    func row(_ index: Int) -> Batch {
        precondition(index >= 0 && index < count, "row \(index) of \(count)")
        var row = Batch(
            signature, request, count: 1, base: base.map { $0 + index * signature.stride }, epoch: epoch)
        if index < tables.count { row.tables = [tables[index]] }
        row.cut = cut
        return row
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

    /// Some of the rows, one after the other.
    ///
    /// - Parameter room: gives memory for so many bytes, where rows are copied to.
    func rows(_ some: [Int], _ room: (Int) -> UnsafeMutableRawPointer) -> Batch {
        let stride = signature.stride
        let copy = base.map { _ in room(some.count * stride) }
        var rows = Batch(signature, request, count: some.count, base: copy, epoch: epoch)
        if let base, let copy {
            for (index, row) in some.enumerated() {
                (copy + index * stride).copyMemory(from: base + row * stride, byteCount: stride)
            }
        }
        if !tables.isEmpty { rows.tables = some.map { tables[$0] } }
        rows.cut = cut
        return rows
    }

    /// Bytes on the wire, all rows: at least and at most, the same wherever there are numbers.
    var bytes: ClosedRange<Int> { bytes(as: signature) }

    /// Bytes on the wire of all rows in another form, such as guards make of them, or of the first row alone.
    func bytes(as signature: Signature, firstRow: Bool = false) -> ClosedRange<Int> {
        let count = firstRow ? 1 : count
        guard let keyed = signature.keyed else {
            let bytes = signature.bytes(rows: count, messages: count)
            return bytes...bytes
        }
        guard tables.isEmpty else {
            let rows = firstRow ? tables[0].count : tables.reduce(0) { $0 + $1.count }
            let bytes = signature.bytes(rows: rows, messages: count)
            return bytes...bytes
        }
        return signature.bytes(
            rows: 0, messages: count)...signature.bytes(rows: count.saturatingTimes(keyed.mostRows), messages: count)
    }
}
