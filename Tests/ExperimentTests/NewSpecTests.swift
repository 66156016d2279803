import Config
import Diagnostics
import Federation
import Learning
import Testing

@testable import Experiment

@Suite("Starters with another world or learner")
struct NewSpecTests {
    private static let language = Language.standard

    private func starter(
        _ method: String, _ environment: String?, _ learner: String? = nil
    ) throws(UnfitStarter) -> StarterSpec {
        try StarterSpec(method, environment: environment, learner: learner, in: Self.language)
    }

    /// The plans of a starter's arms.
    private func plans(_ starter: StarterSpec, _ what: String) throws -> [CellPlan] {
        let (study, mistakes) = SpecText.compile(starter.text)
        let found = try #require(study, "\(what): \(mistakes.diagnostics.map(\.message))")
        let remarks = mistakes.diagnostics + found.remarks.diagnostics + found.idleFindings.diagnostics
        #expect(remarks.isEmpty, "\(what): \(remarks.map(\.message))")
        return found.cells.filter { $0.seed == found.seeds[0] }.map(found.plan)
    }

    @Test(
        "Whatever world is asked for, every arm can run there, with learners its methods are of; or it is said where any can",
        arguments: language.methods.components.map(\.kind))
    func crossed(_ method: String) throws {
        let own = try #require(Self.language.methods.method(method))
        var fitting: [String] = []
        var refusals: [UnfitStarter] = []
        for environment in Self.language.environments.components.map(\.kind) {
            let found: StarterSpec
            do throws(UnfitStarter) {
                found = try starter(method, environment)
            } catch {
                #expect(error.message.hasPrefix("no study of \(method) can run in \(environment): "))
                refusals.append(error)
                continue
            }
            fitting.append(environment)
            for plan in try plans(found, "\(method) in \(environment)") {
                #expect(plan.agents.first?.environment.kind == environment)
                let areAlike = plan.agents.allSatisfy { $0.environment == plan.agents[0].environment }
                #expect(!areAlike || !own.starter.hasUnlikeWorlds, "\(method): agents have one world in \(environment)")
                let isAdapted = plan.agents.allSatisfy { $0.adapter.kind != "none" }
                #expect(isAdapted || own.starter.adapter == nil, "\(method): nothing is adapted in \(environment)")
                let methods = [own] + plan.federation.compactMap { Self.language.methods.method($0.kind) }
                for learner in Set(plan.agents.map(\.learner.kind)) {
                    for one in methods {
                        #expect(one.isMethod(of: learner), "\(one.kind) with \(learner) in \(environment), \(plan.arm)")
                    }
                }
            }
        }
        #expect(fitting.contains(own.starter.environmentKind))
        for refusal in refusals {
            #expect(refusal.worlds == fitting && refusal.learners == [])
            #expect(refusal.help == "Worlds that fit: \(fitting.joined(separator: ", ")).\n")
        }
    }

    @Test(
        "With a learner that is asked for: one that a method is of has a study, any other is refused by naming those",
        arguments: language.methods.components.map(\.kind))
    func learners(_ method: String) throws {
        let own = try #require(Self.language.methods.method(method))
        for learner in Self.language.learners.components.map(\.kind) where !own.learners.isEmpty {
            let found: StarterSpec
            do throws(UnfitStarter) {
                found = try starter(method, nil, learner)
            } catch {
                #expect(!own.learners.contains(learner), "\(method) with \(learner): \(error.message)")
                #expect(error.message == "\(method) is no method of \(learner)" && error.learners == own.learners)
                continue
            }
            #expect(own.learners.contains(learner))
            for plan in try plans(found, "\(method) with \(learner)") {
                #expect(Set(plan.agents.map(\.learner.kind)) == [learner], "\(method)")
            }
        }
    }

    @Test(
        "A learner that a method does not take is refused in a spec by naming those it is of",
        arguments: ["fedhpd", "fed_ucbvi", "imavg"])
    func lacking(_ kind: String) throws {
        let method = try #require(Self.language.methods.method(kind))
        var count = 0
        for ground in CatalogueLaws.grounds where !method.isMethod(of: ground.starter.learnerKind) {
            let text = StarterSpec(method, on: ground, in: Self.language).text
            for error in SpecText.compile(text).findings.diagnostics where error.code == .learnerTakesNoPart {
                count += 1
                let learners = method.learners.joined(separator: ", ")
                #expect(error.help?.hasSuffix("; \(kind) is a method of \(learners)") == true, "\(error)")
            }
        }
        #expect(count > 0)
    }

