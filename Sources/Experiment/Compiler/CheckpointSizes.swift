import Archive
import Determinism
import Federation
import Learning

/// Estimates the size of checkpoints from the states that agents start with, each kind of agent built once.
///
/// What agents remember for exchanges and what has been recorded is left out: it grows with the data. What axes keep is counted.
public struct CheckpointSizes {
    private var known: [String: Size] = [:]

    private struct Size {
        /// Bytes of one agent's arrays.
        let bytes: Int
        /// Groups and datasets of one agent, or of all that share its state.
        let objects: Int
        /// Whether agents alike are rows of the same arrays.
        let isRow: Bool
    }

    /// HDF5's own, by object and by file, as measured on files of a hundred to ten thousand objects: text of variable length
    /// fills heaps of whole pages.
    private static let (perObject, perFile) = (300, 50_000)

    /// Agents of more bytes are not built to be measured: their numbers are all that counts.
    private static let largestBuilt = 16e6

    /// No kind of agent known yet.
    public init() {}

    /// Bytes of one checkpoint of a plan.
    public mutating func bytes(of plan: CellPlan) -> Int {
        var total = Self.perFile + plan.canonical.json.utf8.count
        var kinds: Set<String> = []
        let (compositions, sketches) = (plan.compositions, plan.sketches)
        for (agent, sketch) in zip(plan.agents, sketches) {
            let penalty = compositions.penalty(of: agent)
            let held = penalty.map { " \($0)" } ?? ""
            let key = "\(agent.learner) \(agent.environment.kind) \(agent.networks) \(agent.optimizers)\(held)"
            let size = known[key] ?? Self.size(of: agent, sketch, heldBy: penalty)
            known[key] = size
            total = total.saturatingPlus(size.bytes.saturatingTimes(plan.replicas))
            let isNew = kinds.insert(key).inserted
            let copies = size.isRow ? (isNew ? 1 : 0) : plan.replicas
            total = total.saturatingPlus((Self.perObject * size.objects).saturatingTimes(copies))
        }
        if let plateau = plan.plateau {
            total = total.saturatingPlus((8 * (plateau.depth + 2)).saturatingTimes(plan.replicas) + 4 * Self.perObject)
        }
        let sums = plan.measures.count { plan.language.measures.make($0.measure).sumsRounds }
        // A sum by copy; what the next round adds and which policy that is of, by agent: a group of three arrays.
        let numbers = plan.agents.count.saturatingTimes(2).saturatingPlus(1).saturatingTimes(plan.replicas)
        total = total.saturatingPlus(
            numbers.saturatingTimes(8).saturatingPlus(4 * Self.perObject).saturatingTimes(sums))
        for composition in compositions {
            let kept = plan.kept(by: composition, sketches)
            total = total.saturatingPlus(Int(min(kept.bytes, 1e18)))
            total = total.saturatingPlus((Self.perObject * kept.objects).saturatingTimes(plan.replicas))
        }
        let states =
            plan.publicStateCount.count.saturatingTimes(
                plan.agents[0].makeEnvironment().spaces.observation.count)
        return total.saturatingPlus(states.saturatingTimes(4))
    }

    /// Bytes of the checkpoints that are kept at the end, each of so many bytes.
    public static func disk(_ bytes: Int, of plan: CellPlan) -> Int {
        let scheduled = (plan.rounds + plan.checkpointPeriod - 1) / plan.checkpointPeriod
        return bytes.saturatingTimes(min(plan.checkpointsKept, scheduled))
    }

    private static func size(of agent: AgentPlan, _ sketch: AgentSketch, heldBy penalty: Penalty?) -> Size {
        let saved = sketch.footprint.saved
        guard saved <= largestBuilt else {
            let isRow = type(of: agent.makeLearner()).sharesState
            return Size(bytes: Int(min(saved, 1e18)), objects: 64, isRow: isRow)
        }
        var member = agent.member(seed: 0)
        member.penalty = penalty
        let population = Population([agent], [member])
        let shared = population.sharedStates.first?.name
        do {
            let tree = try ArchiveTree(encoding: FirstState(population: population, shared: shared))
            let (bytes, objects) = ArchiveNode.group(tree).size
            return Size(bytes: bytes, objects: objects, isRow: shared != nil)
        } catch {
            preconditionFailure("a state before the first round is encoded as in every checkpoint: \(error)")
        }
    }
}

/// What an agent, or all that share its state, know before the first round.
private struct FirstState: Encodable {
    let population: Population
    let shared: String?

    func encode(to encoder: any Encoder) throws {
        if let shared {
            try population.encodeSharedState(shared, to: encoder)
        } else {
            try population.encode(agent: 0, to: encoder)
        }
    }
}

extension CellPlan {
    /// Bytes that an exchange's axes keep between two meetings, of all replicas, and in how many groups and datasets of each.
    ///
    /// Measured on what is built for one agent and for two, as what is kept grows with them; and, where rows are long, on
    /// shorter ones.
    func kept(by composition: Composition, _ sketches: [AgentSketch]) -> (bytes: Double, objects: Int) {
        let facts = facts(of: composition, sketches)
        let (numbers, watched, standing) = composition.kept(facts)
        let divisor = max(1, numbers / 100_000)
        func size(_ agents: Int) -> (bytes: Int, objects: Int) {
            do {
                return try composition.kept(facts, agents: agents, shorter: divisor).reduce((0, 0)) { sum, state in
                    let inner = ArchiveNode.group(try ArchiveTree(encoding: AnyState(state: state))).size
                    return (sum.0 + inner.bytes, sum.1 + inner.objects)
                }
            } catch {
                preconditionFailure("what is kept before the first round is encoded as in every checkpoint: \(error)")
            }
        }
        let (one, two) = (size(1), size(2))
        let all = Double(one.bytes) + Double(agents.count - 1) * Double(two.bytes - one.bytes)
        let group = all * Double(divisor) + Double(agents.count) * Double(watched) + Double(standing)
        return (group * Double(replicas), one.objects)
    }
}

/// Something to encode.
private struct AnyState: Encodable {
    let state: any Encodable

    func encode(to encoder: any Encoder) throws { try state.encode(to: encoder) }
}

extension ArchiveNode {
    /// Bytes of all arrays and texts within, and how many objects there are.
    fileprivate var size: (bytes: Int, objects: Int) {
        switch self {
        case .array(let array): (array.bytes.count, 1)
        case .text(let text): (text.values.reduce(0) { $0 + $1.utf8.count }, 1)
        case .group(let tree):
            tree.members.reduce((0, 1)) { sum, member in
                let inner = member.node.size
                return (sum.0 + inner.bytes, sum.1 + inner.objects)
            }
        }
    }
}
