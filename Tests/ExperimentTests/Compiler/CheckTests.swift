import Config
import Determinism
import Diagnostics
import Learning
import Testing

@testable import Experiment

@Suite("Checks that the present catalogue cannot trigger, and checks over arms")
struct CheckTests {
    @Test("Spaces are compared by actions first, then by the observation's width")
    func spaces() {
        let names = ["x", "y"]
        let two = Spaces(observation: names, action: .discrete(count: 2))
        let three = Spaces(observation: names, action: .discrete(count: 3))
        let wide = Spaces(observation: names + ["z"], action: .discrete(count: 2))
        #expect(two.difference(from: two) == nil)
        #expect(two.difference(from: three) == "has 3 discrete actions, not 2 discrete actions")
        #expect(two.difference(from: wide) == "observes 3 numbers, not 2")
    }

    @Test("A learner that cannot act in its world is refused at the learner, beside the world's actions")
    func unfitSpaces() throws {
        let file = SourceFile(name: "spec.yaml", text: "learner: reinforce\nenvironment: cartpole\n")
        var findings = Findings()
        let node = try #require(YAMLReader.read(file, into: &findings))
        var provenance = Provenance()
        for entry in node.entries { provenance.record(entry.value.origin, at: entry.key) }
        let prototype = ResolvedVariant.Prototype(values: .null, provenance: provenance, span: nil, count: 1)
        var compiler = VariantCompiler(
            .standard, tree: node, files: SpecFiles(beside: "", trustsStatedContent: false), place: nil)
        let team = VariantCompiler.Team(prototype, in: .standard)
        let spaces = Spaces(observation: ["x"], action: .discrete(count: 3))
        let pairs = PairChooser(Settings(PairChooser.component.fields, .object([])))
        compiler.checkFit(of: pairs, in: Spaces(observation: ["x"], action: .discrete(count: 2)), team)
        #expect(compiler.findings.diagnostics.isEmpty)
        compiler.checkFit(of: pairs, in: spaces, team)
        let found = try #require(compiler.findings.diagnostics.first)
        #expect(found.code == .learnerUnfit)
        #expect(found.message == "pairs cannot act here: it chooses between two actions")
        #expect(found.span?.text == "reinforce")
        #expect(found.related?.span.text == "cartpole")
        #expect(found.related?.label == "3 discrete actions")
    }

    @Test("A file of first networks must have every agent's, in its shape")
    func initialNetworks() {
        let weights = Repository.root + "experiments/fedhpd/published/weights-20.h5"
        func found(_ hidden: String, _ settings: String = "", agents: String = "[{name: a1}, {name: b}]") -> [String] {
            let text = SpecText.text("initial: {file: \(weights)\(settings)}", agents: agents)
            return SpecText.found(text.replacing("hidden: [4]", with: "hidden: \(hidden)"))
        }
        #expect(found("[128]", ", agent: a1").isEmpty)
        #expect(found("[128]", agents: "[{name: a1}]").isEmpty)
        #expect(found("[128]") == ["11:17 initial/unfit"])
        #expect(found("[64]") == ["11:17 initial/unfit", "11:17 initial/unfit"])
        #expect(found("[128, 128]", ", agent: a1", agents: "[{name: c, count: 5}]") == ["11:17 initial/unfit"])
        let column = 17 + weights.count + ", agent: ".count
        #expect(found("[128]", ", agent: nobody", agents: "[{name: a1}, {name: b}]") == ["11:\(column) initial/unfit"])
    }

