import Config
import CAllocations
import Determinism
import Learning
import Testing

@testable import Experiment
@testable import Federation

@Suite("Hot loops allocate nothing", .enabled(if: counts_allocations(), "a sanitizer has its own malloc"))
struct AllocationTests {
    @Test("the counter sees an allocation")
    func counter() {
        let before = allocations_of_this_thread()
        let memory = UnsafeMutableRawPointer.allocate(byteCount: 100, alignment: 16)
        #expect(allocations_of_this_thread() == before + 1)
        memory.deallocate()
    }

    @Test("a learner's round, once its buffers have grown, allocates a few times whatever its length")
    func training() throws {
        for learner in Language.standard.learners.examples {
            for environment in Language.standard.environments.examples {
                let combination = BenchmarkCombination(
                    language: .standard,
                    learner: (learner.kind, learner.product), environment: (environment.kind, environment.product))
                guard case .success(let plan) = combination.plan else { continue }
                var population = try Cell(plan, publicStates: nil, initial: nil).population
                let length = plan.round
                for number in 1...40 { population.train(Round(number, length: length), 1) }
                var (steps, allocations, rounds) = (0, 0, 0)
                for number in 41...80 {
                    let before = allocations_of_this_thread()
                    population.train(Round(number, length: length), 1)
                    allocations += allocations_of_this_thread() - before
                    steps += population.scores[0].steps
                    rounds += 1
                }
                // A buffer may still double for the longest episode so far.
                #expect(allocations < rounds / 4, "\(learner.kind) on \(environment.kind): \(steps) steps")
            }
        }
    }

    @Test(
        "rounds of learners whose buffers have fixed sizes allocate nothing, of one agent or three", arguments: [1, 3])
    func training(agents: Int) throws {
        for kind in ["dqn", "double_dqn", "ddpg", "td", "sarsa", "value_iteration", "exact_policy_gradient"] {
            let learner = try #require(Language.standard.learners.examples.first { $0.kind == kind })
            var worlds = 0
            for environment in Language.standard.environments.examples {
                let combination = BenchmarkCombination(
                    language: .standard,
                    learner: (kind, learner.product), environment: (environment.kind, environment.product),
                    agents: agents)
                guard case .success(let plan) = combination.plan else { continue }
                var population = try Cell(plan, publicStates: nil, initial: nil).population
                // Beyond the transitions that are stored before the first is learned from.
                for number in 1...20 { population.train(Round(number, length: plan.round), 1) }
                let before = allocations_of_this_thread()
                for number in 21...30 { population.train(Round(number, length: plan.round), 1) }
                let allocations = allocations_of_this_thread() - before
                #expect(allocations == 0, "\(kind) on \(environment.kind)")
                worlds += 1
            }
            #expect(worlds > 0, "\(kind)")
        }
    }

    @Test(
        "rounds in which rollouts fill and are learned from allocate nothing", arguments: ["cartpole", "pendulum"],
        ["raw", "normalized"])
    func rollouts(environment: String, view: String) throws {
        let plan = BenchmarkStudy.plan(
            """
            concord: 1
            name: allocations
            seeds: [1]
            round: {steps: 50}
            rounds: 1000
            environment: \(environment)
            learner: {ppo: {rollout: 40, batch: 16, epochs: 2, observations: \(view)}}
            agents: [{name: a, count: 2}]
            """)
        var population = try Cell(plan, publicStates: nil, initial: nil).population
        for number in 1...20 { population.train(Round(number, length: plan.round), 1) }
        let before = allocations_of_this_thread()
        for number in 21...60 { population.train(Round(number, length: plan.round), 1) }
        #expect(allocations_of_this_thread() - before == 0)
    }

    @Test(
        "rounds of agents with numbers of their own in front of observations, or that normalize them, allocate nothing",
        arguments: ["dqn", "double_dqn", "ddpg"], ["embedding", "{one_hot: 2}", "observation"])
    func embedded(learner: String, inputs: String) throws {
        let plan = BenchmarkStudy.plan(
            """
            concord: 1
            name: allocations
            seeds: [1]
            round: {steps: 50}
            rounds: 1000
            environment: \(learner == "ddpg" ? "pendulum" : "cartpole")
            learner: {\(learner): {learning_starts: 20, replay: 500, observations: normalized}}
            network: {hidden: [16], inputs: \(inputs)}
            optimizer: adam
            agents: [{name: a}, {name: b}]

            """)
        var population = try Cell(plan, publicStates: nil, initial: nil).population
        for number in 1...20 { population.train(Round(number, length: plan.round), 1) }
        let before = allocations_of_this_thread()
        for number in 21...30 { population.train(Round(number, length: plan.round), 1) }
        #expect(allocations_of_this_thread() == before)
    }

    @Test(
        "an exchange of parameters that has fired once allocates nothing, where none are weighed or chosen and nothing is sealed"
    )
    func averaging() throws {
        for method in Language.standard.methods.examples {
            guard let composition = method.product, type(of: composition.upload).space == .parameter,
                composition.weighting.countsAlike, composition.ranking == nil, !composition.isProtected
            else { continue }
            var exchanges = 0
            for learner in Language.standard.learners.examples {
                let plans = Language.standard.environments.examples.lazy.compactMap { environment -> CellPlan? in
                    let combination = BenchmarkCombination(
                        language: .standard,
                        learner: (learner.kind, learner.product), environment: (environment.kind, environment.product),
                        method: (method.kind, composition), agents: 3)
                    guard case .success(let plan) = combination.plan else { return nil }
                    return plan
                }
                guard let plan = plans.first else { continue }
                var population = try Cell(plan, publicStates: nil, initial: nil).population
                var exchange = Exchange(composition, period: 1, among: population)
                var ledger = Ledger()
                func fire(_ number: Int) {
                    exchange.run(&population, &ledger, publicStates: nil, Round(number, length: plan.round), 1)
                }
                fire(1)
                let before = allocations_of_this_thread()
                for number in 2...11 { fire(number) }
                let allocations = allocations_of_this_thread() - before
                #expect(allocations == 0, "\(method.kind) of \(learner.kind)")
                exchanges += 1
            }
            #expect(exchanges > 0, "\(method.kind)")
        }
    }

    @Test("an exchange allocates by agents and repeats, not by public states")
    func exchanging() throws {
        func allocations(states count: Int) throws -> Int {
            let learner = try #require(Language.standard.learners.examples.first { $0.kind == "reinforce" }).product
            let environment = try #require(Language.standard.environments.examples.first { $0.kind == "cartpole" })
                .product
            let method = try #require(Language.standard.methods.examples.first { $0.kind == "fedhpd" }).product
            let composition = try #require(method)
            let combination = BenchmarkCombination(
                language: .standard,
                learner: ("reinforce", learner), environment: ("cartpole", environment),
                method: ("fedhpd", composition),
                agents: 3)
            let plan = try combination.plan.get()
            var population = try Cell(plan, publicStates: nil, initial: nil).population
            var exchange = Exchange(composition, period: 1, among: population)
            let states = PublicStates([Float](repeating: 0.1, count: count * 4), width: 4)
            var ledger = Ledger()
            let round = Round(1, length: plan.round)
            exchange.run(&population, &ledger, publicStates: states.batch, round, 1)
            let before = allocations_of_this_thread()
            exchange.run(&population, &ledger, publicStates: states.batch, round, 1)
            return allocations_of_this_thread() - before
        }
        let (few, many) = (try allocations(states: 20), try allocations(states: 2000))
        #expect(few == many)
    }
}
