#if DEBUG
    import Synchronization

    /// Which streams are opened, in builds for debugging alone: how a test holds the seed ledger to what runs draw.
    public enum StreamProbe {
        /// A stream that was opened.
        public struct Stream: Hashable, Sendable {
            /// Its key.
            public let key: UInt64
            /// Its purpose's word.
            public let purpose: UInt32

            /// A stream of a key for a purpose.
            public init(key: UInt64, purpose: UInt32) {
                self.key = key
                self.purpose = purpose
            }
        }

        @usableFromInline static let isWatching = Atomic<Bool>(false)
        private static let seen = Mutex<(streams: Set<Stream>, owners: [UInt64: String])>(([], [:]))

        /// The streams that the whole process opens meanwhile, and the names of the keys made meanwhile.
        public static func watch<Failure: Error>(
            _ body: () throws(Failure) -> Void
        ) throws(Failure) -> (streams: Set<Stream>, owners: [UInt64: String]) {
            seen.withLock { $0 = ([], [:]) }
            isWatching.store(true, ordering: .sequentiallyConsistent)
            defer { isWatching.store(false, ordering: .sequentiallyConsistent) }
            try body()
            return seen.withLock { $0 }
        }

        /// Notes a stream that is opened.
        @inlinable
        public static func note(_ key: UInt64, _ purpose: UInt32) {
            if isWatching.load(ordering: .relaxed) { add(key, purpose) }
        }

        @usableFromInline
        static func add(_ key: UInt64, _ purpose: UInt32) {
            _ = seen.withLock { $0.streams.insert(Stream(key: key, purpose: purpose)) }
        }

        static func name(_ key: UInt64, _ owner: String, seed: UInt64) {
            guard isWatching.load(ordering: .relaxed) else { return }
            seen.withLock { $0.owners[key] = "\(owner) of seed \(seed)" }
        }
    }
#endif