    @Test("Missing public states are told of beside a mistake in the method's own settings")
    func needsBesideMistakes() {
        let method = "federation: [{fedhpd: {passes: 0}}]"
        #expect(
            SpecText.found(SpecText.text(method)) == [
                "11:15 federation/needs-public-states", "11:32 spec/out-of-range",
            ])
        let states = "public_states: {uniform: {count: 2, ranges: {}}}\n"
        #expect(!SpecText.found(SpecText.text(states + method)).contains { $0.contains("needs-public-states") })
    }

    @Test("A mistake of the common part is reported once, whatever the number of arms")
    func once() {
        let arms = "arms: {w: {}, x: {rounds: 20}, y: {optimizer: sgd}, z: {network.hidden: [3]}}"
        let text = SpecText.text(arms).replacing("environment: cartpole", with: "environment: {cartpole: {gravty: 1}}")
        #expect(SpecText.found(text) == ["6:26 spec/unknown-key"])
    }

    @Test("A mistake of one arm is found although the others are right")
    func oneArm() {
        let arms = "arms: {x: {}, y: {agents.a.networks.policy: {hidden: [4, 4], activation: [relu]}}}"
        #expect(SpecText.found(SpecText.text(arms)) == ["11:74 network/activations"])
    }

    @Test("Edits cannot rename the study or nest arms", arguments: ["name", "seeds", "arms", "sweep", "concord"])
    func studyKeys(key: String) {
        #expect(SpecText.found(SpecText.text("arms: {x: {\(key): 5}}")) == ["11:12 edit/unknown-path"])
    }

    @Test(
        "An arm or a level that restores a default where there is none is refused at its own line",
        arguments: ["rounds", "round", "agents", "agents.a.name"])
    func noDefault(path: String) {
        #expect(SpecText.found(SpecText.text("arms: {x: {}, y: {\(path): default}}")) == ["11:19 spec/missing-key"])
        let level = SpecText.text("sweep: {f: {\(path): [default]}}")
        #expect(SpecText.found(level) == ["11:13 spec/missing-key"])
        let found = SpecText.compile(level).findings.diagnostics.first
        #expect(found?.message == "'\(path)' restores no default: '\(path.split(separator: ".").last ?? "")' has none")
    }

    @Test("Who names no entry of a list is told which there are, and not what there could be")
    func entries() {
        func help(_ federation: String, _ part: String) -> String? {
            let text = SpecText.text("federation: \(federation)\narms: {x: {federation.\(part).every.rounds: 5}}")
            return SpecText.compile(text).findings.diagnostics.first?.help
        }
        #expect(
            help("[parameter_average, {parameter_average: {name: two}}]", "0") == "there are: parameter_average, two")
        #expect(help("[parameter_average]", "parameter_averge") == "did you mean 'parameter_average'?")
        #expect(help("[parameter_average]", "fedporx") == "did you mean 'fedprox'?")
        #expect(help("[]", "0") == "the list is empty: give the whole list instead")
    }

    @Test("Agents that lack the same are counted, not their entries, and the optimizer advised is one")
    func lacking() throws {
        func lacking(_ agents: String) -> [Diagnostic] {
            let text = SpecText.text(agents: agents).replacing("optimizer: adam\n", with: "")
            return SpecText.compile(text).findings.diagnostics
        }
        let what = "no optimizer for the network 'policy'"
        #expect(
            lacking("[{name: a, count: 2}, {name: a_1-x}]").map(\.message) == ["agent 'a1' and 2 more have \(what)"])
        let members = lacking("[{name: a, count: 4, members: {a2: {learner: reinforce}, a3: {optimizer: adam}}}]")
        #expect(members.map(\.message) == ["agent 'a1' and 2 more have \(what)"])
        let help = try #require(lacking("[{name: a}]").first?.help)
        let advised = try #require(help.firstMatch(of: /`(.+?)`/)?.output.1)
        #expect(SpecText.found(SpecText.text().replacing("optimizer: adam", with: String(advised))).isEmpty)
    }

    @Test("Of two exchanges of one name, what is said of one stands at that one")
    func namesakes() {
        func warned(_ first: String, _ second: String) -> [String] {
            let text = SpecText.text("federation: [{parameter_average: \(first)}, {parameter_average: \(second)}]")
            let found = SpecText.compile(text).findings.diagnostics
            #expect(found.contains { $0.code == .duplicateExchange })
            return found.filter { $0.code == .exchangeNeverFires }.map { $0.span?.text ?? "–" }
        }
        let (never, often) = ("{every: {rounds: 11}}", "{every: {rounds: 3}}")
        #expect(warned(never, often) == ["{rounds: 11}"])
        #expect(warned(often, never) == ["{rounds: 11}"])
        #expect(warned(often, often) == [])
    }

    @Test("Learners without a discount say why to who writes one")
    func undiscounted() {
        let learners = Language.standard.learners.components.filter { $0.field("discount") == nil }.map(\.kind)
        #expect(!learners.isEmpty)
        for learner in learners {
            let text = SpecText.text().replacing("learner: reinforce", with: "learner: {\(learner): {discount: 0.9}}")
            let found = SpecText.compile(text).findings.diagnostics.filter { $0.code == .unknownKey }
            #expect(found.count == 1 && found.first?.help?.contains("nothing is discounted") == true, "\(found)")
        }
    }

    @Test("An arm named in a plan stays the arm's name, and is a directory")
    func names() {
        let text = SpecText.text("engine: \(CellPlan.engine)\narm: d5,every=10")
        #expect(SpecText.plans(text).first?.directory == "test/d5,every=10/seed-1")
    }

    @Test("A key that is only there to hold an anchor is unknown, and it is said where anchors stand")
    func anchored() {
        for text in ["x: &x {a: 1}", "x:\n  &x\n  a: 1"] {
            let found = SpecText.compile(SpecText.text(text)).findings.diagnostics
            #expect(found.map(\.message) == ["the spec has no key 'x'"])
            #expect(found.first?.help?.hasPrefix("an anchor has no key of its own") == true)
        }
        let found = SpecText.compile(SpecText.text("rouds: &x {a: 1}")).findings.diagnostics
        #expect(found.first?.help == "did you mean 'rounds'?")
        #expect(
            SpecText.compile(SpecText.text("x: {a: 1}")).findings.diagnostics.first?.help?.hasPrefix("its keys") == true
        )
    }

    @Test("Keys of plans are unknown to a spec, and no help offers them")
    func planKeys() throws {
        let found = SpecText.compile(SpecText.text("arm: d5")).findings.diagnostics
        #expect(found.map(\.message) == ["the spec has no key 'arm'"])
        #expect(found.first?.help == "did you mean 'arms'?")
        let help = SpecText.compile(SpecText.text("zzz: 1")).findings.diagnostics.first?.help ?? ""
        #expect(help.hasPrefix("its keys: concord, name, about, seeds, round, rounds, "))
        let keys = Vocabulary(Language.standard.spec).fields.map(\.path)
        for field in Language.standard.spec where field.isForPlans {
            #expect(!keys.contains(field.key) && Vocabulary(Language.standard.spec).fields(at: field.key).isEmpty)
        }
        #expect(Language.standard.spec.filter(\.isForPlans).map(\.key) == ["arm", "engine"])
    }

    @Test("Durations of optimizers are planned in rounds")
    func decay() throws {
        let decay = "optimizer: {adam: {decay: {step: {every: {episodes: 50}}}}}"
        let text = SpecText.text().replacing("optimizer: adam", with: decay).replacing(
            "{episodes: 1}", with: "{episodes: 5}")
        let plan = try #require(SpecText.plans(text).first)
        let every = plan.agents[0].optimizers[0].value.values["decay"]?["step"]?["every"]
        #expect(every == Duration(10, .rounds).canonical)
        let odd = text.replacing("{episodes: 50}", with: "{episodes: 52}")
        #expect(SpecText.found(odd) == ["9:42 time/not-in-rounds"])
    }

    @Test("A short name reaches below the kind that its method's default has, not the field's own default")
    func innerDefaults() throws {
        let mixfrd = """
            learner: a2c
            federation: [{mixfrd: {sort_by: cart_velocity}}]
            arms: {one: {}, other: {federation.mixfrd.digest.replay_supervised.mixup.adjacent.sort_by: cart_position}}
            """
        let text = SpecText.text(mixfrd).replacing("learner: reinforce\n", with: "")
        #expect(SpecText.compile(text).findings.diagnostics.filter { $0.severity == .error }.map(\.message) == [])
        let sorted = SpecText.plans(text).map { plan in
            plan.federation[0].values.leaf(at: "digest.replay_supervised.mixup.adjacent.sort_by")?.asText
        }
        #expect(sorted == ["cart_velocity", "cart_velocity", "cart_position", "cart_position"])
    }

    @Test(
        "Worlds whose numbers are in a wrong order are refused: written, drawn, or by an agent's or a world's position",
        arguments: [
            ("environment: {mountain_car: {minimum_position: 1}}", "", ["6:48 spec/out-of-order"]),
            (
                "environment: {mountain_car: {goal_velocity: {uniform: [0, 0.1]}}}", "", ["6:45 spec/out-of-order"]
            ),
            (
                "environment: {mountain_car: {goal_position: {values: [0.4, 0.9]}, maximum_position: {values: [0.5, 1]}}}",
                "", []
            ),
            (
                "environment: {mountain_car: {goal_position: {values: [0.4, 0.9]}, maximum_position: {values: [1, 0.5]}}}",
                "", ["6:45 spec/out-of-order"]
            ),
            (
                "environment: mountain_car",
                "worlds: {far: {count: 3, environment: {mountain_car: {minimum_position: {spread: [-1, 2]}, maximum_position: {spread: [3, 1]}}}}}",
                ["11:73 spec/out-of-order"]
            ),
            (
                "environment: {mountain_car: {minimum_position: -1}}",
                "worlds: {far: [{mountain_car: {maximum_position: -1, goal_position: -2}}]}", ["6:48 spec/out-of-order"]
            ),
        ])
    func orders(environment: String, more: String, found: [String]) {
        #expect(SpecText.found(SpecText.text(more).replacing("environment: cartpole", with: environment)) == found)
    }

    @Test("What a deterministic policy over controls cannot be asked for is refused: drawn actions, action values")
    func deterministic() throws {
        let text = SpecText.text("evaluation: {every: {rounds: 5}, policy: greedy}\nmeasure: [evaluation_return]")
            .replacing("environment: cartpole", with: "environment: pendulum")
            .replacing("learner: reinforce", with: "learner: ddpg")
        #expect(SpecText.found(text) == [])
        let drawn = text.replacing("policy: greedy", with: "policy: stochastic")
        #expect(SpecText.found(drawn) == ["11:42 evaluation/unfit"])
        let audit = text.replacing("[evaluation_return]", with: "[expectile_audit]")
        #expect(SpecText.found(audit) == ["12:11 measure/unfit"])
        // Arms of a study differ in whether there is an expectile network; DQN without one is null.
        let dqn = SpecText.text("measure: [expectile_audit]").replacing("learner: reinforce", with: "learner: dqn")
        #expect(SpecText.found(dqn) == [])
    }

    @Test(
        "A misspelled learner, world or optimizer is one mistake, and so are like ones of a list; keys of plans are not offered"
    )
    func misspelled() {
        for key in ["environment", "learner", "optimizer"] {
            let text = SpecText.text().replacing("\n\(key): ", with: "\n\(key.dropLast(2))x: ")
            let found = SpecText.compile(text).findings.diagnostics
            #expect(found.map(\.code) == [.unknownKey], "\(found.map(\.message))")
        }
        for more in ["measure: [aa, bb, cc, dd, ee]", "networks: {policy: {hidden: [1.5, 2.5, 3.5, 4.5, 5.5]}}"] {
            let found = SpecText.compile(SpecText.text(more)).findings.diagnostics
            #expect(found.count == 1 && found.first?.message.contains("4 more of the list") == true, "\(found)")
        }
        for more in ["evaluation: {every: {rounds: 5}, worlds: [aa, bb, cc, dd, ee]}", "train: [aa, bb, cc, dd, ee]"] {
            let found = SpecText.compile(SpecText.text(more)).findings.diagnostics
            #expect(found.count == 1 && found.first?.message.contains("4 more of the list") == true, "\(found)")
        }
        for mistake in [
            "optimizer: {adm: {}}", "environment: {cartpole: {pole_lenght: 1}}", "network: {hidden: [0]}",
            "learner: ddpg",
        ] {
            let agents = (1...5).map { "{name: a\($0), \(mistake)}" }.joined(separator: ", ")
            let found = SpecText.compile(SpecText.text(agents: "[\(agents)]")).findings.diagnostics
            #expect(
                found.count == 1 && found.first?.message.hasSuffix("; 4 more places are like it") == true, "\(found)")
            let arms = (1...5).map { "a\($0): {agents.a.\(mistake)}" }.joined(separator: ", ")
            let armed = SpecText.compile(SpecText.text("arms: {\(arms)}")).findings.diagnostics
            #expect(
                armed.count == 1 && armed.first?.message.hasSuffix("; 4 more places are like it") == true, "\(armed)")
        }
        let worlds = SpecText.compile(SpecText.text(agents: "[{name: a, worlds: own}]")).findings.diagnostics
        #expect(worlds.map(\.code) == [.unknownKey] && worlds.first?.help?.contains("world'") == false, "\(worlds)")
        let round = SpecText.compile(SpecText.text().replacing("{episodes: 1}", with: "1")).findings.diagnostics
        #expect(round.first?.help?.hasPrefix("round: {episodes: 1}") == true, "\(round)")
    }
}
