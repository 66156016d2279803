import Config
import Determinism
import Testing

@testable import Learning

/// Tables that learn along episodes, against formulas worked out step by step.
@Suite("Tables of action values along the agents' own episodes")
struct OnlineTableTests {
    /// A learner, and agents of it in one world.
    private struct School {
        let learner: OnlineTable
        var block: Block
        var state: OnlineTable.State
        var scratch: OnlineTable.Scratch

        init(
            sarsa: Bool = false, _ world: String, _ constants: [(String, CanonicalValue)],
            _ settings: [(String, CanonicalValue)],
            rate: Double,
            agents: Int = 2
        ) throws {
            learner = try #require(
                Language.learning[Learners.name].make(
                    Choice(
                        .object([
                            .init(
                                OnlineTable.component.kind,
                                .object(sorting: settings + [("rule", .text(sarsa ? "sarsa" : "q_learning"))]))
                        ])))
                    as? OnlineTable)
            let environment = Language.learning[Environments.name].make(
                Choice(.object([.init(world, .object(sorting: constants))])))
            let sgd = Language.learning[Optimizers.name].make(
                Choice(.object([.init("sgd", .object([.init("learning_rate", .number(rate))]))])))
            block = Block(
                members: (0..<agents).map { index in
                    let key = StreamKey(seed: 3, owner: "agent/\(index)")
                    return Member(
                        name: "\(index)", key: key, world: environment.world(.training(key)), designs: [:],
                        optimizers: ["q": sgd])
                })
            state = learner.initial(block)
            scratch = learner.scratch(block)
        }

        mutating func train(_ rounds: ClosedRange<Int>, _ length: Duration) {
            for round in rounds { learner.train(&state, &block, Round(round, length: length), &scratch) }
        }
    }

    private static let right: (String, CanonicalValue) = (
        "behavior", .object([.init("always", .object([.init("action", .integer(1))]))])
    )

    /// Q(s, right) of a corridor's cells from the middle to the right exit, walked so many times at rate η and discount γ.
    private static func walked(_ times: Int, cells: Int, rate: Double, discount: Double, followsActions: Bool)
        -> [Double]
    {
        var values = [Double](repeating: 0, count: cells + 1)
        for _ in 0..<times {
            for cell in 0..<cells {
                // To the left nothing has been learned: 0.
                let next = followsActions ? values[cell + 1] : max(0, values[cell + 1])
                let target = cell == cells - 1 ? 1 : discount * next
                values[cell] += rate * (target - values[cell])
            }
        }
        return Array(values.dropLast())
    }

    @Test("Walks through a corridor leave what the updates say, of both rules", arguments: [false, true])
    func walks(sarsa: Bool) throws {
        var school = try School(sarsa: sarsa, "corridor", [], [Self.right], rate: 0.25)
        school.train(1...6, Duration(1, .episodes))
        let expected = Self.walked(6, cells: 5, rate: 0.25, discount: 0.9, followsActions: sarsa)
        for agent in 0..<2 {
            let row = Array(school.state.q.row(agent))
            for (cell, value) in expected.enumerated() { #expect(abs(row[2 * (5 + cell) + 1] - value) < 1e-15) }
            #expect(row.enumerated().allSatisfy { $0.offset % 2 == 1 && $0.offset >= 11 || $0.element == 0 })
            let score = school.block.members[agent].score
            #expect(score.episodes == 1 && score.steps == 5 && score.returns == 1)
        }
    }

    @Test("Rounds of steps cut walks anywhere, and leave the same")
    func pieces() throws {
        var (whole, cut) = (
            try School(sarsa: true, "corridor", [], [], rate: 0.25),
            try School(sarsa: true, "corridor", [], [], rate: 0.25)
        )
        whole.train(1...1, Duration(600, .steps))
        cut.train(1...200, Duration(3, .steps))
        #expect(whole.state.q == cut.state.q && whole.state.latestState == cut.state.latestState)
        #expect(whole.state.q.elements.contains { $0 != 0 })
        #expect(whole.learner.flaw(of: whole.state, in: whole.block) == nil)
    }

    @Test("Where an episode is cut, the value behind it counts; where it ends, nothing does")
    func cut() throws {
        // Two cells to the right of the start; cut after two steps, before the exit.
        for sarsa in [false, true] {
            let constants: [(String, CanonicalValue)] = [("cells", .integer(5)), ("maximum_steps", .integer(2))]
            let start: (String, CanonicalValue) = (
                "initial", .object([.init("normal", .object([.init("deviation", .number(1))]))])
            )
            var school = try School(sarsa: sarsa, "corridor", constants, [Self.right, start], rate: 0.5, agents: 1)
            let before = school.state.q.elements
            school.train(1...1, Duration(1, .episodes))
            let after = school.state.q.elements
            // Entries of a state begin alike; exits at 0.
            #expect(before[0] == 0 && before[13] == 0 && before[6] == before[7] && before[6] != before[8])
            // Steps 3 → 4 → 5, and on from the value of 5; entries of a state are equal, so that best and taken are too.
            #expect(abs(after[9] - (before[9] + 0.5 * (0.9 * before[11] - before[9]))) < 1e-15)
            #expect(abs(after[7] - (before[7] + 0.5 * (0.9 * before[9] - before[7]))) < 1e-15)
        }
    }

    @Test("With rate 1 a lake that is not slippery is learned exactly, under any behavior that goes everywhere")
    func optimum() throws {
        var school = try School(
            "frozen_lake", [("slippery", .boolean(false))], [("behavior", .object([.init("uniform", .object([]))]))],
            rate: 1, agents: 1)
        school.train(1...1, Duration(60_000, .steps))
        let model = try #require(school.block.models.first)
        let optimum = try #require(school.learner.fixedPoint(.federation, of: [model]))
        for state in 0..<model.states where !model.terminals[state] {
            for action in 0..<4 {
                #expect(abs(school.state.q.elements[state * 4 + action] - optimum[state * 4 + action]) < 1e-9)
            }
        }
        #expect(optimum.max() == 1)
    }

    @Test("Ties are broken by chance while learning, and not in a greedy policy")
    func ties() throws {
        var school = try School(
            "corridor", [("maximum_steps", .integer(1))],
            [("behavior", .object([.init("epsilon_greedy", .object([.init("epsilon", .number(0))]))]))], rate: 0.5)
        let visits = UnsafeMutablePointer<Double>.room([Double](repeating: 0, count: 22))
        defer { visits.deallocate() }
        school.block.members[0].visits = CountedVisits(visits)
        school.train(1...1, Duration(1000, .steps))
        // A fair coin, 1000 times: five standard deviations are 79.
        #expect(visits[10] + visits[11] == 1000 && abs(visits[11] - 500) < 79)
        let model = try #require(school.block.models.first)
        let policy = school.learner.tabularPolicy(of: school.state, member: 0, in: model)
        #expect(policy.enumerated().allSatisfy { $0.element == ($0.offset % 2 == 0 ? 1 : 0) })
    }

    @Test("An agent that always does what its world has not is refused, and so is one that is shown features")
    func refusals() throws {
        let school = try School(
            "corridor", [], [("behavior", .object([.init("always", .object([.init("action", .integer(2))]))]))], rate: 1
        )
        #expect(school.learner.refusal(of: school.block.models)?.reason.contains("actions 0 to 1") == true)
        let garnet = Language.learning[Environments.name].make(Choice(.object([.init("garnet", .object([]))])))
        #expect(school.learner.refusal(of: garnet.spaces) != nil)
        #expect(school.learner.refusal(of: school.block.members[0].world.spaces) == nil)
    }
}
