import Archive
import Federation
import Learning
import Numerics

/// Looks at a federation's returns after its meetings, for rates that follow them; every replica by itself.
struct PlateauWatch {
    private let plateau: Plateau
    /// The agents' own worlds, where returns are computed; nil where they are those of training.
    private let returns: ExactReturns?
    /// Agents of a replica.
    private let size: Int
    var state: State

    /// What is checkpointed: `[replica]`, and `[replica × depth]`.
    struct State: Persistent, Equatable {
        /// Returns known so far: those after meetings.
        private(set) var looks: [Int]
        /// The latest returns, the newest last; 0 where there is none yet.
        private(set) var returns: [Double]
        /// How often a return had stalled.
        private(set) var stalls: [Int]

        init(replicas: Int, depth: Int) {
            looks = Array(repeating: 0, count: replicas)
            returns = Array(repeating: 0, count: replicas * depth)
            stalls = looks
        }

        var flaw: Flaw? {
            guard stalls.count == looks.count else {
                return Flaw(
                    at: "stalls", "it has \(stalls.count) lines, where \(looks.count) federations are looked at")
            }
            return Flaw.each("looks", looks, "looks are counted") { (0...Flaw.most).contains($0) }
                ?? Flaw.each("stalls", stalls, "stalls are counted, and there are no more than looks") { $0 >= 0 }
                ?? stalls.indices.first { stalls[$0] > looks[$0] }.map {
                    Flaw(at: "stalls", "entry \($0) is \(stalls[$0]), of \(looks[$0]) looks")
                }
        }

        /// Takes in the return of a replica after a meeting.
        fileprivate mutating func note(_ value: Double, of replica: Int, _ plateau: Plateau) {
            let depth = plateau.depth
            let own = replica * depth..<(replica + 1) * depth
            for index in own.dropLast() { returns[index] = returns[index + 1] }
            returns[own.upperBound - 1] = value
            looks[replica] += 1
            if looks[replica] >= depth, plateau.isStalled(returns[own]) { stalls[replica] += 1 }
        }
    }

    /// Of a plan before its first round; nil where no rate follows returns.
    init?(_ plan: CellPlan) {
        guard let plateau = plan.plateau else { return nil }
        self.plateau = plateau
        size = plan.agents.count
        let copies = plan.copies
        returns =
            plateau.returns == .training
            ? nil
            : ExactReturns(
                plan,
                copies.map { copy in
                    let own = copy.agents.map { $0.makeEnvironment() }
                    let models = EvaluationWorlds(plan, replica: copy).models(EvaluationWorlds.own, own: own)
                    return [ExactReturns.Worlds(name: EvaluationWorlds.own, models: models ?? [])]
                })
        state = State(replicas: copies.count, depth: plateau.depth)
    }

    /// Looks at the replicas that have met, and tells their agents where one had stalled.
    ///
    /// - Parameters:
    ///   - scores: what the round's training brought, by agent.
    ///   - haveMet: by replica.
    mutating func look(
        at population: inout Population, _ scores: [Score], _ haveMet: [Bool], _ workers: Int
    ) {
        var values = [Double?](repeating: nil, count: haveMet.count)
        let (size, returns, agents) = (size, returns, population)
        // What is told of agents on other ranks is told in one order.
        ParallelLoop.forEach(&values, workers: population.rank == nil ? workers : 1) { replica, value in
            guard haveMet[replica] else { return }
            let own =
                returns.map { $0.values(of: agents, replica: replica)[0].byAgent }
                ?? scores[replica * size..<(replica + 1) * size].compactMap(\.meanReturn)
            value = own.isEmpty ? nil : own.reduce(0, +) / Double(own.count)
        }
        for replica in values.indices {
            guard let value = values[replica] else { continue }
            state.note(value, of: replica, plateau)
            tell(&population, of: replica)
        }
    }

    /// Tells agents what was found before a checkpoint.
    func tell(_ population: inout Population) {
        for replica in state.stalls.indices { tell(&population, of: replica) }
    }

    private func tell(_ population: inout Population, of replica: Int) {
        population.note(stalls: state.stalls[replica], of: replica * size..<(replica + 1) * size)
    }
}

extension Plateau.Returns {
    /// The kind of the measure that records them.
    var measure: String {
        switch self {
        case .exact: ExactReturn.component.kind
        case .training: TrainingReturn.component.kind
        }
    }
}

extension CellPlan {
    /// How the federation's returns are looked at for rates that follow them; nil where none does. One way for all, as `check`
    /// has seen to.
    var plateau: Plateau? {
        for agent in agents {
            for optimizer in agent.optimizers {
                if let plateau = language.optimizers.make(optimizer.value).plateau { return plateau }
            }
        }
        return nil
    }
}
