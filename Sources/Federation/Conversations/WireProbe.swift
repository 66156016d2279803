#if DEBUG
    import Determinism

    /// What is on the wire, in builds for debugging alone: how a test sees what the server sees.
    enum WireProbe {
        /// What was sent in one go, through all guards.
        struct View: Sendable {
            /// The exchange.
            let exchange: String
            /// Which way.
            let way: Ledger.Direction
            /// After which round.
            let round: Int
            /// Which question or result of the meeting.
            let asked: Int
            /// Who sent, or received, by message.
            let agents: [String]
            /// What travels.
            let signature: Signature
            /// The bytes that travel, by message.
            let messages: [[UInt8]]
        }

        /// Who looks on, in this task.
        @TaskLocal static var watcher: (@Sendable (View) -> Void)?

        static func note(_ rows: Batch, _ passage: Passage) {
            guard let watcher else { return }
            watcher(
                View(
                    exchange: passage.exchange, way: passage.way, round: passage.round, asked: passage.asked,
                    agents: passage.senders, signature: rows.signature,
                    messages: rows.messages.isEmpty ? (0..<rows.count).map { rows.bytes(of: $0) } : rows.messages))
        }
    }
#endif
