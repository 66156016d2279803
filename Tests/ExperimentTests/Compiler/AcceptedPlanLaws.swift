import Config
import Determinism
import Diagnostics
import Federation
import Learning
import Testing

@testable import Experiment

/// Whatever `check` accepts has a plan that can be read again, whatever numbers are drawn and however agents differ.
@Suite("Accepted specs have plans that can be read")
struct AcceptedPlanLaws {
    /// A study on a method's own ground.
    private static func text(_ starter: Starter, _ lines: [String: String]) -> String {
        var written = [
            ("concord", "1"), ("name", "accepted"), ("seeds", "[1, 2]"), ("round", starter.round), ("rounds", "6"),
            ("environment", starter.environment), ("learner", starter.learner), ("agents", "[{name: a, count: 2}]"),
        ]
        if let network = starter.network { written.append(("network", network)) }
        if let optimizer = starter.optimizer { written.append(("optimizer", optimizer)) }
        let others = lines.keys.sorted().filter { key in !written.contains { $0.0 == key } }
        let all = written.map { ($0.0, lines[$0.0] ?? $0.1) } + others.map { ($0, lines[$0] ?? "") }
        return all.map { "\($0.0): \($0.1)\n" }.joined()
    }

    /// Whether the study is accepted; all its plans are read then.
    @discardableResult
    private static func isRead(_ text: String) throws -> Bool {
        guard let study = SpecText.compile(text).study else { return false }
        for cell in study.cells {
            let plan = study.plan(of: cell)
            do throws(PlanError) {
                let again = try CellPlan(canonical: plan.canonical, in: .standard)
                #expect(again.cellFingerprint == plan.cellFingerprint, "\(text)")
            } catch { Issue.record("\(error)\n\(text)") }
        }
        return true
    }

    /// A number of a world that may be drawn.
    struct Drawn: Sendable, CustomTestStringConvertible {
        let world: Component
        let field: Field
        var testDescription: String { "\(world.kind).\(field.key)" }

        /// Ranges of it: around what it is by default, and one that the position decides on.
        var ranges: [String] {
            guard let usual = field.defaultValue?.asNumber else { return [] }
            let numbers: [Double]
            switch field.type {
            case .integer(let range):
                let low = Swift.max(range.lowerBound, Int(usual) - 1)
                numbers = [Double(low), Double(Swift.min(range.upperBound, low + 2))]
            case .number(let interval):
                let ends = usual == 0 ? [0, 0.01] : [usual * 0.9, usual * 1.1].sorted()
                numbers = ends.map { Swift.min(Swift.max($0, interval.low), interval.high) }
            default: return []
            }
            let list = "[\(numbers.map { CanonicalValue.number($0).flow }.joined(separator: ", "))]"
            return ["{uniform: \(list)}", "{values: \(list)}"]
        }
    }

    static let drawn = Language.standard.environments.components.flatMap { world in
        world.fields.own.filter(\.mayBeDrawn).map { Drawn(world: world, field: $0) }
    }

    @Test(
        "Every number of every world, drawn for agents, for worlds they are evaluated in, and behind adapters",
        arguments: drawn)
    func drawnWorlds(number: Drawn) throws {
        let kind = number.world.kind
        let spaces = Language.standard.environments.make(Choice(kind: kind)).spaces
        let states = spaces.observation.map { "\($0): [-1, 1]" }.joined(separator: ", ")
        let fitting = CatalogueLaws.grounds.map(\.starter).filter { ground in
            SpecText.compile(Self.text(ground, ["environment": kind])).study != nil
        }
        // Where actions are counted, no learner makes a difference.
        let isBox = if case .box = spaces.action { true } else { false }
        let grounds = isBox ? fitting : Array(fitting.prefix(2))
        var accepted = 0
        for ground in grounds {
            for range in number.ranges {
                let world = "{\(kind): {\(number.field.key): \(range)}}"
                let evaluation = "{every: {rounds: 3}, worlds: [new]}"
                let around: [[String: String]] = [
                    [:], ["worlds": "{new: {count: 2}}", "evaluation": evaluation],
                    ["nominal": kind, "evaluation": "{every: {rounds: 3}, worlds: [nominal]}"],
                    [
                        "environment": kind, "worlds": "{new: {count: 2, environment: \(world)}}",
                        "evaluation": evaluation,
                    ],
                    ["worlds": "{new: {count: 2}}"],
                    ["adapter": "{linear: {action: {offset: 1e7}}}"], ["adapter": "{linear: {action: {scale: 3}}}"],
                    ["measure": "[heterogeneity_estimate]"],
                    ["federation": "[parameter_average]"],
                    [
                        "public_states": "{uniform: {count: 5, ranges: {\(states)}}}",
                        "federation": "[{fedhpd: {every: {rounds: 2}, slices: 1}}]",
                    ],
                ]
                for lines in around {
                    let text = Self.text(ground, ["environment": world].merging(lines) { $1 })
                    accepted += try Self.isRead(text) ? 1 : 0
                }
            }
        }
        #expect(accepted > 0, "no study has this number drawn")
    }

