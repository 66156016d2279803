import Config
import Determinism
import Diagnostics
import Federation
import Testing

@testable import Experiment

@Suite("Agents that lie")
struct LiarTests {
    /// Ten agents of which some lie, six rounds, an exchange after every other one.
    static func text(_ faults: String, aggregate: String = "median", more: String = "") -> String {
        """
        concord: 1
        name: liars
        seeds: [1]
        round: {episodes: 1}
        rounds: 6
        environment: cartpole
        learner: reinforce
        network: {hidden: [4]}
        optimizer: {adam: {learning_rate: 1e-2}}
        agents: [{name: a, count: 6}, {name: b, count: 4}]
        federation:
          - frl:
              name: avg
              every: {rounds: 2}
              upload: parameters
              aggregate: \(aggregate)
              faults: \(faults)
        measure: [training_return, bytes]
        \(more)
        """
    }

    static func study(_ text: String) -> (study: Study?, findings: [Diagnostic]) {
        var findings = Findings()
        let study = Study.compile(SourceFile(name: "a.yaml", text: text), beside: "", in: .standard, into: &findings)
        return (study, findings.diagnostics)
    }

    static func plan(_ text: String) throws -> CellPlan {
        let study = try #require(study(text).study)
        return study.plan(of: study.cells[0])
    }

    static func trace(_ plan: CellPlan, workers: Int = 1) throws -> [UInt64] {
        var cell = try Cell(plan, publicStates: nil, initial: nil)
        while !cell.isFinished { _ = cell.advance(workers) }
        return cell.trace()
    }

