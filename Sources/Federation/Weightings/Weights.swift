import Numerics

/// How much the senders of a batch count, by class of receivers.
public struct Weights: Sendable {
    /// The classes; every participant is a receiver of one of them at most. Whoever is in none gets nothing.
    public var classes: [Class]

    /// Participants that get one result.
    public struct Class: Sendable {
        /// Rows of those who get it; nil for all.
        public var receivers: [Int]?
        /// Rows of those it is made of, in rising order; nil for all.
        public var senders: [Int]?
        /// How much they count.
        public var shares: Shares

        /// A class.
        public init(receivers: [Int]? = nil, senders: [Int]? = nil, shares: Shares = .equal) {
            self.receivers = receivers
            self.senders = senders
            self.shares = shares
        }
    }

    /// Classes.
    public init(_ classes: [Class]) { self.classes = classes }

    /// One result of all, who count alike, for all.
    public static let equal = Weights([Class()])
}

/// How much rows count that one result is made of.
public enum Shares: Sendable, Equatable {
    /// All alike: sum, then divide.
    case equal
    /// By row, summing to 1.
    case given([Double])
    /// By row and column of a row in memory, each column summing to 1: `rows × width`.
    case byColumn([Double])

    /// The same of some columns of rows of a width.
    func columns(_ some: Range<Int>, of width: Int) -> Shares {
        guard case .byColumn(let shares) = self, some.count < width else { return self }
        return .byColumn(
            stride(from: 0, to: shares.count, by: width).flatMap { row in
                shares[row..<row + width][(row + some.lowerBound)..<(row + some.upperBound)]
            })
    }
}

extension Shares {
    /// Shares in proportion to counts; alike where all counts are, bit for bit.
    static func inProportion(to counts: [Double]) -> Shares {
        guard let first = counts.first, counts.contains(where: { $0 != first }) else { return .equal }
        let sum = counts.reduce(0, +)
        return .given(counts.map { $0 / sum })
    }

    /// exp(zₖ) over their sum, of numbers of which the greatest is finite; it is taken out, so that none overflows.
    static func softmax(of logits: [Double]) -> Shares {
        let greatest = logits.max() ?? 0
        let powers = logits.map { Elementary.exp($0 - greatest) }
        let sum = powers.reduce(0, +)
        return .given(powers.map { $0 / sum })
    }
}
