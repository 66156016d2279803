internal import Config
public import Numerics

/// Bytes on the wire, by exchange, direction and kind: what federation costs.
///
/// Kept as columns, so that a checkpoint shows a table.
public struct Ledger: Persistent, Equatable {
    private var exchange: [String] = []
    private var direction: [String] = []
    private var kind: [String] = []
    private var bytes: [Int] = []

    /// Which way bytes go.
    public enum Direction: String, Sendable, CaseIterable {
        /// From the server, once before the first round: what every agent must have.
        case setup
        /// From agents to the server.
        case up
        /// From the server to agents, once per receiver.
        case down
        /// From agents to agents, once per receiver.
        case peer
    }

    /// One line.
    public struct Entry: Sendable, Equatable {
        /// The exchange's name.
        public let exchange: String
        /// Which way.
        public let direction: Direction
        /// What was sent: `action_distributions`, `consensus`, `public_states`.
        public let kind: String
        /// How much.
        public let bytes: Int
    }

    /// Nothing sent.
    public init() {}

    /// Columns of unequal lengths, lines that say the same twice, and bytes beyond counting.
    public var flaw: Flaw? {
        let lines = bytes.count
        for (name, column) in [("exchange", exchange), ("direction", direction), ("kind", kind)]
        where column.count != lines {
            return Flaw(at: name, "it has \(column.count) lines, where there are \(lines) of bytes")
        }
        if let flaw = Flaw.each(
            "direction", direction, "a direction is setup, up, down or peer", { Direction(rawValue: $0) != nil })
        {
            return flaw
        }
        let names = zip(exchange, zip(direction, kind)).map { [$0, $1.0, $1.1] }
        guard Set(names).count == lines else { return Flaw(at: "kind", "a line is there twice") }
        var sum = 0
        for count in bytes {
            if let flaw = Flaw.count("bytes", count) { return flaw }
            sum += count
            if let flaw = Flaw.count("bytes", sum) { return flaw }
        }
        return nil
    }

    /// This ledger, of which nothing is left here: shared, it would be copied at its first change.
    mutating func taken() -> Ledger {
        let taken = self
        self = Ledger()
        return taken
    }

    /// The lines, in the order in which they first appeared.
    public var entries: [Entry] {
        bytes.indices.map { line in
            guard let direction = Direction(rawValue: direction[line]) else {
                preconditionFailure("a ledger's direction is setup, up, down or peer, not '\(direction[line])'")
            }
            return Entry(exchange: exchange[line], direction: direction, kind: kind[line], bytes: bytes[line])
        }
    }

    /// The sum of all lines.
    public var total: Int { bytes.reduce(0) { $0.saturatingPlus($1) } }

    /// Line by line the one or the other of two ledgers' bytes; a line that one lacks has 0 there.
    public static func extremes(_ one: Ledger, _ other: Ledger, _ choose: (Int, Int) -> Int) -> Ledger {
        var result = Ledger()
        for line in one.entries + other.entries
        where result.line(line.exchange, line.direction, line.kind) == nil {
            let (own, others) = (
                one.line(line.exchange, line.direction, line.kind), other.line(line.exchange, line.direction, line.kind)
            )
            result.add(
                choose(own.map { one.bytes[$0] } ?? 0, others.map { other.bytes[$0] } ?? 0), exchange: line.exchange,
                line.direction, kind: line.kind)
        }
        return result
    }

    /// Adds bytes to the line of this exchange, direction and kind.
    public mutating func add(_ count: Int, exchange name: String, _ way: Direction, kind what: String) {
        if let line = line(name, way, what) {
            bytes[line] = bytes[line].saturatingPlus(count)
            return
        }
        exchange.append(name)
        direction.append(way.rawValue)
        kind.append(what)
        bytes.append(count)
    }

    /// Where the line of this exchange, direction and kind is; nil where there is none.
    private func line(_ name: String, _ way: Direction, _ what: String) -> Int? {
        bytes.indices.first { exchange[$0] == name && direction[$0] == way.rawValue && kind[$0] == what }
    }
}

/// Bytes of one Float32 on the wire.
let bytesPerNumber = 4
