import Archive
import Config
import Determinism
import Diagnostics
import Numerics
import Testing

@testable import Experiment
@testable import Learning

@Suite("Agents that are rows of one state and play")
struct PlayingRowsTests {
    private static func plan(_ learner: String, _ language: Language) throws -> CellPlan {
        let text = """
            concord: 1
            name: rows
            seeds: [1]
            round: {\(learner == "tabular_q" ? "steps" : "updates"): 7}
            rounds: 12
            environment: {windy_cliff: {maximum_steps: 10}}
            learner: \(learner)
            optimizer: {sgd: {learning_rate: 0.5}}
            agents: [{name: a, count: 3}]
            federation: [{parameter_average: {every: {rounds: 5}}}]

            """
        var findings = Findings()
        let study = Study.compile(SourceFile(name: "rows.yaml", text: text), beside: "", in: language, into: &findings)
        let compiled = try #require(study, "\(findings.diagnostics.map(\.message))")
        return compiled.plan(of: compiled.cells[0])
    }

    private static func trained(_ plan: CellPlan, rounds: Int) throws -> Cell {
        var cell = try Cell(plan, publicStates: nil, initial: nil)
        for _ in 0..<rounds { _ = cell.advance(1) }
        return cell
    }

    @Test("go on where they stood, within an episode and between two", arguments: [1, 3, 8, 10])
    func resume(at round: Int) throws {
        let plan = try Self.plan("tabular_q", Language.standard.adding(learners: [TabularQ.self]))
        let whole = try Self.trained(plan, rounds: 12)
        let first = try Self.trained(plan, rounds: round)
        #expect(try first.tree()["cohorts/tabular_q/environment_state/2/episodes"] != nil)
        var second = try Cell(plan, publicStates: nil, initial: nil)
        try second.restore(first.tree(), round: round, isScheduled: false)
        #expect(try second.tree().firstDifference(from: first.tree()) == nil)
        for _ in round..<12 { _ = second.advance(1) }
        #expect(try second.tree().firstDifference(from: whole.tree()) == nil)
        #expect(second.trace() == whole.trace())
    }

    @Test("stand at the beginning again where a checkpoint says nothing of their worlds")
    func restart() throws {
        let plan = try Self.plan("tabular_q", Language.standard.adding(learners: [TabularQ.self]))
        let start = try Cell(plan, publicStates: nil, initial: nil)
        guard case .group(let rows)? = try start.tree()["cohorts/tabular_q"] else {
            Issue.record("the checkpoint has no rows")
            return
        }
        let state = ArchiveTree(rows.members.filter { $0.name != "agents" }.map { ($0.name, $0.node) })
        var used = try Self.trained(plan, rounds: 3)
        #expect(try used.tree()["cohorts/tabular_q/environment_state"] != nil)
        try ArchiveNode.group(state).restore(at: "/") { decoder in
            try used.population.restoreSharedState("tabular_q", from: decoder)
        }
        #expect(try used.tree()["cohorts/tabular_q"] == start.tree()["cohorts/tabular_q"])
    }

    @Test("A learner that plays nothing in training has no such item in checkpoints")
    func silent() throws {
        let cell = try Self.trained(Self.plan("value_iteration", .standard), rounds: 3)
        guard case .group(let state)? = try cell.tree()["cohorts/value_iteration"] else {
            Issue.record("the checkpoint has no rows")
            return
        }
        #expect(state.members.map(\.name) == ["q", "values", "agents"])
    }
}

/// Q-learning by table from uniform play: no learner of the catalogue has rows and plays.
private struct TabularQ: PartHolding, PlainStepping {
    static let component = Component("tabular_q", "Learns action values by table from uniform play.", fields: [])
    static let roundUnits = [Duration.Unit.steps]
    static let grouping = Grouping.rows
    static let stepped = "q"
    let networks: [NetworkRole] = []

    struct State: Persistent {
        var q: Tensor<Double>
        var flaw: Flaw? { nil }
    }

    final class Scratch {
        let tape: Tape
        let network: Network
        let activations: Activations

        init(_ spaces: Spaces) {
            tape = Tape(spaces)
            network = Network(
                zeros: NetworkShape(
                    inputs: spaces.observation.count, hidden: [], activations: [], outputs: spaces.action.outputs))
            activations = Activations(network.shape, capacity: 1)
        }
    }

    init(_ settings: Settings) {}

    private func sizes(_ member: Member) -> (states: Int, actions: Int) {
        (member.world.spaces.observation.count, member.world.spaces.action.outputs)
    }

    func initial(_ block: Block) -> State {
        let (states, actions) = sizes(block.members[0])
        return State(q: Tensor(zeros: block.members.count, states, actions))
    }

    func scratch(_ block: Block) -> Scratch { Scratch(block.members[0].world.spaces) }

    func footprint(of member: Member, answering states: Int) -> Footprint { Footprint() }

    func train(_ state: inout State, _ block: inout Block, _ round: Round, _ scratch: inout Scratch) {
        let (states, actions) = sizes(block.members[0])
        for index in block.members.indices {
            let rate = block.members[index].optimizer(Self.stepped).rate(after: round.number - 1)
            var score = Score()
            for _ in 0..<round.length.count {
                let tape = scratch.tape
                tape.clear()
                score += block.members[index].world.roll(
                    Actor(scratch.network, .uniform, activations: scratch.activations, keepsActivations: false),
                    until: .steps(1), onto: tape)
                func place(_ row: UnsafePointer<Float>) -> Int { (0..<states).first { row[$0] == 1 } ?? 0 }
                let base = (index * states + place(tape.nextObservation)) * actions
                let next = state.q.elements[base..<base + actions].max() ?? 0
                let entry = (index * states + place(tape.observations)) * actions + Int(tape.actions[0])
                state.q.elements[entry] += rate * (tape.rewards[0] + 0.9 * next - state.q.elements[entry])
            }
            block.members[index].score = score
        }
    }

    func sweep(_ state: State, member index: Int, with sweep: inout StateSweep) { state.q.feedRow(index, &sweep) }

    func slots(of member: Member) -> [Slot<State>] {
        let (states, actions) = sizes(member)
        return [Slot(Part("q", doubles: states * actions, shape: "\(states) × \(actions)"), \State.q)]
    }
}