    @Test("Another learner of a method has the settings of the first where it takes them: dqnavg's is not robust")
    func settings() throws {
        #expect(
            try starter("dqnavg", nil, "dqn").text.contains("learner: {dqn: {discount: 0.99, batch: 16, replay: 1000, ")
        )
        #expect(try !starter("dqnavg", nil, "dqn").text.contains("robust"))
        #expect(try starter("fedrdqn", "acrobot", "double_dqn").text.contains("robust: {omega: 0.1}"))
        #expect(try starter("fedmd", nil, "a2c").text.contains("    count: 10000\n"))
    }

    @Test("Where a world and a learner do not go together, worlds of the learner and learners of the world are named")
    func both() throws {
        let refusal = try #require(throws: UnfitStarter.self) { try starter("fedprox", "cartpole", "ddpg") }
        #expect(refusal.message.contains("can run in cartpole with ddpg: ddpg cannot act here"))
        #expect(refusal.worlds.contains("pendulum") && !refusal.worlds.contains("cartpole"))
        #expect(refusal.learners == ["ppo", "a2c", "reinforce", "dqn", "double_dqn"])
    }

    @Test("What a method says it is of, it says in its explanation and in the README, and its starter is of the first")
    func words() throws {
        let kinds = Self.language.learners.components.map(\.kind)
        func named(_ words: some StringProtocol) -> Set<String> {
            Set(String(words).split(whereSeparator: { !$0.isLetter && !$0.isNumber && $0 != "_" }).map(String.init))
                .intersection(kinds)
        }
        let rows = try String(contentsOfFile: Repository.root + "README.md", encoding: .utf8).split(separator: "\n")
            .map { $0.split(separator: "|") }.filter { $0.count == 4 }
        for method in Self.language.methods.components.compactMap({ Self.language.methods.method($0.kind) }) {
            #expect(Set(method.learners).isSubset(of: kinds), "\(method.kind)")
            #expect(method.learners.isEmpty || method.learners[0] == method.starter.learnerKind, "\(method.kind)")
            if let line = method.component.details.firstMatch(of: /learner: (.*)/)?.output.1, !line.contains("any") {
                #expect(named(line) == Set(method.learners), "\(method.kind)")
            }
            guard method.isExchange else { continue }
            let row = try #require(rows.first { $0[0].contains("`\(method.kind)`") }, "\(method.kind)")
            let others = row[0].split(separator: "`").compactMap { Self.language.methods.method(String($0)) }
            if row[2].contains("all") {
                #expect(others.allSatisfy { $0.learners.isEmpty }, "\(method.kind)")
            } else {
                #expect(named(row[2]) == Set(others.flatMap(\.learners)), "\(method.kind)")
            }
        }
    }

    @Test("The studies that people ask for first")
    func asked() throws {
        for (method, environment, learner, expected) in [
            ("fedhpd", "acrobot", nil, "reinforce"), ("parameter_average", "mountain_car", nil, "ppo"),
            ("parameter_average", "pendulum", "ddpg", "ddpg"), ("fedppo", "pendulum", nil, "ppo"),
            ("fedppo", "garnet", nil, "ppo"), ("fedprox", "pendulum", nil, "ppo"),
            ("dqnavg", "acrobot", "dqn", "dqn"), ("hfrl", "garnet", nil, "double_dqn"),
            ("scafflsa", nil, nil, "td"),
        ] as [(String, String?, String?, String)] {
            let text = try starter(method, environment, learner).text
            if let environment {
                #expect(text.contains("environment: \(environment)") || text.contains("environment: {\(environment)"))
            }
            #expect(text.contains("learner: {\(expected):") || text.contains("learner: \(expected)\n"), "\(method)")
        }
    }

    @Test("A starter's first measure is the first one of a study of its method, which is what its question asks")
    func firstMeasures() throws {
        var asked: [String: Set<String>] = [:]
        for path in StudyBits.studies {
            var findings = Findings()
            let compiled = Study.compile(Repository.root + "experiments/" + path, in: Self.language, into: &findings)
            let study = try #require(compiled, "\(path)")
            for plan in study.cells.filter({ $0.seed == study.seeds[0] }).map(study.plan) {
                for method in plan.federation { asked[method.kind, default: []].insert(plan.measures[0].measure.kind) }
            }
        }
        #expect(asked["fed_ucbvi"] == ["regret"] && asked.count > 30)
        for (method, kinds) in asked.sorted(by: { $0.key < $1.key }) {
            let first = try #require(try plans(starter(method, nil), method).first?.measures.first)
            #expect(kinds.contains(first.measure.kind), "\(method): \(first.measure.kind), \(kinds.sorted())")
        }
    }

    @Test("No line with words is longer than a hundred characters", arguments: language.methods.components.map(\.kind))
    func lines(_ method: String) throws {
        let text = try #require(StarterSpec(method, in: Self.language)).text
        for line in text.split(separator: "\n").dropFirst() where line.count > StarterSpec.width {
            let data = line.drop { $0 == " " || $0 == "#" }
            #expect(!line.hasPrefix("#") && !data.contains(" # "), "\(line)")
        }
        guard method == "fedhpd" else { return }
        #expect(
            text.contains("personal: []                      # Parts that are never uploaded and never overwritten\n"))
        #expect(text.contains("passes: 5                         # Times the public state set is gone through\n"))
        #expect(
            text.contains("protect: []                       # What protects uploads on their way, in this order\n"))
    }

    @Test("A method whose claim is about another one has it as an arm")
    func rivals() throws {
        for method in Self.language.methods.components.compactMap({ Self.language.methods.method($0.kind) }) {
            let text = try #require(StarterSpec(method.kind, in: Self.language)).text
            let (study, findings) = SpecText.compile(text)
            let arms = try #require(study, "\(method.kind): \(findings.diagnostics.map(\.message))").arms
            for rival in method.starter.rivals { #expect(arms.contains(rival)) }
        }
        let study = SpecText.compile(try #require(StarterSpec("scafflsa", in: Self.language)).text).study
        #expect(study?.arms == ["nofed", "fedlsa", "scafflsa"])
    }
}
