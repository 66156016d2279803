import Glibc

/// Ranks that are threads of this process, each with memory of its own: what they tell one another is copied, and nothing else is
/// shared.
///
/// Threads sleep until everybody is there. Where one ends, by an error or because its program is over, nobody waits for it any
/// longer: whoever does is told that it is lost.
public enum ThreadRanks {
    /// Runs a program on so many ranks, and returns when all have ended.
    ///
    /// - Returns: what each came to, by rank.
    /// - Throws: the first error that was thrown: what others threw later may be of its making.
    public static func run<Value: Sendable>(
        _ count: Int, _ body: @escaping @Sendable (any Communicator) throws -> Value
    ) throws -> [Value] {
        precondition(count >= 1, "a program needs a rank")
        let room = MeetingRoom(count)
        let work = RankWork(count, room, body)
        let threads = (0..<count).map { rank in work.start(rank) }
        for thread in threads { pthread_join(thread, nil) }
        return try work.values()
    }
}

/// One of the threads, as its program sees it.
private struct ThreadRank: Communicator {
    let rank: Int
    let room: MeetingRoom
    var size: Int { room.size }

    func gatherAll(_ buffer: UnsafeMutableRawPointer, _ ranges: [Range<Int>]) throws(RankLost) {
        precondition(ranges.count == size, "a range for every rank")
        try room.meet(rank, showing: .init(.gatherAll, base: UnsafeRawPointer(buffer), ranges: ranges))
        for other in 0..<size where other != rank {
            let shown = room.shown(by: other, in: .gatherAll)
            precondition(shown.ranges == ranges, "all ranks gather the same ranges")
            guard let base = shown.base, !ranges[other].isEmpty else { continue }
            let place = ranges[other].lowerBound
            (buffer + place).copyMemory(from: base + place, byteCount: ranges[other].count)
        }
        try room.meet(rank)
    }

    func exchange(
        _ buffer: UnsafeRawPointer, _ sent: [Range<Int>], into target: UnsafeMutableRawPointer,
        _ received: [Range<Int>]
    ) throws(RankLost) {
        precondition(sent.count == size && received.count == size, "a range for every rank")
        try room.meet(rank, showing: .init(.exchange, base: buffer, ranges: sent))
        for other in 0..<size {
            let shown = room.shown(by: other, in: .exchange)
            precondition(shown.ranges[rank].count == received[other].count, "as many bytes are sent as are expected")
            guard let base = shown.base, !received[other].isEmpty else { continue }
            (target + received[other].lowerBound).copyMemory(
                from: base + shown.ranges[rank].lowerBound, byteCount: received[other].count)
        }
        try room.meet(rank)
    }

    func gather(_ bytes: [UInt8]) throws(RankLost) -> [[UInt8]] {
        try room.meet(rank, showing: .init(.gather, bytes: bytes))
        let all = rank == 0 ? (0..<size).map { room.shown(by: $0, in: .gather).bytes } : []
        try room.meet(rank)
        return all
    }
}

/// Where ranks wait for one another, and show what others are to copy.
private final class MeetingRoom: @unchecked Sendable {
    let size: Int
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var waiting = 0
    private var meetings = 0
    private var ended: Int?
    private var shown: [Shown?]

    /// What a rank shows while all copy; it stays as it is until they have met again.
    struct Shown {
        let call: Call
        var base: UnsafeRawPointer?
        var ranges: [Range<Int>] = []
        var bytes: [UInt8] = []

        init(_ call: Call, base: UnsafeRawPointer? = nil, ranges: [Range<Int>] = [], bytes: [UInt8] = []) {
            self.call = call
            self.base = base
            self.ranges = ranges
            self.bytes = bytes
        }
    }

    /// What a rank has come to: a program in which ranks come to unlike calls is wrong, and is stopped where they meet.
    enum Call { case gatherAll, exchange, gather }

    init(_ size: Int) {
        self.size = size
        shown = Array(repeating: nil, count: size)
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(changed, nil)
    }

    deinit {
        pthread_cond_destroy(changed)
        pthread_mutex_destroy(mutex)
        changed.deallocate()
        mutex.deallocate()
    }

    /// Waits until everybody is there.
    func meet(_ rank: Int, showing own: Shown? = nil) throws(RankLost) {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        if let ended { throw RankLost(rank: ended) }
        if let own { shown[rank] = own }
        waiting += 1
        guard waiting < size else {
            waiting = 0
            meetings += 1
            pthread_cond_broadcast(changed)
            return
        }
        let meeting = meetings
        while meetings == meeting, ended == nil { pthread_cond_wait(changed, mutex) }
        // Whoever ends after all have met is not missed.
        if meetings == meeting, let ended { throw RankLost(rank: ended) }
    }

    func shown(by rank: Int, in call: Call) -> Shown {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        guard let own = shown[rank], own.call == call else {
            preconditionFailure("rank \(rank) has come to another call than \(call)")
        }
        return own
    }

    /// A rank's program is over: nobody is to wait for it.
    func leave(_ rank: Int) {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        if ended == nil { ended = rank }
        pthread_cond_broadcast(changed)
    }

    func synchronized<Value>(_ body: () throws -> Value) rethrows -> Value {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return try body()
    }
}

/// The program of all ranks, and what each came to.
private final class RankWork<Value: Sendable>: @unchecked Sendable {
    private let room: MeetingRoom
    private let body: @Sendable (any Communicator) throws -> Value
    private var results: [Result<Value, any Error>?]
    /// What was thrown first.
    private var trouble: (any Error)?

    init(_ count: Int, _ room: MeetingRoom, _ body: @escaping @Sendable (any Communicator) throws -> Value) {
        self.room = room
        self.body = body
        results = Array(repeating: nil, count: count)
    }

    func start(_ rank: Int) -> pthread_t {
        let box = ThreadBody { [self] in
            let result = Result { try body(ThreadRank(rank: rank, room: room)) }
            room.synchronized {
                results[rank] = result
                if case .failure(let error) = result, trouble == nil { trouble = error }
            }
            room.leave(rank)
        }
        return box.start()
    }

    func values() throws -> [Value] {
        if let trouble = room.synchronized({ trouble }) { throw trouble }
        return try room.synchronized { results.compactMap { $0 } }.map { try $0.get() }
    }
}

/// What a thread does, with a whole stack.
private final class ThreadBody: Sendable {
    private let work: @Sendable () -> Void

    init(_ work: @escaping @Sendable () -> Void) { self.work = work }

    func start() -> pthread_t {
        var thread = pthread_t()
        let status = pthread_create(
            &thread, nil,
            { context in
                guard let context else { return nil }
                Unmanaged<ThreadBody>.fromOpaque(context).takeRetainedValue().work()
                return nil
            }, Unmanaged.passRetained(self).toOpaque())
        precondition(status == 0, "no thread could be started for a rank")
        return thread
    }
}
