import Determinism
public import Learning
import Numerics

/// A composition at work in one cell: knows when it fires and runs its axes when it does.
public struct Exchange: Sendable {
    /// The axes.
    public let composition: Composition
    /// Rounds between two firings.
    public let period: Int
    private let memory = ConversationMemory()

    /// An exchange that fires every `period` rounds.
    public init(_ composition: Composition, period: Int) {
        precondition(period > 0, "an exchange fires every so many rounds, at least one")
        self.composition = composition
        self.period = period
    }

    /// Whether it fires at the end of a round, with so many participants. One alone has nobody to talk to.
    public func fires(after round: Int, participants: Int) -> Bool {
        participants >= 2 && round.isMultiple(of: period)
    }

    /// Runs the exchange among all agents.
    public func run(
        _ population: inout Population, _ ledger: inout Ledger, publicStates: StateBatch?, _ round: Round,
        _ workers: Int
    ) {
        var talk = Conversation(
            taking: &population, &ledger, exchange: composition.name, participants: Array(0..<population.count),
            publicStates: publicStates, round: round, workers: workers, memory: memory)
        composition.digest.run(composition.upload, composition.aggregator, &talk)
        talk.end(&population, &ledger)
    }

    /// Puts the bytes every agent receives before the first round into the ledger.
    public func setUp(_ ledger: inout Ledger, agents: Int, publicStates: StateBatch?) {
        guard agents >= 2, composition.needs.contains(.publicStates), let states = publicStates else { return }
        let bytes = agents * states.count * states.width * bytesPerNumber
        ledger.add(bytes, exchange: composition.name, .setup, kind: "public_states")
    }
}

/// The bytes an exchange will put on the wire, predicted from the plan alone.
extension Composition {
    /// The ledger after `firings` firings among `agents` agents; a run's ledger must equal it.
    ///
    /// - Parameters:
    ///   - states: how many public states, and how many numbers each.
    ///   - spaces: the spaces all participants share.
    public func predictedLedger(
        firings: Int, agents: Int, states: (count: Int, width: Int), spaces: Spaces
    ) -> Ledger {
        var ledger = Ledger()
        guard agents >= 2 else { return ledger }
        if needs.contains(.publicStates) {
            ledger.add(
                agents * states.count * states.width * bytesPerNumber, exchange: name, .setup, kind: "public_states")
        }
        guard firings > 0 else { return ledger }
        let once = agents * states.count * upload.width(in: spaces) * bytesPerNumber
        let bytes = firings * digest.transfersPerFiring * once
        ledger.add(bytes, exchange: name, .up, kind: upload.kind)
        ledger.add(bytes, exchange: name, .down, kind: "consensus")
        return ledger
    }
}