    @Test("Those whom the plan names lie, and nobody else: named, they give the same bits as drawn")
    func planned() throws {
        let drawn = try Self.plan(Self.text("[{byzantine: {count: 3, attack: average_zero}}]"))
        let names = try #require(drawn.liars.first?.liars.names)
        #expect(names.count == 3 && drawn.liars.count == 1)
        let list = names.joined(separator: ", ")
        let named = try Self.plan(Self.text("[{byzantine: {agents: [\(list)], attack: average_zero}}]"))
        #expect(named.liars.first?.liars.names == names)
        let trace = try Self.trace(drawn)
        #expect(try Self.trace(named, workers: 3) == trace)
        let others = drawn.agents.map(\.name).filter { !names.contains($0) }.prefix(3).joined(separator: ", ")
        #expect(
            try Self.trace(Self.plan(Self.text("[{byzantine: {agents: [\(others)], attack: average_zero}}]"))) != trace)
    }

    @Test("A lie that is the truth changes no bit, and one that is none does, also to agents' own states")
    func truth() throws {
        let honest = try Self.trace(Self.plan(Self.text("[]")))
        let liars = "count: 4, attack: {scaled: {scale: 1}}"
        #expect(try Self.trace(Self.plan(Self.text("[{byzantine: {\(liars)}}]"))) == honest)
        #expect(try Self.trace(Self.plan(Self.text("[{byzantine: {count: 0, attack: zero}}]"))) == honest)
        #expect(try Self.trace(Self.plan(Self.text("[{byzantine: {count: 4, attack: zero}}]"))) != honest)
    }

    @Test("Where agents send to one another, a lie can differ from receiver to receiver")
    func receivers() throws {
        func trace(_ attack: String) throws -> [UInt64] {
            try Self.trace(
                Self.plan(
                    Self.text("[{byzantine: {count: 2, attack: {random_vectors: \(attack)}}}]").replacing(
                        "every:", with: "topology: peer_to_peer\n      every:")))
        }
        let (one, each) = (try trace("{range: 1}"), try trace("{range: 1, each_receiver: true}"))
        #expect(one != each && one.count == 10)
        #expect(try trace("{range: 1, each_receiver: true}") == each)
    }

    @Test("Liars in false worlds send what they learned there, and are measured by their own worlds")
    func worlds() throws {
        func cell(_ attack: String) throws -> Cell {
            let text = Self.text("[{byzantine: {agents: [a2], attack: \(attack)}}]", aggregate: "mean")
            return try Cell(
                Self.plan(text.replacing("every: {rounds: 2}", with: "every: {rounds: 3}")), publicStates: nil,
                initial: nil)
        }
        var honest = try cell("{scaled: {scale: 1}}")
        for attack in ["reward_flip", "action_flip", "{action_flip: 0.5}"] {
            var (own, fresh) = (try cell(attack), try cell("{scaled: {scale: 1}}"))
            _ = (fresh.advance(1), own.advance(1))
            // Before the first meeting only the liar's state differs.
            let traces = zip(fresh.trace(), own.trace()).map { $0 == $1 }
            #expect(traces == own.agents.map { $0.name != "a2" }, "\(attack)")
            for _ in 2...3 { _ = (fresh.advance(1), own.advance(2)) }
            #expect(zip(fresh.trace(), own.trace()).allSatisfy { $0 != $1 }, "\(attack)")
        }
        // The first episode is played by networks that nothing has trained: a return is the world's, whatever was learned from.
        let row = honest.advance(1)?["training_return"]
        var flipped = try cell("reward_flip")
        let other = flipped.advance(1)?["training_return"]
        #expect(row != nil && other == row)
    }

    /// Learners that know their worlds know false ones, and their returns are those of their own.
    @Test(
        "Learners that know their worlds are misled about them, and measured by their own",
        arguments: ["reward_flip", "action_flip", "{action_flip: 0.5}"])
    func known(attack: String) throws {
        func rows(_ faults: String) throws -> [CanonicalValue] {
            let text = """
                concord: 1
                name: liars
                seeds: [1]
                round: {updates: 400}
                rounds: 1
                environment: {windy_cliff: {wind: 0.2}}
                learner: {value_iteration: {discount: 0.9}}
                optimizer: {sgd: {learning_rate: 1}}
                agents: [{name: a, count: 3}]
                federation: [{qavg: {every: {rounds: 1}, weights: identity, faults: \(faults)}}]
                evaluation: {every: {rounds: 1}, exact: true, policy: greedy, worlds: [own]}
                measure: [{exact_return: {}}]
                """
            let (study, findings) = Self.study(text)
            let compiled = try #require(study, "\(findings.map(\.message))")
            #expect(findings == [], "each goes on from its own")
            let plan = compiled.plan(of: compiled.cells[0])
            var cell = try Cell(plan, publicStates: nil, initial: nil)
            let recorded = cell.advance(1)
            let row = try #require(recorded)
            return try #require(row["exact_return"]?["own"]).elements
        }
        let honest = try rows("[]")
        let misled = try rows("[{byzantine: {agents: [a2], attack: \(attack)}}]")
        #expect(zip(honest, misled).map { $0 == $1 } == [true, false, true])
        #expect(try rows("[{byzantine: {agents: [a2], attack: {scaled: 1}}}]") == honest)
    }

    @Test("Every replica has liars of its own, and they are those whom the plan names")
    func replicas() throws {
        func plan(_ liars: String) throws -> CellPlan {
            try Self.plan(
                """
                concord: 1
                name: liars
                seeds: [1]
                round: {updates: 2}
                rounds: 4
                replicas: 6
                environment: {garnet: {states: 4, instance: {uniform: [0, 1000]}}}
                learner: value_iteration
                optimizer: {sgd: {learning_rate: 0.1}}
                agents: [{name: a, count: 5}]
                federation: [{qavg: {every: {rounds: 2}, aggregate: mean, faults: [{byzantine: {\(liars)}}]}}]
                measure: [{exact_return: {}}]
                """)
        }
        let drawn = try plan("count: 1")
        #expect(drawn.liars.map(\.replica) == [1, 2, 3, 4, 5, 6])
        let names = drawn.liars.map(\.liars.names)
        #expect(names.allSatisfy { $0.count == 1 } && Set(names).count > 1)
        let trace = try Self.trace(drawn)
        for (replica, name) in names.enumerated() {
            let named = try Self.trace(plan("agents: [\(name[0])]"))
            let own = replica * 5..<replica * 5 + 5
            #expect(Array(named[own]) == Array(trace[own]))
            #expect(named != trace)
        }
    }

    @Test("What cannot lie is refused where it is written, all of it")
    func refusals() {
        func messages(_ faults: String, _ aggregate: String = "median") -> [String] {
            Self.study(Self.text(faults, aggregate: aggregate)).findings.map { "\($0.code.rawValue): \($0.message)" }
        }
        #expect(
            messages("[{byzantine: {agents: [a1, a7, c]}}]") == [
                "agent/unknown-member: 'avg' has no agent called 'a7'",
                "agent/unknown-member: 'avg' has no agent called 'c'",
            ])
        #expect(
            messages("[{byzantine: {count: 1, fraction: 0.1}}]") == [
                "spec/written-twice: 'byzantine' is told who lies by 'fraction' and by 'count'"
            ])
        #expect(
            messages("[{byzantine: {count: 11}}]").filter { !$0.contains("beyond") } == [
                "spec/out-of-range: 'byzantine' has 11 agents lie, and 'avg' has 10"
            ])
        #expect(
            messages("[{byzantine: {attack: {collusion: {each_receiver: true}}}}]").first?.hasPrefix(
                "federation/unfit-axes: 'avg': 'faults' byzantine tells every receiver something else") ?? false)
        #expect(
            messages("[{byzantine: {count: 3}}]", "{krum: {faulty: 4}}").first?.hasPrefix("spec/out-of-range") ?? false)
    }

    @Test("More liars than the aggregate bears are warned about, and no more than it bears are not")
    func tolerance() {
        for (aggregate, bears) in [
            ("mean", 0), ("median", 4), ("{trimmed_mean: 0.2}", 2), ("krum", 3), ("{krum: {faulty: 1}}", 1),
            ("geometric_median", 4), ("filter", 4), ("{minimum_diameter: {faulty: 2}}", 2), ("multi_krum", 3),
        ] {
            for count in 0...5 {
                let faults = "[{byzantine: {count: \(count), attack: zero}}]"
                let found = Self.study(Self.text(faults, aggregate: aggregate)).findings
                #expect(found.map(\.code) == (count > bears ? [.beyondTolerance] : []), "\(aggregate), \(count)")
            }
        }
    }

    /// The same exchange with another line.
    private static func found(_ faults: String, _ line: String, aggregate: String = "median") -> [String] {
        study(text(faults, aggregate: aggregate).replacing("every:", with: "\(line)\n      every:")).findings.map {
            "\($0.code.rawValue) \($0.related?.label ?? "")"
        }
    }

    @Test("Every result is looked at by itself: on graphs, in groups, of those who come")
    func results() {
        let beyond = "federation/beyond-tolerance bears"
        // On a ring a result is made of three rows, and a median of three bears one.
        #expect(Self.found("[{byzantine: {count: 2}}]", "topology: {peer_to_peer: ring}") == ["\(beyond) 1 of 3"])
        #expect(Self.found("[{byzantine: {agents: [a1, a5]}}]", "topology: {peer_to_peer: ring}") == [])
        #expect(
            Self.found("[{byzantine: {agents: [a1, a3]}}]", "topology: {peer_to_peer: ring}") == ["\(beyond) 1 of 3"])
        // Whoever is linked with nobody harms nobody.
        let edges = "topology: {peer_to_peer: {graph: {edges: [[a1, a2], [a2, a3], [a1, a3]]}}}"
        #expect(Self.found("[{byzantine: {agents: [b1, b2, b3]}}]", edges) == [])
        #expect(Self.found("[{byzantine: {agents: [a1]}}]", edges) == [])
        #expect(Self.found("[{byzantine: {agents: [a1, a2]}}]", edges) == ["\(beyond) 1 of 3"])
        #expect(Self.found("[{byzantine: {count: 9}}]", "weights: identity") == [])
        // Of four and six, two of four are too many, and two of six are not.
        let groups = "weights: {groups: {by: {label: [[b1, b2, b3, b4]]}}}"
        #expect(Self.found("[{byzantine: {agents: [b1, b2]}}]", groups) == ["\(beyond) 1 of 4"])
        #expect(Self.found("[{byzantine: {agents: [a1, a2]}}]", groups) == [])
        #expect(Self.found("[{byzantine: {agents: [a1, a2, b3]}}]", groups) == [])
        #expect(Self.found("[{byzantine: {count: 2}}]", groups) == ["\(beyond) 1 of 4"])
        // Who is alike is not known: an agent and a liar can be a group.
        #expect(
            Self.found("[{byzantine: {count: 1}}]", "weights: {groups: {by: return_curve}}") == ["\(beyond) 0 of 2"])
        #expect(Self.found("[{byzantine: {count: 4}}]", "weights: {groups: {by: return_curve, count: 1}}") == [])
        // Of those who come, as many as are there.
        #expect(Self.found("[{byzantine: {count: 2}}]", "participation: {count: 3}") == ["\(beyond) 1 of 3"])
        #expect(Self.found("[{byzantine: {count: 1}}]", "participation: {count: 3}") == [])
        #expect(Self.found("[{byzantine: {count: 1}}]", "participation: {best: 2}") == ["\(beyond) 0 of 2"])
        // Three meetings, of which the seed knows who comes.
        #expect(Self.found("[{byzantine: {count: 4}}, {dropout: 0.6}]", "every: {rounds: 2}").isEmpty == false)
        #expect(Self.found("[{byzantine: {count: 4}}, {dropout: 1e-9}]", "topology: server").isEmpty)
        // Who lies by two faults is one liar; of two faults that draw, both can be others.
        #expect(
            Self.found("[{byzantine: {agents: [a1, a2, a3]}}, {byzantine: {agents: [a3, a2, a1]}}]", "topology: server")
                == [])
        #expect(
            Self.found("[{byzantine: {agents: [a1, a2, a3]}}, {byzantine: {count: 2}}]", "topology: server").count == 1)
    }

    @Test(
        "An aggregate that would be a mean by what it is told is refused, and plans say how far liars can take others")
    func reaches() throws {
        for aggregate in ["{geometric_median: {smoothing: 1e300}}", "{filter: {deviation: 1e9}}"] {
            #expect(
                Self.found("[{byzantine: {count: 1}}]", "topology: server", aggregate: aggregate) == [
                    "spec/out-of-range "
                ])
        }
        let plan = try Self.plan(
            Self.text("[{byzantine: {count: 4}}]", aggregate: "{geometric_median: {smoothing: 9}}"))
        #expect(plan.liars.first?.exposure.reach == 6 && plan.liars.first?.exposure.liars == 4)
        #expect(try Self.plan(Self.text("[{byzantine: {count: 4}}]")).liars.first?.exposure.reach == 0)
    }

    @Test("A plan counts the liars it has drawn among those who come to its meetings")
    func meetings() throws {
        let axes = "participation: {fraction: 0.5}\n      every:"
        let text = Self.text("[{byzantine: {count: 3}}, {dropout: 0.2}]").replacing("every:", with: axes)
        let plan = try Self.plan(text)
        let line = try #require(plan.liars.first)
        var cell = try Cell(plan, publicStates: nil, initial: nil)
        let liars = Set(line.liars.names)
        // The exchange's own attendance, as a run has it.
        var facts = Facts("avg", agents: [])
        facts.peers = plan.agents.map { Facts.Peer($0.name) }
        facts.keys = [StreamKey(seed: 1, owner: "exchange/avg")]
        (facts.period, facts.meetings) = (2, 3)
        let meetings = try #require(plan.compositions[0].attended(facts, group: 0, atMost: 1000))
        let counts = meetings.map { present in
            (present.count { liars.contains(plan.agents[$0].name) }, present.count)
        }
        #expect(counts.contains { $0 == (line.exposure.liars, line.exposure.senders) })
        #expect(counts.allSatisfy { $0 - ($1 - 1) / 2 <= line.exposure.liars - (line.exposure.senders - 1) / 2 })
        for _ in 1...6 { _ = cell.advance(1) }
        let row = 4 * plan.costs.agents[0].parameters
        let sent = cell.ledger.entries.first { $0.direction == .up && $0.kind == "parameters" }?.bytes
        #expect(sent == meetings.reduce(0) { $0 + $1.count } * row)
    }

    /// The aggregate that a warning's help names; nil where it says that none bears so many.
    private static func named(_ help: String?) -> String? {
        help?.firstMatch(of: /aggregate: ([a-z_]+) bears/).map { String($0.output.1) }
    }

    @Test(
        "The help names an aggregate that bears the liars and goes with all else, or says that none does",
        arguments: [
            ("count: 3", "topology: server"), ("count: 4", "topology: server"), ("count: 5", "topology: server"),
            ("count: 1", "weights: samples"),
            ("count: 2", "topology: {peer_to_peer: ring}"), ("count: 1", "topology: {peer_to_peer: ring}"),
            ("count: 1", "weights: {groups: {by: return_curve}}"), ("count: 2", "participation: {count: 5}"),
            ("count: 3", "protect: [mask]"), ("count: 3, attack: reward_flip", "protect: [clip]"),
        ])
    func helps(liars: String, line: String) throws {
        func findings(_ aggregate: String) -> [Diagnostic] {
            let text = Self.text("[{byzantine: {\(liars)}}]", aggregate: aggregate)
            return Self.study(text.replacing("every:", with: "\(line)\n      every:")).findings
        }
        let found = try #require(findings("mean").first { $0.code == .beyondTolerance })
        let bearing = Language.standard[Aggregators.name].components.map(\.kind).filter { findings($0) == [] }
        if let kind = Self.named(found.help) {
            #expect(bearing.first == kind)
        } else {
            #expect(bearing == [] && found.help?.contains("no aggregate bears that here") == true, "\(bearing)")
        }
    }

    @Test("Liars leave out what alters honest numbers: what they lie about is what they trained to")
    func unaltered() throws {
        func trace(_ guards: String) throws -> [UInt64] {
            let fault = "[{byzantine: {agents: [a1, a2, a3, a4, a5, a6, b1, b2, b3, b4], attack: {scaled: 0.5}}}]"
            let text = Self.text(fault + guards, aggregate: "mean")
            return try Self.trace(Self.plan(text))
        }
        // Where all lie, a clip that leaves next to nothing of honest rows changes nothing.
        #expect(try trace("") == trace("\n      protect: [{clip: 1e-6}]"))
    }

    @Test(
        "Control variates are refused beside what makes no mean of them",
        arguments: ["aggregate: median", "server: optimizer", "protect: [{quantize: 4}]", "protect: [{clip: 1}]"])
    func pulls(axis: String) {
        let text = """
            concord: 1
            name: pulls
            seeds: [1]
            round: {steps: 5}
            rounds: 4
            environment: garnet
            learner: td
            optimizer: {sgd: {learning_rate: 0.1}}
            agents: [{name: a, count: 5}]
            federation:
              - scafflsa:
                  every: {rounds: 2}
                  \(axis)
            """
        let (study, findings) = Self.study(text)
        let error = findings.first { $0.code == .unfitAxes }
        #expect(study == nil && error?.message.contains("no longer sum to 0") == true, "\(findings.map(\.message))")
        #expect(error?.related != nil)
    }
}
