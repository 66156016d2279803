import Archive
import Config
import Determinism
import Federation
import Foundation
import Learning
import Testing

@testable import Experiment

/// Methods whose agents start in common where a spec is silent.
private enum StartMethods {
    /// Those whose agents may start apart: not where they send by how much they moved.
    static let apart: [StartTests.Item] = StartTests.items.filter { item in
        Language.standard.compositions(of: [Choice(kind: item.method.kind)]).allSatisfy {
            !($0.upload is any RelativeUpload)
        }
    }
}

@Suite("Who draws the first networks")
struct StartTests {
    /// The methods whose agents start in common where a spec is silent.
    static let methods: [Method] = Methods.all
        .filter { $0.requirements.contains { $0.path == "start" } }

    /// A method of the list, as an argument of a test.
    struct Item: Sendable, CustomTestStringConvertible {
        let method: Method
        var testDescription: String { method.component.kind }
    }

    static let items: [Item] = methods.map { Item(method: $0) }

    /// - Parameters:
    ///   - more: keys appended at the top level.
    ///   - name: what the exchange is called.
    private static func plan(
        _ item: Item, _ more: String = "", agents: Int? = nil, name: String? = nil
    ) throws -> CellPlan {
        let kind = item.method.component.kind
        var text = StarterSpec(item.method, on: item.method, in: .standard).text.replacingOccurrences(
            of: "count: \(item.method.starter.agents)}", with: "count: \(agents ?? item.method.starter.agents)}")
        if let name { text = text.replacingOccurrences(of: "- \(kind):\n", with: "- \(kind):\n      name: \(name)\n") }
        text += "\n\(more)\n"
        let (study, findings) = SpecText.compile(text)
        let compiled = try #require(study, "\(findings.diagnostics)")
        // The last cell is the exchange's, the first one the control's.
        return compiled.plan(of: try #require(compiled.cells.last))
    }

    private static func cell(_ plan: CellPlan) throws -> Cell {
        try Cell(plan, publicStates: nil, initial: nil)
    }

    /// All parts of an agent, padding included.
    private static func parts(_ cell: Cell, _ agent: Int) -> [[UInt8]] {
        cell.population.parts(of: agent).map { part in
            var bytes = [UInt8](repeating: 0, count: part.width * part.precision.bytes)
            bytes.withUnsafeMutableBytes { room in
                guard let base = room.baseAddress else { return }
                cell.population.read(part, from: [agent], into: PartRows(part, base, count: 1))
            }
            return bytes
        }
    }

    @Test(
        "A checkpoint's silent spec still gives the plan it gave before these methods set the start",
        arguments: StartMethods.apart)
    func claim(item: Item) throws {
        let kind = item.method.component.kind
        let text = StarterSpec(item.method, on: item.method, in: .standard).text
        #expect(text.contains("- \(kind):"))
        func claim(_ text: String, _ plan: CellPlan) -> SpecClaim { SpecClaim(text, for: plan, beside: "") }
        let (silent, own) = try (Self.plan(item), Self.plan(item, "start: own"))
        #expect(claim(text, silent) == .agrees)
        #expect(claim(text, own) == .agreed(with: "start: own"))
        #expect(claim(text + "\nstart: own\n", own) == .agrees)
        for (text, plan) in [
            (text + "\nstart: common\n", own), (text + "\nstart: own\n", silent),
            (text.replacingOccurrences(of: "count: \(item.method.starter.agents)}", with: "count: 2}"), own),
        ] {
            guard case .differs = claim(text, plan) else {
                Issue.record("another spec is taken for the plan's")
                continue
            }
        }
    }

    /// Whether a part of an agent travels, or follows one that does.
    private static func travels(_ part: String, in plan: CellPlan) -> Bool {
        plan.compositions[0].carries(part.hasSuffix("_target") ? String(part.dropLast("_target".count)) : part)
    }

    @Test("Silent specs of these methods start what travels of all agents as one, targets with it", arguments: items)
    func common(item: Item) throws {
        let plan = try Self.plan(item)
        let cell = try Self.cell(plan)
        let first = Self.parts(cell, 0)
        let names = cell.population.parts(of: 0).map(\.name)
        let common = names.indices.filter { Self.travels(names[$0], in: plan) }
        #expect(!common.isEmpty)
        for agent in 1...2 {
            let parts = Self.parts(cell, agent)
            for index in common { #expect(parts[index] == first[index], "\(names[index])") }
        }
        // A target is the network it follows.
        for (index, name) in names.enumerated() where name.hasSuffix("_target") {
            let network = try #require(names.firstIndex(of: String(name.dropLast("_target".count))))
            #expect(first[index] == first[network])
        }
    }

    @Test(
        "With `start: own` every agent starts as it does without the exchange, and the plan says nothing",
        arguments: StartMethods.apart)
    func own(item: Item) throws {
        let plan = try Self.plan(item, "start: own")
        #expect(plan.canonical["agents"]?.elements.allSatisfy { $0["start"] == nil } == true)
        let cell = try Self.cell(plan)
        var alone = plan.canonical.setting("federation", to: .list([]))
        alone = alone.setting("arm", to: .text("alone"))
        let control = try Self.cell(try CellPlan(canonical: alone, in: .standard))
        for agent in 0..<3 { #expect(Self.parts(cell, agent) == Self.parts(control, agent)) }
        #expect(Self.parts(cell, 0) != Self.parts(cell, 1))
        // Groups are drawn by the exchange, however agents start.
        #expect(plan.seedLedger.entries.allSatisfy { $0.isOfAgent || !$0.purposes.contains(.initialization) })
    }

    @Test("Worlds and all streams of the agents are what they were", arguments: StartMethods.apart)
    func others(item: Item) throws {
        let (common, own) = (try Self.plan(item), try Self.plan(item, "start: own"))
        #expect(common.agents.map(\.environment) == own.agents.map(\.environment))
        #expect(try Self.cell(common).keys == Self.cell(own).keys)
        // Public states are drawn the same, whoever starts how.
        func living(_ plan: CellPlan) -> [RandomSource] {
            plan.seedLedger.entries.filter { !$0.owner.hasPrefix("stage/") }
        }
        let (before, after) = (living(own).filter(\.isOfAgent), living(common))
        #expect(after.prefix(before.count).map(\.key) == before.map(\.key))
        #expect(before.count >= 3)
        // Whoever keeps a network to itself draws that one.
        let keepsSome = !common.agents[0].networks.map(\.name).allSatisfy { Self.travels($0, in: common) }
        for (old, new) in zip(before, after) {
            #expect(new.purposes == old.purposes.filter { keepsSome || $0 != .initialization })
        }
        let exchange = try #require(after.dropFirst(before.count).first)
        #expect(after.count == before.count + 1 && exchange.owner == "exchange/\(item.method.component.kind)")
        #expect(exchange.key == StreamKey(seed: common.seed, owner: exchange.owner))
        let others = living(own).first { !$0.isOfAgent }?.purposes ?? []
        #expect(exchange.purposes == [.initialization] + others)
    }

    @Test("Where agents send by how much they moved, a start of their own is refused at both places")
    func relative() throws {
        let relative = Self.items.filter { item in !StartMethods.apart.contains { $0.method.kind == item.method.kind } }
        #expect(relative.map(\.method.kind).sorted() == ["contribution", "hfrl"])
        for item in relative {
            let text = StarterSpec(item.method, on: item.method, in: .standard).text + "\nstart: own\n"
            let error = try #require(SpecText.compile(text).findings.diagnostics.first { $0.severity == .error })
            #expect(error.related != nil && error.help?.contains("start: common") == true, "\(error)")
        }
    }

    @Test("The network is the one of (seed, exchange, role), whatever the agents are called")
    func stream() throws {
        let item = try #require(Self.items.first { $0.method.component.kind == "dqnavg" })
        let cell = try Self.cell(try Self.plan(item, name: "pool"))
        let agent = cell.agents[0]
        let role = try #require(Language.standard.learners.make(agent.learner).networks.first)
        let spaces = cell.population.spaces(of: 0)
        var stream = StreamKey(seed: cell.plan.seed, owner: "exchange/pool").stream(
            .initialization, episode: Int(Fingerprint(of: "q").leadingWord >> 32))
        let network = agent.networks[0].value.initialization.network(
            role.shape(agent.networks[0].value, in: spaces), from: &stream)
        var drawn = Array(UnsafeBufferPointer(start: network.parameters.pointer, count: 16))
        let bytes = drawn.withUnsafeMutableBytes { Array($0) }
        #expect(Self.parts(cell, 0)[0].prefix(bytes.count) == bytes[...])
    }

    @Test("Exploration is bit for bit what it was, as long as networks choose nothing")
    func exploration() throws {
        let text = """
            concord: 1
            name: test
            seeds: [1]
            round: {steps: 200}
            rounds: 1
            environment: {cartpole: {pole_half_length: {relative: [-0.5, 0.5]}}}
            learner: {dqn: {learning_starts: 1000, exploration: {epsilon: {to: 1}}}}
            network: {hidden: [8]}
            optimizer: adam
            agents: [{name: a, count: 2}]
            federation: [dqnavg]
            arms: {common: {}, own: {start: own}}
            """
        let plans = SpecText.plans(text)
        #expect(plans.map { $0.agents[0].startsInCommon } == [true, false])
        let replays = try plans.map { plan in
            var cell = try Self.cell(plan)
            _ = cell.advance(1)
            return try cell.tree()
        }
        for agent in ["a1", "a2"] {
            let memories = replays.map { $0["agents/\(agent)/replay"] }
            #expect(memories[0] != nil && memories[0] == memories[1])
        }
        #expect(replays[0]["agents/a1/q"] != replays[1]["agents/a1/q"])
    }

    @Test("One agent alone starts as it does without the exchange", arguments: StartMethods.apart)
    func alone(item: Item) throws {
        let plan = try Self.plan(item, agents: 1)
        #expect(plan.agents[0].startsInCommon)
        #expect(plan.seedLedger.entries.allSatisfy { $0.isOfAgent || !$0.purposes.contains(.initialization) })
        let own = try Self.cell(try Self.plan(item, "start: own", agents: 1))
        #expect(Self.parts(try Self.cell(plan), 0) == Self.parts(own, 0))
    }

    @Test("Networks that do not travel are the agent's own")
    func partial() throws {
        let text = SpecText.text("federation: [{frl: {networks: [policy], every: {rounds: 2}}}]")
            .replacing("learner: reinforce", with: "learner: a2c")
        let cell = try Self.cell(try #require(SpecText.plans(text).first))
        let (one, other) = (Self.parts(cell, 0), Self.parts(cell, 1))
        #expect(one[0] == other[0] && one[1] != other[1])
    }

    @Test("An agent that says `own` starts apart from those in common")
    func apart() throws {
        let agents = "[{name: a}, {name: b}, {name: c, start: own}]"
        let text = SpecText.text("federation: [{frl: {every: {rounds: 2}}}]", agents: agents)
        let cell = try Self.cell(try #require(SpecText.plans(text).first))
        #expect(Self.parts(cell, 0) == Self.parts(cell, 1) && Self.parts(cell, 0) != Self.parts(cell, 2))
    }

    @Test("Random tables can start in common too, each replica's from its own stream")
    func tables() throws {
        let text = """
            concord: 1
            name: test
            seeds: [1]
            replicas: 2
            round: {updates: 1}
            rounds: 1
            environment: {windy_cliff: {wind: {uniform: [0, 1]}}}
            learner: {value_iteration: {initial: uniform}}
            optimizer: sgd
            agents: [{name: a, count: 2}]
            federation: [qavg]
            arms: {own: {}, common: {start: common}}
            """
        let cells = try SpecText.plans(text).map { try Self.cell($0) }
        let own = (0..<4).map { Self.parts(cells[0], $0) }
        let common = (0..<4).map { Self.parts(cells[1], $0) }
        #expect(own[0] != own[1])
        #expect(common[0] == common[1] && common[2] == common[3] && common[0] != common[2])
        #expect(cells[1].plan.seedLedger(replicas: 2).entries.map(\.owner).contains("replica/2/exchange/qavg"))
    }

    @Test(
        "What cannot start in common is refused where it is said",
        arguments: [
            ("start: common", "start: common\nfederation: []", "common"),
            ("initial", "start: common\nfederation: [{frl: {every: {rounds: 2}}}]\ninitial: {file: x.h5}", "common"),
        ])
    func refused(item: (String, String, String)) {
        let findings = SpecText.compile(SpecText.text(item.1)).findings.diagnostics
        let found = findings.first { $0.code == .startUnfit }
        #expect(found?.span?.text == item.2 && found?.related != nil, "\(findings)")
    }

    @Test("Where a file gives the first networks, methods leave the start to it")
    func file() {
        let text = SpecText.text("federation: [{frl: {every: {rounds: 2}}}]\ninitial: {file: x.h5}")
        #expect(!SpecText.compile(text).findings.diagnostics.contains { $0.code == .startUnfit })
    }

    @Test("Unlike shapes are refused with both agents, for an exchange that would take them")
    func shapes() throws {
        let agents = "[{name: a}, {name: b, network: {hidden: [5]}}]"
        let states =
            "public_states: {uniform: {count: 10, ranges: {cart_position: [-1, 1], cart_velocity: [-1, 1], "
            + "pole_angle: [-0.1, 0.1], pole_angular_velocity: [-1, 1]}}}"
        let text = SpecText.text("start: common\nfederation: [fedhpd]\n\(states)", agents: agents)
        let found = try #require(SpecText.compile(text).findings.diagnostics.first { $0.code == .startUnfit })
        #expect(found.message.contains("4 → 4 relu → 2 in 'a' and 4 → 5 relu → 2 in 'b'"))
        #expect(found.span?.text == "common" && found.related?.span.text == "[5]")
        #expect(!SpecText.found(text.replacing("start: common\n", with: "")).contains { $0.hasSuffix("unfit-start") })
    }
}

extension RandomSource {
    fileprivate var isOfAgent: Bool { owner.hasPrefix("agent/") }
}
