import Learning

/// The agents of a run that are spread over ranks, as one of the ranks reaches them: its own, and what the others tell of theirs.
///
/// Every rank runs the exchange's program. Own participants answer, take steps and go on from rows; then, where something looks at
/// whole rows, everybody gets all of them. Otherwise every rank gets some columns of all rows, sums them in the agents' order, and
/// all gather the result (``overColumns(of:at:unit:into:_:)``): the same bits as with all agents in one place, and no rank has all rows.
struct RankParties: RunningParties {
    static let hasNumbers = true

    /// Its own agents.
    private var own: PopulationParties
    private let rank: Rank
    /// Whether whole rows are looked at: then every rank has all. Otherwise there is room for its own alone.
    private let gathersRows: Bool
    var population: Population { own.population }
    var memories: [any VisitMemory] { own.memories }

    init(
        taking population: inout Population, _ memories: inout [any VisitMemory], publicStates: StateBatch?,
        workers: Int, _ rank: Rank, gathersRows: Bool
    ) {
        own = PopulationParties(taking: &population, &memories, publicStates: publicStates, workers: workers)
        self.rank = rank
        self.gathersRows = gathersRows
    }

    mutating func answer(
        _ request: Request, after due: Due?, at meeting: Meeting, into rows: UnsafeMutableRawPointer?
    ) -> [VisitTable] {
        let tables = own.answer(request, after: due, at: meeting, into: rows)
        let places = rank.rows(of: meeting.participants.agents)
        if !tables.isEmpty { return gather(tables, places) }
        if gathersRows, let rows { rank.gather(rows, stride: request.signature.stride, rows: places) }
        return []
    }

    /// Everybody gets all tables; those of others were empty.
    private func gather(_ tables: [VisitTable], _ places: [Range<Int>]) -> [VisitTable] {
        var tables = tables
        let here = places[rank.communicator.rank]
        let found = rank.gather(here.flatMap { tables[$0].bytes })
        for (rows, bytes) in zip(places, found) where rows != here {
            var rest = bytes[...]
            // Of who is lost there are none.
            for row in rows where !rest.isEmpty { tables[row] = VisitTable(takingFrom: &rest) }
        }
        return tables
    }

    mutating func fit(_ due: Due, at meeting: Meeting) { own.fit(due, at: meeting) }

    mutating func teach(_ lesson: @escaping Lesson, rows: Int, at meeting: Meeting) {
        own.teach(lesson, rows: rows, at: meeting)
    }

    mutating func assign(_ batch: Batch, at meeting: Meeting) { own.assign(batch, at: meeting) }

    mutating func endPeriod(at meeting: Meeting) { own.endPeriod(at: meeting) }

    func addRates(of part: Part, at meeting: Meeting, to sums: UnsafeMutablePointer<Double>) {
        own.addRates(of: part, at: meeting, to: sums)
    }

    func overColumns(
        of batch: Batch, at meeting: Meeting, unit: ColumnUnit, into result: inout Batch,
        _ body: (_ some: Batch, _ columns: Range<Int>, _ result: inout Batch) -> Void
    ) {
        let signature = batch.signature
        guard !gathersRows, signature.keyed == nil, let base = batch.base, let target = result.base else {
            return own.overColumns(of: batch, at: meeting, unit: unit, into: &result, body)
        }
        let size = signature.precision.bytes
        let cuts = cuts(of: batch, unit)
        let columns = cuts[rank.communicator.rank]
        let some = rank.columns(
            of: base, stride: signature.stride, size: size, rows: rank.rows(of: meeting.participants.agents), cuts: cuts
        )
        let cut = ColumnCut(places: batch.places.compactMap { $0.clamped(in: columns) }) { rank.gather($0) }
        let narrow = signature.narrowed(to: columns.count, columns: cut.places.reduce(0) { $0 + $1.count })
        var rows = Batch(narrow, batch.request, count: batch.count, base: some, epoch: batch.epoch)
        var made = Batch(narrow, batch.request, count: 1, base: target + columns.lowerBound * size, epoch: result.epoch)
        (rows.cut, made.cut) = (cut, cut)
        body(rows, columns, &made)
        rank.gather(target, stride: size, rows: cuts)
    }

    /// By rank: which numbers of a row it gets.
    private func cuts(of batch: Batch, _ unit: ColumnUnit) -> [Range<Int>] {
        let width = batch.signature.width
        switch unit {
        case .numbers(let unit): return rank.cuts(of: width, unit: unit)
        case .blocks:
            let starts = batch.startsOfBlocks
            return rank.cuts(of: starts.count, unit: 1).map { blocks in
                func place(_ block: Int) -> Int { block == 0 ? 0 : block < starts.count ? starts[block] : width }
                return place(blocks.lowerBound)..<place(blocks.upperBound)
            }
        }
    }
}

extension Range<Int> {
    /// What of it is among some columns, by its places among these; nil where nothing is.
    fileprivate func clamped(in columns: Range<Int>) -> Range<Int>? {
        let some = clamped(to: columns)
        return some.isEmpty ? nil : some.lowerBound - columns.lowerBound..<some.upperBound - columns.lowerBound
    }
}

extension Batch {
    /// The places in a row at which blocks of real columns begin.
    fileprivate var startsOfBlocks: [Int] {
        var (starts, filled) = ([Int](), 0)
        for range in places {
            var next = range.lowerBound + (filled == 0 ? 0 : Self.blockColumns - filled)
            while next < range.upperBound {
                starts.append(next)
                next += Self.blockColumns
            }
            filled = (filled + range.count) % Self.blockColumns
        }
        return starts
    }
}
