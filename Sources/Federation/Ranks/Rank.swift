/// One of the ranks that share the agents of a cell: whose agents are here, and what the ranks tell one another.
///
/// A population's agents are cut into spans, one for each rank; a rank of few agents may have none. All ranks run the same
/// program: what asks for something of all agents is a call that every rank comes to.
///
/// Where a rank is lost, calls return at once, without what they were to bring, so that the program comes to where it looks
/// (``lost``), as `Cell.advance` and `Cell.tree` do; what it has then is of no use.
///
/// The class belongs to one rank's thread.
public final class Rank: @unchecked Sendable {
    /// How the others are reached.
    let communicator: any Communicator
    /// By rank: whose agents it has, by their places in the population.
    public let spans: [Range<Int>]
    /// The loss after which nothing that was brought is of use; nil while everybody is there.
    public private(set) var lost: RankLost?
    private let rooms = (sent: RankRoom(), received: RankRoom())

    /// One of the ranks of so many agents.
    public init(_ communicator: any Communicator, agents: Int) {
        self.communicator = communicator
        let size = communicator.size
        spans = (0..<size).map { agents * $0 / size..<agents * ($0 + 1) / size }
    }

    /// Whose agents are here.
    public var own: Range<Int> { spans[communicator.rank] }

    /// By rank: the rows of some agents that it has, where a row is an agent's by its index.
    func rows(of agents: [Int]) -> [Range<Int>] {
        var (row, rows) = (0, [Range<Int>]())
        for span in spans {
            let start = row
            while row < agents.count, agents[row] < span.upperBound { row += 1 }
            rows.append(start..<row)
        }
        precondition(row == agents.count, "agents are in the population's order")
        return rows
    }

    /// By rank: the columns it gets of so many, in runs of `unit` that stay together.
    func cuts(of width: Int, unit: Int) -> [Range<Int>] {
        let (size, runs) = (communicator.size, (width + unit - 1) / unit)
        return (0..<size).map { min(runs * $0 / size * unit, width)..<min(runs * ($0 + 1) / size * unit, width) }
    }

    /// The rows of some agents that are here.
    func rowsHere(of agents: [Int]) -> Range<Int> { rows(of: agents)[communicator.rank] }

    /// Everybody gets the numbers that one of them has.
    func numbers(of own: [Double]?) -> [Double]? {
        let numbers = gather(own ?? [])
        return numbers.isEmpty ? nil : numbers
    }

    /// Everybody gets all rows; each has its own before.
    ///
    /// - Parameters:
    ///   - stride: bytes from one row to the next.
    ///   - rows: by rank, those it has.
    func gather(_ base: UnsafeMutableRawPointer, stride: Int, rows: [Range<Int>]) {
        let ranges = rows.map { $0.lowerBound * stride..<$0.upperBound * stride }
        look { () throws(RankLost) in try communicator.gatherAll(base, ranges) }
    }

    /// Everybody gets the values of all agents; each has those of its own before.
    func gather<Value: BitwiseCopyable>(_ values: inout [Value]) {
        values.withUnsafeMutableBytes { bytes in
            guard let base = bytes.baseAddress else { return }
            gather(base, stride: MemoryLayout<Value>.stride, rows: spans)
        }
    }

    /// Everybody gets everybody's byte; by rank.
    public func gather(_ own: UInt8) -> [UInt8] {
        var all = [UInt8](repeating: 0, count: communicator.size)
        all[communicator.rank] = own
        all.withUnsafeMutableBytes { all in
            guard let base = all.baseAddress else { return }
            gather(base, stride: 1, rows: (0..<all.count).map { $0..<$0 + 1 })
        }
        return all
    }

    /// Everybody gets everybody's bytes, however many each has; by rank.
    public func gather(_ bytes: [UInt8]) -> [[UInt8]] {
        let size = communicator.size
        var lengths = [Int](repeating: 0, count: size)
        lengths[communicator.rank] = bytes.count
        lengths.withUnsafeMutableBytes { lengths in
            guard let base = lengths.baseAddress else { return }
            gather(base, stride: MemoryLayout<Int>.stride, rows: (0..<size).map { $0..<$0 + 1 })
        }
        var (place, ranges) = (0, [Range<Int>]())
        for length in lengths {
            ranges.append(place..<place + length)
            place += length
        }
        // Nothing to copy is copied to somewhere.
        var all = [UInt8](repeating: 0, count: max(place, 1))
        all.replaceSubrange(ranges[communicator.rank], with: bytes)
        all.withUnsafeMutableBytes { all in
            guard let base = all.baseAddress else { return }
            look { () throws(RankLost) in try communicator.gatherAll(base, ranges) }
        }
        return ranges.map { Array(all[$0]) }
    }

    /// Everybody gets everybody's numbers, one rank's after another's, however many each has.
    func gather(_ numbers: [Double]) -> [Double] {
        gather(numbers.withUnsafeBytes { Array($0) }).flatMap { bytes in
            [Double](unsafeUninitializedCapacity: bytes.count / 8) { numbers, count in
                UnsafeMutableRawBufferPointer(numbers).copyBytes(from: bytes)
                count = bytes.count / 8
            }
        }
    }

    /// Whether it is the first, which has what is gathered at one.
    public var isFirst: Bool { communicator.rank == 0 }

    /// Waits until all have come.
    public func meet() { _ = gather([UInt8]()) }

    /// The first rank gets everybody's bytes, by rank; nobody else does.
    public func gatherAtFirst(_ bytes: [UInt8]) -> [[UInt8]] {
        look { () throws(RankLost) in try communicator.gather(bytes) } ?? []
    }

    /// Everybody gets some columns of all rows, one row after the other: of its own rows each sends the others theirs.
    ///
    /// - Parameters:
    ///   - size: bytes of a number.
    ///   - rows: by rank, those it has.
    ///   - cuts: by rank, the columns it gets.
    /// - Returns: the columns of all rows that are this rank's. Valid until it is asked again.
    func columns(
        of base: UnsafeRawPointer, stride: Int, size: Int, rows: [Range<Int>], cuts: [Range<Int>]
    ) -> UnsafeMutableRawPointer {
        let (own, cut) = (rows[communicator.rank], cuts[communicator.rank].count * size)
        let sent = rooms.sent.take(bytes: own.count * stride)
        var (place, sentRanges) = (0, [Range<Int>]())
        for columns in cuts {
            let (first, bytes) = (place, columns.count * size)
            for row in own {
                (sent + place).copyMemory(from: base + row * stride + columns.lowerBound * size, byteCount: bytes)
                place += bytes
            }
            sentRanges.append(first..<place)
        }
        let count = rows.last?.upperBound ?? 0
        let received = rooms.received.take(bytes: count * cut)
        let ranges = rows.map { $0.lowerBound * cut..<$0.upperBound * cut }
        look { () throws(RankLost) in try communicator.exchange(sent, sentRanges, into: received, ranges) }
        return received
    }

    /// Comes to what all come to, unless somebody is lost.
    @discardableResult
    private func look<Value>(_ body: () throws(RankLost) -> Value) -> Value? {
        guard lost == nil else { return nil }
        do {
            return try body()
        } catch {
            lost = error
            return nil
        }
    }
}

/// Bytes that grow on demand, and are kept between calls.
private final class RankRoom {
    private var base: UnsafeMutableRawPointer?
    private var capacity = 0

    func take(bytes: Int) -> UnsafeMutableRawPointer {
        if let base, bytes <= capacity { return base }
        base?.deallocate()
        capacity = max(bytes, 64)
        let fresh = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 64)
        base = fresh
        return fresh
    }

    deinit { base?.deallocate() }
}
