import Config
import Learning

/// The mean of those uploads that lie closest together.
struct MinimumDiameter: BlockwiseAggregator {
    static let component = Component(
        "minimum_diameter",
        "The mean of the n − f uploads that lie closest together: whose largest distance is least.",
        details: """
            G = the n − f uploads with the least max ‖θᵢ − θⱼ‖ over i, j in G; of several such sets the one whose squared distances
            have the least sum. The result is the mean of G, summed in the agents' order. Distances are of whole uploads, all parts of
            one precision together, in Float64. The search is exact: all sets of so many are looked at but for those that begin with
            a pair too far apart, and more than ⟦minimum_diameter.sets⟧ sets are refused.
            With at most f of n ≥ 2f + 1 uploads being anything at all, G is no wider than n − f of the others and has at least one
            of them, so that all of it, and the result, lies within twice the others' diameter of their mean. Where fewer come to a
            meeting, f is at most ⌊(n − 1)/2⌋ of those. Uploads that are not finite are set aside first; f is less by as
            many. Not linear: no secure sum gives it.
            """,
        source: Source(
            .genuinelyDistributed, evidence: .recalled,
            grounds: [
                .from(.authorCode, "the set and its mean, as in Jordan et al.'s program (DecByzPG's agreement)"),
                .from(.ours, "ties, uploads that are not finite, and meetings to which few come"),
            ]),
        fields: [
            Field(
                "faulty", .integer(0...Limits.many),
                "How many uploads are assumed to be anything at all, f; without it as many as the agents allow, ⌊(n − 1)/2⌋"
            ).main.optional,
            Field("sets", .integer(1...mostSets), "How many sets of uploads may be looked at, at most")
                .defaults(to: .integer(200_000)),
        ])

    static let spaces = [Signature.Space.parameter, .distribution, .logit]
    private let declared: Int?
    private let sets: Int

    init(_ settings: Settings) {
        declared = settings.has("faulty") ? settings.integer("faulty") : nil
        sets = settings.integer("sets")
    }

    func tolerated(of senders: Int) -> Int? { min(declared ?? .max, max(0, (senders - 1) / 2)) }

    func unfit(_ facts: Facts) -> [Unfit] {
        let path = "aggregate.minimum_diameter.faulty"
        let most = max(0, (facts.size - 1) / 2)
        if let declared, facts.size > 0 {
            let found = facts.unfitCount(
                "'minimum_diameter' bears \(declared) faulty \(declared == 1 ? "upload" : "uploads") among at least \(2 * declared + 1)",
                needing: 2 * declared + 1, at: path, help: "faulty: \(most) at most, or more agents")
            guard found.isEmpty else { return found }
        }
        let faulty = min(declared ?? .max, most)
        let number = Self.choices(of: facts.size, leaving: faulty)
        guard number > sets else { return [] }
        let words = number == .max ? "more sets than there are numbers for" : "\(number) sets"
        return [
            Unfit(
                .count,
                "'minimum_diameter' would look at \(words) of \(facts.size - faulty) among \(facts.size) uploads, and at most "
                    + "\(sets) may be",
                at: .exchange(declared == nil ? "aggregate" : path), other: facts.agentsRemark,
                help: (number <= Self.mostSets ? "sets: \(number), or " : "")
                    + "faulty: \(affordable(of: facts.size)) at most")
        ]
    }

    /// How many faulty uploads can be borne with as many sets as may be looked at: none takes one set.
    private func affordable(of count: Int) -> Int {
        (0...max(0, (count - 1) / 2)).last { Self.choices(of: count, leaving: $0) <= sets } ?? 0
    }

    /// More sets can never be looked at.
    private static let mostSets = 100_000_000

    /// n! / (f! (n − f)!), or the largest number.
    static func choices(of count: Int, leaving faulty: Int) -> Int {
        var number = 1
        for index in 0..<max(0, min(faulty, count - faulty)) {
            let (product, overflows) = number.multipliedReportingOverflow(by: count - index)
            if overflows { return .max }
            number = product / (index + 1)
        }
        return number
    }

    func combine(_ batch: Batch, _ shares: Shares, into result: inout Batch) {
        let distances = RowDistances(batch)
        let rows = distances.count
        guard rows > 0 else { return result.copy(0, of: batch) }
        let faulty = tolerated(of: batch.count) ?? 0
        let left = min(max(0, faulty - (batch.count - rows)), (rows - 1) / 2)
        let search = Search(distances, keeping: rows - left)
        result.average(search.best.map { distances.rows[$0] }, of: batch)
    }
}

/// A search among all sets of so many rows for the one with the least diameter.
private struct Search {
    let distances: RowDistances
    let size: Int
    /// The best set yet, by places.
    private(set) var best: [Int] = []
    private var least = Width(widest: .infinity, sum: .infinity)
    private var chosen: [Int] = []

    /// How wide a set is; sets grow wider with every row.
    private struct Width {
        /// The largest squared distance.
        var widest = 0.0
        /// The sum of all of them.
        var sum = 0.0

        func isLess(than other: Width) -> Bool { widest < other.widest || (widest == other.widest && sum < other.sum) }
    }

    init(_ distances: RowDistances, keeping size: Int) {
        self.distances = distances
        self.size = size
        go(from: 0, Width())
    }

    /// Goes on with rows from a place on, where those that are chosen are so wide.
    private mutating func go(from place: Int, _ width: Width) {
        guard chosen.count < size else {
            (best, least) = (chosen, width)
            return
        }
        let missing = size - chosen.count
        guard distances.count - place >= missing else { return }
        for next in place...(distances.count - missing) {
            var wider = width
            for row in chosen {
                let square = distances.square(row, next)
                wider.widest = max(wider.widest, square)
                wider.sum += square
            }
            guard best.isEmpty || wider.isLess(than: least) else { continue }
            chosen.append(next)
            go(from: next + 1, wider)
            chosen.removeLast()
        }
    }
}
