import Config
import Determinism
import Learning

/// Supervised training on the merged memory, in mini-batches.
struct ReplaySupervised: Digest {
    static let component = Component(
        "replay_supervised",
        "Supervised training of each agent's policy on the merged memory, in shuffled mini-batches.",
        details: """
            for each epoch, for each mini-batch B of the entries (s, π̄(s)), shuffled by the agent's own stream:
                L = mean over B of −Σₐ π̄(a|s) log πₖ(a|s)          `loss: cross_entropy`
                    mean over B of KL(πₖ(·|s) ‖ π̄(·|s))            `loss: reverse_kl`, probabilities of 0 kept at 2⁻¹⁰⁰
                one step of the policy's own optimizer, with its moments and its current learning rate;
                the learning-rate decay does not advance
            mixup adds entries between entries at the agent, so that they cost no bytes:
                adjacent: sorted by one component (then by cell), (1 − w) · entry i + w · entry i + 1: M − 1 more
                nearest:  every entry with the other one nearest in sections (the lower cell of several): M more
            """,
        source: Source(
            .proxyExperienceReplay, evidence: .paper,
            grounds: [.from(.paper, "the cross-entropy, mini-batches"), .from(.ours, "`reverse_kl`")]),
        fields: [
            Field(
                "loss",
                .words(
                    (
                        "cross_entropy",
                        "−Σ π̄ log π; its gradient is that of KL(π̄ ‖ π): the policy covers all that others do"
                    ),
                    ("reverse_kl", "KL(π ‖ π̄): the policy settles on some of what others do")),
                "What is minimized"
            ).defaults(to: .text("cross_entropy")),
            Field("epochs", .integer(1...100_000), "Times all entries are gone through").main
                .defaults(to: .integer(1)),
            Field("batch", .integer(1...1_000_000), "Entries per optimizer step").defaults(to: .integer(32)),
            Field(
                "network", .words(("policy", "The network that chooses actions")), "The network that is trained"
            ).defaults(to: .text("policy")).retired("the policy is what a memory of policies trains"),
            Field("mixup", .choice(Mixup.choices), "Entries made between entries")
                .defaults(to: .object([.init("none", .object([]))])),
        ])

    static let spaces = [Signature.Space.visit]
    static let purposes = [Purpose.exchange]

    /// What is minimized.
    private enum Loss: String {
        case crossEntropy = "cross_entropy"
        case reverse = "reverse_kl"

        /// The divergence with the same gradient.
        var divergence: Divergence {
            switch self {
            case .crossEntropy: .consensusFromAgent
            case .reverse: .agentFromConsensus
            }
        }
    }

    private let loss: Loss
    private let epochs: Int
    private let batch: Int
    private let mixup: Mixup

    init(_ settings: Settings) {
        loss = settings.word("loss")
        epochs = settings.integer("epochs")
        batch = settings.integer("batch")
        mixup = Mixup(settings.choice("mixup"))
    }

    func unfit(_ facts: Facts) -> [Unfit] { mixup.unfit(facts, at: "digest.\(Self.component.kind)") }

    @specialized(where P == PopulationParties)
    func run<P: Parties>(_ talk: inout Conversation<P>, _ state: inout Stateless) {
        for request in talk.requests {
            let merged = talk.exchange(request, as: "global_memory")
            let entries = entries(of: merged.tables, named: talk.facts.spaces?.observation ?? [])
            // In a forecast, as many entries as there can be.
            let most = mixup.mostEntries(of: merged.signature.keyed?.mostRows ?? 0)
            let rows = (entries.map(\.count).max() ?? most).saturatingTimes(epochs)
            if !entries.isEmpty, rows == 0 { continue }
            // The name keeps two exchanges of one round apart.
            let first = Int(Fingerprint(of: talk.facts.exchange).leadingWord >> 33)
            let (epochs, batch, round, divergence) = (epochs, batch, talk.round, loss.divergence)
            talk.teach(rows: rows) { row, member, fit in
                guard !entries.isEmpty else { return }
                let own = entries[entries.count == 1 ? 0 : row]
                guard own.count > 0 else { return }
                var lesson = Lecture(own, batch: batch, divergence)
                for epoch in 0..<epochs {
                    var stream = member.key.stream(.exchange, round: round, episode: first + epoch)
                    lesson.read(shuffledBy: &stream, fit)
                }
            }
        }
    }

    /// What is learned from tables, by table: one for all, or what each participant received. Equal ones are made once.
    private func entries(of tables: [VisitTable], named names: [String]) -> [Entries] {
        var entries: [Entries] = []
        for (index, table) in tables.enumerated() {
            let isKnown = index > 0 && table == tables[index - 1]
            entries.append(isKnown ? entries[index - 1] : mixup.entries(of: table, named: names))
        }
        return entries
    }
}

/// One agent's way through the entries in mini-batches.
private struct Lecture {
    private let entries: Entries
    private let batch: Int
    private let divergence: Divergence
    private var order: [Int]
    private var states: [Float]
    private var policies: [Float]

    init(_ entries: Entries, batch: Int, _ divergence: Divergence) {
        self.entries = entries
        self.divergence = divergence
        self.batch = min(batch, entries.count)
        order = Array(0..<entries.count)
        states = [Float](repeating: 0, count: self.batch * entries.states.count / entries.count)
        policies = [Float](repeating: 0, count: self.batch * entries.policies.count / entries.count)
    }

    /// Goes through all entries once; the last mini-batch may be smaller.
    mutating func read(shuffledBy stream: inout RandomStream, _ fit: (Target) -> Void) {
        for position in 0..<order.count {
            order.swapAt(position, position + stream.index(below: order.count - position))
        }
        let (width, actions) = (states.count / batch, policies.count / batch)
        var start = 0
        while start < order.count {
            let rows = min(batch, order.count - start)
            for row in 0..<rows {
                let entry = order[start + row]
                for column in 0..<width { states[row * width + column] = entries.states[entry * width + column] }
                for column in 0..<actions {
                    policies[row * actions + column] = entries.policies[entry * actions + column]
                }
            }
            states.withUnsafeBufferPointer { states in
                policies.withUnsafeBufferPointer { policies in
                    guard let inputs = states.baseAddress, let targets = policies.baseAddress else { return }
                    fit(
                        .actionDistributions(
                            at: StateBatch(inputs, count: rows, width: width), UnsafeSharedRow(targets),
                            divergence))
                }
            }
            start += rows
        }
    }
}
