import Config
import Federation
import Learning
import TestSupport
import Testing

@testable import Experiment

@Suite("What concord bench measures")
struct SpeedBenchmarksTests {
    private let scratch: TemporaryDirectory
    private let benchmarks: SpeedBenchmarks

    init() throws {
        scratch = try TemporaryDirectory()
        benchmarks = SpeedBenchmarks(.standard, scratch: scratch.path, program: "/bin/true", effort: 0.001)
    }

    @Test("every part has figures, of things named once", arguments: SpeedPart.allCases)
    func parts(_ part: SpeedPart) throws {
        let figures = try benchmarks.run(part).figures
        #expect(!figures.isEmpty)
        #expect(Set(figures.map(\.name)).count == figures.count)
        for figure in figures {
            #expect(figure.part == part)
            #expect(figure.value > 0 && figure.value.isFinite, "\(figure.name)")
        }
    }

    @Test("every environment is measured")
    func environments() throws {
        let figures = try benchmarks.run(.environments).figures
        let ours = figures.filter { $0.unit == "ns" }
        #expect(ours.map(\.name) == Language.standard.environments.examples.map { "\($0.kind), one step" })
        #expect(figures.count == ours.count + 2 && figures.suffix(2).allSatisfy { $0.unit == "×" })
    }

    @Test("every learner is measured in every environment, or left out for a reason; none is left out everywhere")
    func learners() throws {
        let measured = try benchmarks.run(.learners)
        for (learner, _) in Language.standard.learners.examples {
            for (environment, _) in Language.standard.environments.examples {
                let name = "\(learner) on \(environment)"
                let has = measured.figures.contains {
                    $0.name.hasPrefix("\(name), 64-64") || $0.name.hasPrefix("\(name), per")
                }
                let lacks = measured.omissions.filter { $0.subject == learner && $0.partners.contains(environment) }
                #expect((has ? 1 : 0) + lacks.count == 1, "\(name)")
                #expect(lacks.allSatisfy { !$0.reason.isEmpty })
            }
            #expect(measured.figures.contains { $0.name.hasPrefix("\(learner) on ") })
        }
    }

    @Test("every method is measured with every learner, or left out for a reason; none is left out everywhere")
    func exchanges() throws {
        let measured = try benchmarks.run(.exchanges)
        for (method, product) in Language.standard.methods.examples where product != nil {
            for (learner, _) in Language.standard.learners.examples {
                let name = "\(method) among \(learner) agents"
                let has = measured.figures.contains { $0.name == name }
                let lacks = measured.omissions.filter { $0.subject == method && $0.partners.contains(learner) }
                #expect((has ? 1 : 0) + lacks.count == 1, "\(name)")
                #expect(lacks.allSatisfy { !$0.reason.isEmpty })
            }
            let isMeasured =
                measured.figures.contains { $0.name.hasPrefix("\(method) among ") }
                || measured.omissions.contains { $0.subject == method && $0.reason.hasPrefix("the same exchange") }
            #expect(isMeasured, "\(method)")
        }
    }

    @Test(
        "whatever method, learner and environment check lets into one spec trains and exchanges",
        arguments: Language.standard.methods.examples.filter { $0.product != nil }.map(\.kind))
    func combinations(_ kind: String) throws {
        let method = try #require(Language.standard.methods.examples.first { $0.kind == kind }).product
        var count = 0
        for learner in Language.standard.learners.examples {
            for environment in Language.standard.environments.examples {
                let combination = BenchmarkCombination(
                    language: .standard,
                    learner: (learner.kind, learner.product), environment: (environment.kind, environment.product),
                    method: (kind, try #require(method)), agents: 2)
                guard case .success(let plan) = combination.plan else { continue }
                var cell = try Cell(plan, publicStates: try StageStore.prepare(plan, 1), initial: nil)
                cell.exchange(after: cell.trainAlone())
                #expect(cell.ledger.total > 0, "\(kind) among \(learner.kind) agents on \(environment.kind)")
                count += 1
            }
        }
        #expect(count > 0)
    }

    @Test("acting, stepping and learning are parts of a learner's whole step")
    func split() throws {
        let figures = try benchmarks.run(.learners).figures.filter { $0.split != nil }
        #expect(!figures.isEmpty)
        for figure in figures {
            let split = try #require(figure.split)
            #expect(split.act >= 0 && split.step > 0 && split.learn >= 0, "\(figure.name)")
            #expect(abs(split.act + split.step + split.learn - figure.value) < 1e-6 * figure.value)
        }
    }

    @Test("an exchange that watches is timed with something to send")
    func memories() throws {
        let learner = try #require(Language.standard.learners.examples.first { $0.kind == "reinforce" })
        let environment = try #require(Language.standard.environments.examples.first { $0.kind == "cartpole" })
        let method = try #require(Language.standard.methods.examples.first { $0.kind == "frd" })
        let combination = BenchmarkCombination(
            language: .standard,
            learner: (learner.kind, learner.product), environment: (environment.kind, environment.product),
            method: (method.kind, try #require(method.product)), agents: 4)
        var cell = try Cell(try combination.plan.get(), publicStates: nil, initial: nil)
        _ = cell.advance(1)
        #expect(cell.exchanges[0].sharedTables[0].count > 0)
    }

    @Test("what a spec may not ask for is left out in the words of check")
    func refusal() throws {
        let learner = try #require(Language.standard.learners.examples.first { $0.kind == "a2c" })
        let environment = try #require(Language.standard.environments.examples.first { $0.kind == "pendulum" })
        let combination = BenchmarkCombination(
            language: .standard,
            learner: (learner.kind, learner.product), environment: (environment.kind, environment.product))
        let unfit = #expect(throws: BenchmarkCombination.Unfit.self) { try combination.plan.get() }
        #expect(unfit?.reason.contains("discrete actions") == true)
    }

    @Test("what a learner needs to act in a world, the benchmark gives it")
    func remedy() throws {
        let learner = try #require(Language.standard.learners.examples.first { $0.kind == "reinforce" })
        let environment = try #require(Language.standard.environments.examples.first { $0.kind == "pendulum" })
        let combination = BenchmarkCombination(
            language: .standard,
            learner: (learner.kind, learner.product), environment: (environment.kind, environment.product))
        let plan = try combination.plan.get()
        #expect(plan.agents[0].learner.values["policy"] == .object([.init("gaussian", .object([]))]))
    }

    @Test("a program that cannot be started is named")
    func noProgram() {
        let benchmarks = SpeedBenchmarks(.standard, scratch: scratch.path, program: "/no/such/program")
        let error = #expect(throws: StageError.self) { try benchmarks.run(.startUp) }
        #expect(error?.description.contains("/no/such/program") == true)
    }
}