    @Test("Names and counts of spaces no draw changes: boxes of controls alone are looked at")
    func counts() {
        for drawn in Self.drawn {
            guard case .number(let interval) = drawn.field.type else { continue }
            let worlds = [interval.low, interval.high].filter(interval.contains).map { number in
                let values = CanonicalValue.object([.init(drawn.field.key, .number(number))])
                return Language.standard.environments.make(Choice(.object([.init(drawn.world.kind, values)]))).spaces
            }
            let usual = Language.standard.environments.make(Choice(kind: drawn.world.kind)).spaces
            for spaces in worlds { #expect(spaces.hasForm(of: usual), "\(drawn)") }
        }
    }

    /// Methods that start all agents in common where a spec is silent.
    static let common = Methods.all.filter { method in method.requirements.contains { $0.path == "start" } }.map(\.kind)

    @Test(
        "Unlike networks and heads, of which all or a piece travels, where a method starts all in common",
        arguments: common)
    func unlikeStarts(kind: String) throws {
        let method = try #require(Methods.all.first { $0.kind == kind })
        let starter = method.starter
        let learner = String(starter.learner.prefix { $0 != ":" }.trimmingPrefix("{"))
        let unlike = [
            "network: {hidden: [9]}", "network: {hidden: [9, 7]}", "network: {initialization: orthogonal}",
            "learner: {\(learner): {head: dueling}}",
        ]
        for network in ["{hidden: [9]}", "{hidden: [9, 8]}"] {
            let plain = Self.text(starter, ["federation": "[{\(kind): {every: {rounds: 2}}}]", "network": network])
            guard let study = SpecText.compile(plain).study else { continue }
            let agent = study.plan(of: study.cells[0]).agents[0]
            let parts = agent.makeLearner().parts(of: agent.member(seed: 0))
            let names = parts.flatMap(\.names).filter { $0.contains(".") } + parts.map(\.name)
            for other in unlike {
                for upload in names.map({ ", networks: [\($0)]" }) + [""] {
                    let lines = [
                        "federation": "[{\(kind): {every: {rounds: 2}\(upload)}}]", "network": network,
                        "agents": "[{name: a, count: 2}, {name: b, \(other)}]",
                    ]
                    try Self.isRead(Self.text(starter, lines))
                }
            }
        }
    }

    @Test("Where pieces of unlike networks travel, a start in common that a method sets is refused beside the method")
    func pieces() throws {
        let text = """
            concord: 1
            name: dueling
            seeds: [4]
            round: {steps: 40}
            rounds: 4
            environment: acrobot
            learner: {dqn: {head: dueling}}
            network: {hidden: [6, 5]}
            optimizer: adam
            agents: [{name: a, count: 2}, {name: b, learner: {dqn: {head: plain}}}]
            federation: [{dqnavg: {every: {rounds: 2}, networks: [q.body]}}]

            """
        #expect(SpecText.found(text) == ["11:15 federation/unfit-start"])
        #expect(
            SpecText.found(text.replacing("networks: [q.body]", with: "networks: [q]")) == [
                "11:15 federation/unequal-architectures"
            ])
        #expect(SpecText.found(text.replacing("federation:", with: "start: own\nfederation:")).isEmpty)
    }

    @Test("Boxes of controls that are drawn are refused where agents would be evaluated, compared or adapted in them")
    func boxes() {
        let text = """
            concord: 1
            name: boxes
            seeds: [4]
            round: {steps: 40}
            rounds: 4
            environment: {pendulum: {maximum_torque: {uniform: [0.1, 0.2]}}}
            learner: ppo
            network: {hidden: [6]}
            optimizer: adam
            agents: [{name: a, count: 2}]

            """
        let evaluation = "evaluation: {every: {rounds: 2}, worlds: [new]}\n"
        #expect(SpecText.found(text).isEmpty)
        #expect(SpecText.found(text + "worlds: {new: {count: 2}}\n").isEmpty)
        #expect(SpecText.found(text + "worlds: {new: {count: 2}}\n" + evaluation) == ["6:15 worlds/unequal-spaces"])
        let other = "worlds: {new: {count: 2, environment: {pendulum: {maximum_torque: 0.2}}}}\n"
        #expect(SpecText.found(text + other + evaluation) == ["11:40 worlds/unequal-spaces"])
        // A range of one number is that number, and not the nominal one.
        let settled = text.replacing("[0.1, 0.2]", with: "[0.2, 0.2]")
        #expect(SpecText.found(settled + other + evaluation).isEmpty)
        #expect(SpecText.found(text + "adapter: {linear: {action: {offset: 1e7}}}\n") == ["11:37 learner/unfit-spaces"])
        #expect(SpecText.found(text + "adapter: {linear: {action: {offset: 1}}}\n").isEmpty)
        #expect(
            SpecText.found(settled.replacing("0.2, 0.2", with: "9, 9") + "adapter: {linear: {action: {offset: 1e7}}}\n")
                .isEmpty)
    }
}
