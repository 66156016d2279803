import Config
import Federation
import Learning

/// The memory a cell takes at its peak, known before any of it is taken. Predicted, not promised: 0.9 to 1.5 times what is
/// measured where the cell's own data are most of it.
public struct MemoryForecast: Sendable {
    /// What takes memory, largest first.
    public let parts: [Part]
    /// What the program takes before any cell.
    public static let program = 24e6

    /// What some part of a cell takes.
    public struct Part: Sendable {
        /// In words: `replay memories of 1000 agents`.
        public let name: String
        /// Bytes at the peak.
        public let bytes: Double
    }

    /// Bytes at the peak, the program's own left out.
    public var ownBytes: Double { parts.reduce(0) { $0 + $1.bytes } }

    /// Bytes of a run of this cell alone.
    public var bytes: Double { Self.program + ownBytes }

    /// What takes most, apart from the copy of it that a checkpoint is.
    public var largest: Part { parts.first { $0.name != Self.checkpoint } ?? parts[0] }

    /// What copies of the state are called while they are written.
    static let checkpoint = "a checkpoint being written"

    /// What a cell takes beside another one: a checkpoint's file is made of one cell at a time.
    private var besides: Double {
        ownBytes - Self.fileShare * (parts.first { $0.name == Self.checkpoint }?.bytes ?? 0)
    }

    /// The share of a checkpoint being written that is its file.
    private static let fileShare = 0.35

    /// The peak of cells that run side by side.
    ///
    /// - Parameters:
    ///   - cells: of all that are to run.
    ///   - jobs: how many run at a time; those that take most, as nobody knows which will meet.
    public static func bytes(of cells: [MemoryForecast], jobs: Int) -> Double {
        let largest = cells.sorted { $0.ownBytes > $1.ownBytes }.prefix(max(1, jobs))
        return program + (largest.first?.ownBytes ?? 0) + largest.dropFirst().reduce(0) { $0 + $1.besides }
    }
}

extension CellPlan {
    /// The memory that a run of the cell will take.
    public var memory: MemoryForecast { memory(of: sketches) }

    /// The memory that a run takes whose agents have been made.
    func memory(of sketches: [AgentSketch]) -> MemoryForecast {
        var footprint = Footprint()
        let states = publicStateCount.count
        let meetings = meetings(sketches)
        // Agents are asked slice by slice. Room for one slice is too little by what was measured, room for all too much.
        // Counts that are only bounded may be as large as an integer: more than any machine holds is enough.
        let asked = Int(min((Double(states) + Double(meetings.map(\.statesAtOnce).max() ?? 0)) / 2, 1e15))
        let compositions = compositions
        var known: [String: Footprint] = [:]
        for (agent, sketch) in zip(agents, sketches) {
            var one = sketch.footprint
            if asked > 0 {
                let key = "\(agent.learner) \(agent.environment) \(agent.networks) \(agent.optimizers)"
                one = known[key] ?? agent.footprint(answering: asked, heldBy: compositions.penalty(of: agent))
                known[key] = one
            }
            footprint.add(one, times: replicas)
        }
        let count = agents.count * replicas
        let noun = count == 1 ? "1 agent" : "\(count) agents"
        var parts = Footprint.Kind.allCases.map { kind in
            MemoryForecast.Part(name: "\(kind.words) of \(noun)", bytes: footprint[kind])
        }
        let width = makeNominalEnvironment().spaces.observation.count
        let others = Others(self, sketches, meetings, states: (states, width), count: count)
        parts.append(.init(name: "public states", bytes: others.publicStates))
        parts.append(.init(name: "what \(noun) exchange", bytes: others.exchanged))
        parts.append(.init(name: "what exchanges remember of \(noun)", bytes: others.remembered))
        parts.append(.init(name: "the record between two checkpoints", bytes: others.recorded))
        parts.append(.init(name: "names, plans and worlds of \(noun)", bytes: others.described))
        // A checkpoint is a copy of the state; its file is made in memory, and copied once more to be written.
        let saved = footprint.saved + others.remembered + others.recorded + others.publicStates
        let objects = others.objects
        parts.append(
            .init(
                name: MemoryForecast.checkpoint,
                bytes: (Others.copies - 1) * saved + objects * Others.bytesPerObject))
        return MemoryForecast(parts: parts.sorted { $0.bytes > $1.bytes })
    }
}

