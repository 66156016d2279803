import Archive
import Determinism
public import Federation
import Synchronization

/// What the ranks that share a cell tell one another beside its agents: whether they are alike, whether one has failed, when to stop,
/// and what the first one has read.
///
/// All ranks come to the same calls in the same order, from one thread at a time. Where one of them fails at what all came to
/// (``agree(_:_:)``), all of them do, and nobody waits for it; a rank that fails elsewhere has to end the others.
public final class RankCouncil: Sendable {
    /// How the ranks reach one another.
    public let ranks: any Communicator
    /// Of no agents: each cell has its own.
    private let rank: Rank
    private let failed = Atomic(false)

    /// The council of all ranks.
    public init(_ ranks: any Communicator) {
        self.ranks = ranks
        rank = Rank(ranks, agents: 0)
    }

    /// Whether this is the first rank, which alone reads and writes the cell's directory, and speaks.
    public var isFirst: Bool { ranks.rank == 0 }

    /// Whether all know that one has failed, and have come to their end: nobody waits for anybody any longer.
    public var hasFailed: Bool { failed.load(ordering: .relaxed) }

    /// Which of how many, and where, for people: `rank 2 on node3`.
    public var title: String { "rank \(ranks.rank) on \(Machine.host)" }

    /// Does what any rank may fail at without the others: where one does, all throw, whoever failed its own error.
    ///
    /// - Parameters:
    ///   - words: what the others are told of an error.
    ///   - body: comes to no call of all ranks.
    /// - Throws: ``RankTrouble`` where another rank has failed; `RankLost`.
    public func agree<Value>(
        _ words: (any Error) -> String = { "\($0)" }, _ body: () throws -> Value
    ) throws -> Value {
        let own = Result { try body() }
        var told = ""
        if case .failure(let error) = own { told = "\(title): \(words(error))" }
        let all = rank.gather(Array(told.utf8))
        try confirm()
        guard let trouble = all.first(where: { !$0.isEmpty }) else { return try own.get() }
        failed.store(true, ordering: .relaxed)
        _ = try own.get()
        throw RankTrouble(description: String(decoding: trouble, as: UTF8.self))
    }

    /// Throws on all ranks where one has another text than the first one.
    ///
    /// - Parameter complaint: what is unlike there, as the end of a sentence about that rank.
    public func confirmAlike(_ text: String, _ complaint: String) throws {
        let first = try share(isFirst ? Array(text.utf8) : [])
        try agree {
            guard first.elementsEqual(text.utf8) else { throw RankTrouble(description: complaint) }
        }
    }

    /// What the first rank has, on all of them.
    func share(_ bytes: [UInt8]) throws -> [UInt8] {
        let all = rank.gather(isFirst ? bytes : [])
        try confirm()
        return all[0]
    }

    /// What the first rank says, on all of them.
    func firstSays(_ isSo: Bool) throws -> Bool {
        let all = rank.gather(isSo ? 1 : 0)
        try confirm()
        return all[0] != 0
    }

    /// What becomes of a run after a round.
    struct Verdict {
        /// Whether somebody was asked to stop.
        var stops = false
        /// Whether the first rank wants a checkpoint that the plan does not ask for.
        var saves = false
        /// Whether somebody has failed, which ``agree(_:_:)`` then says.
        var fails = false
    }

    /// What all do after a round, by what each of them has heard, and by the first one's clock.
    func verdict(_ own: Verdict) throws -> Verdict {
        let all = rank.gather((own.stops ? 1 : 0) | (own.saves ? 2 : 0) | (own.fails ? 4 : 0))
        try confirm()
        return Verdict(
            stops: all.contains { $0 & 1 != 0 }, saves: all[0] & 2 != 0, fails: all.contains { $0 & 4 != 0 })
    }

    private func confirm() throws(RankLost) {
        if let lost = rank.lost { throw lost }
    }
}

extension RankCouncil {
    /// What the first rank has of a plan's public states, on all of them.
    func share(_ states: PublicStates?) throws -> PublicStates? {
        var bytes: [UInt8] = []
        if let states {
            bytes = withUnsafeBytes(of: Int64(states.batch.width).littleEndian) { Array($0) }
            states.tensor.elements.withUnsafeBytes { bytes += $0 }
        }
        let all = try share(bytes)
        if isFirst { return states }
        guard all.count > 8 else { return nil }
        let width = all.withUnsafeBytes { $0.loadUnaligned(as: Int64.self) }
        let numbers = [Float](unsafeUninitializedCapacity: all.count / 4 - 2) { numbers, count in
            UnsafeMutableRawBufferPointer(numbers).copyBytes(from: all[8...])
            count = all.count / 4 - 2
        }
        return PublicStates(numbers, width: Int(width))
    }

    /// The state from which the first rank goes on, on all of them; nil where it starts.
    func share(_ resumption: OpenRun.Resumption?) throws -> (state: ArchiveTree, round: Int, isScheduled: Bool)? {
        var tree = ArchiveTree()
        if let resumption {
            tree = ArchiveTree([
                ("state", .group(resumption.state)),
                ("round", .array(ArchiveArray([Int64(resumption.round), resumption.isScheduled ? 1 : 0]))),
            ])
        }
        let bytes = try share(resumption == nil ? [] : ForeignAnswer(.success(.group(tree))).bytes)
        if isFirst { return resumption.map { ($0.state, $0.round, $0.isScheduled) } }
        guard !bytes.isEmpty else { return nil }
        guard case .success(.group(let found)) = try ForeignAnswer(bytes: bytes).result,
            case .group(let state)? = found["state"], case .array(let array)? = found["round"],
            let numbers = array.elements(as: Int.self), numbers.count == 2
        else { throw RankTrouble(description: "the first rank has sent something else than a checkpoint") }
        return (state, numbers[0], numbers[1] != 0)
    }
}

/// What one rank has failed at, as the others are told.
public struct RankTrouble: Error, CustomStringConvertible {
    /// Which rank, where, and what it failed at.
    public let description: String
}
