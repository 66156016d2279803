import Config
import Determinism
import Testing

@testable import Federation
@testable import Learning

/// Numbers are numpy's: of two worlds of two states and two actions, by `solve` where systems are linear, and by iteration to
/// 1e-14 where policies follow values.
@Suite("Fixed points of agents that learn in unlike ways, against numpy")
struct UnlikeFixedPointTests {
    private static func world(_ kernel: [[Double]], _ rewards: [Double]) -> FiniteModel {
        FiniteModel(
            states: 2, actions: 2, kernel: kernel.map { [(0, $0[0]), (1, $0[1])] },
            rewards: rewards, start: [0.5, 0.5])
    }

    static let worlds = [
        world([[0.5, 0.5], [0.25, 0.75], [0.75, 0.25], [0.125, 0.875]], [1, 0, -0.5, 2]),
        world([[0.25, 0.75], [0.5, 0.5], [0.5, 0.5], [0.75, 0.25]], [0, 1, 0.5, -1]),
    ]

    private static func learner(_ kind: String, _ settings: [(String, CanonicalValue)]) -> any Learner {
        Language.federation[Learners.name].make(Choice(.object([.init(kind, .object(sorting: settings))])))
    }

    private static func td(_ discount: Double, _ more: [(String, CanonicalValue)] = []) -> any Learner {
        learner("td", [("discount", .number(discount))] + more)
    }

    private static func sarsa(_ discount: Double, _ temperature: Double) -> any Learner {
        learner("sarsa", [("discount", .number(discount)), ("temperature", .number(temperature))])
    }

    @Test("Every agent's system is of its own discount, and so is the bias")
    func systems() throws {
        let agents = ConvergingAgents([Self.td(0.9), Self.td(0.5)], in: Self.worlds)
        let optimum = try #require(agents.point(.federation))
        #expect(TabularFederation.agree(optimum, [1.364493263623567, 1.213477780012065], within: 1e-12))
        let systems = try #require(agents.systems)
        let own = try (0..<2).map { try #require(systems.optimum(of: $0)) }
        #expect(TabularFederation.agree(own[0], [6.331360946745561, 6.568047337278105], within: 1e-12))
        #expect(TabularFederation.agree(own[1], [0.5833333333333334, -0.08333333333333336], within: 1e-12))
        let bias = try #require(systems.bias(rates: [0.1, 0.3], steps: 5))
        #expect(TabularFederation.agree(bias, [-0.4888670602004894, -0.6995584533916124], within: 1e-10))
        #expect(agents.refusal(.federation) == nil && agents.refusalOfSystems == nil)
    }

    @Test("Every agent's system is of its own policy")
    func policies() throws {
        let subset: [(String, CanonicalValue)] = [("policy", .object([.init("random_subset", .object([]))]))]
        let world = Self.worlds[0]
        let one = try #require(ConvergingAgents([Self.td(0.9)], in: [world]).systems)
        let other = try #require(ConvergingAgents([Self.td(0.9, subset)], in: [world]).systems)
        let both = try #require(ConvergingAgents([Self.td(0.9), Self.td(0.9, subset)], in: [world, world]).systems)
        #expect(one.matrices != other.matrices)
        #expect(both.matrices == one.matrices + other.matrices && both.targets == one.targets + other.targets)
    }

    @Test(
        "Where agents follow their own values, each does so at its own discount and temperature",
        arguments: [
            (
                [0, 1], [(0.9, 0.5), (0.5, 2)],
                [1.7375949394086674, 2.570439033417741, 1.8792678965872969, 3.7457635698110425]
            ),
            (
                [0, 1], [(0.9, 0.5), (0.9, 0.5)],
                [6.855833673729768, 7.276356684606185, 6.366417825099663, 7.490617095271054]
            ),
            (
                [0, 0], [(0.9, 2), (0.5, 2)],
                [3.802242364975469, 2.986606571261203, 2.117878158689735, 5.07878867440407]
            ),
            (
                [0, 0], [(0.9, 0.5), (0.9, 2)],
                [14.707490403957713, 13.944295449261944, 12.757878950844283, 16.242507853500868]
            ),
        ] as [([Int], [(Double, Double)], [Double])])
    func ownValues(worlds: [Int], settings: [(Double, Double)], expected: [Double]) throws {
        let agents = ConvergingAgents(
            settings.map { Self.sarsa($0.0, $0.1) }, in: worlds.map { Self.worlds[$0] })
        let found = try #require(agents.point(.federation))
        #expect(TabularFederation.agree(found, expected, within: 1e-8), "\(found)")
    }

    /// Pairs that have no fixed point of that kind together, and words of the reason.
    private static var refusals: [(one: any Learner, other: any Learner, which: FixedPoint, words: String)] {
        [
            (td(0.9), sarsa(0.9, 1), .federation, "td and sarsa have no fixed point together"),
            (td(0.9), td(0.5), .meanWorld, "learns in one way"),
            (sarsa(0.9, 1), sarsa(0.9, 2), .meanWorld, "learns in one way"),
            (
                learner("online_table", []), learner("online_table", [("discount", .number(0.5))]), .federation,
                "unlike ways have no fixed point"
            ),
        ]
    }

    @Test("What agents do not have together is refused at both, and is no number")
    func refused() throws {
        for (one, other, which, words) in Self.refusals {
            let agents = ConvergingAgents([one, one, other], in: [Self.worlds[0], Self.worlds[0], Self.worlds[0]])
            let refusal = try #require(agents.refusal(which), "\(words)")
            #expect(refusal.reason.contains(words))
            #expect(refusal.place == .agent(2, "learner") && refusal.other?.place == .agent(0, "learner"))
            #expect(agents.point(which) == nil)
            let alike = ConvergingAgents([one, one], in: [Self.worlds[0], Self.worlds[0]])
            #expect(alike.refusal(which) == nil && alike.point(which) != nil)
        }
    }

    @Test("Agents of unlike numbers of weights are refused")
    func widths() throws {
        let narrow = FiniteModel(
            states: 2, actions: 2, kernel: [[(0, 1)], [(1, 1)], [(0, 1)], [(1, 1)]], rewards: [1, 0, 0, 1],
            start: [0.5, 0.5], features: [1, 1])
        let table = Self.td(0.9, [("features", .text("one_hot"))])
        let agents = ConvergingAgents([table, Self.td(0.9)], in: [narrow, narrow])
        #expect(agents.refusal(.federation)?.reason == "one agent learns 2 numbers, and another one 1")
        #expect(agents.refusalOfSystems?.reason == "one agent learns 2 numbers, and another one 1")
        #expect(agents.point(.federation) == nil && agents.point(.meanWorld) == nil && agents.systems == nil)
    }
}