extension AgentPlan {
    /// The memory of the agent by itself.
    func footprint(answering states: Int, heldBy penalty: Penalty? = nil) -> Footprint {
        var member = member(seed: 0)
        member.penalty = penalty
        return language.learners.make(learner).footprint(of: member, answering: states)
    }
}

/// What the record takes.
enum RecordForecast {
    /// Bytes of a row, about: a number is 8 bytes in a column and about twice as many in a row, which is kept as text.
    static func textBytes(agents: Int, measures: Int, _ isTraced: Bool) -> Double {
        Double(agents) * (16 * Double(measures) + (isTraced ? 20 : 0))
    }
}

/// What a cell takes beside its agents.
private struct Others {
    /// Bytes of the public states.
    let publicStates: Double
    /// Bytes of rows that are sent and received in one firing.
    let exchanged: Double
    /// Bytes of what exchanges keep between meetings, and remember of training, at most.
    let remembered: Double
    /// Bytes of the record's rows and columns since the last scheduled checkpoint.
    let recorded: Double
    /// Bytes of what is said of agents: names, plans, worlds.
    let described: Double
    /// Groups and datasets of a checkpoint.
    let objects: Double

    /// How often the state is in memory while a checkpoint is written and the next one made: itself, two snapshots, HDF5's
    /// file and its copy, and what HDF5 keeps beyond; as measured, in runs that were begun and in runs that were resumed.
    static let copies = 6.0
    /// Bytes that a group or dataset takes in memory and in the file.
    static let bytesPerObject = 3_000.0
    /// Bytes that an agent takes beside its numbers.
    private static let bytesPerAgent = 20_000.0

    init(
        _ plan: CellPlan, _ sketches: [AgentSketch], _ meetings: [MeetingForecast], states: (count: Int, width: Int),
        count: Int
    ) {
        publicStates = 4 * Double(states.count) * Double(states.width)
        let longest = Double(sketches.map(\.cost.maximumSteps).max() ?? 0)
        let perRound =
            switch plan.round.unit {
            case .steps: Double(plan.round.count)
            case .updates: 0.0
            default: Double(plan.round.count) * longest
            }
        let spaces = plan.agents[0].seen(plan.agents[0].makeEnvironment()).spaces
        var remembered = 0.0
        for composition in plan.compositions {
            remembered += plan.kept(by: composition, sketches).bytes
            guard let memory = composition.memory(in: spaces) else { continue }
            let period = composition.every.rounds(of: plan.round) ?? plan.rounds
            let rounds = composition.upload.isCumulative ? plan.rounds : min(period, plan.rounds)
            let entries = min(perRound * Double(rounds), memory.keys.map(Double.init) ?? 1e15)
            let entry = Double(4 * spaces.observation.count + 8 * spaces.action.distributionWidth + 16)
            remembered += Double(count) * entries * entry
        }
        exchanged = meetings.map(\.heldBytes).reduce(0, +)
        self.remembered = remembered
        let rows = Double(min(plan.checkpointPeriod, plan.rounds) / max(plan.recordPeriod, 1))
        let text = RecordForecast.textBytes(agents: count, measures: plan.measures.count, plan.tracePeriod != nil)
        recorded = rows * (text + 8 * Double(count) * Double(plan.measures.count))
        described = Double(count) * Self.bytesPerAgent
        let networks = plan.agents.reduce(0) { sum, agent in
            sum + agent.networks.reduce(0) { $0 + 4 * ($1.value.hidden.count + 1) + 4 }
        }
        objects = Double(networks + 10 * plan.agents.count)
    }
}
