import Config
import Determinism
import Testing

@testable import Learning

/// Plans over a finite horizon against formulas written from means, where the learners work with sums.
@Suite("Plans over a finite horizon")
struct EpisodicPlanTests {
    static let (horizon, states, actions) = (3, 4, 3)

    static func members(_ count: Int, seed: Int = 0) -> [Member] {
        let environment = Language.learning[Environments.name].make(
            Choice(
                .object([
                    .init(
                        "episodic_mdp",
                        .object([
                            .init("actions", .integer(actions)), .init("horizon", .integer(horizon)),
                            .init("seed", .integer(seed)), .init("states", .integer(states)),
                        ]))
                ])))
        return (0..<count).map { index in
            let key = StreamKey(seed: 3, owner: "agent/\(index)")
            var member = Member(
                name: "\(index)", key: key, world: environment.world(.training(key)), designs: [:], optimizers: [:])
            member.isPlannedFor = true
            return member
        }
    }

    static func learner(_ bonus: String = "without_logarithms") throws -> UCBVI {
        let settings = CanonicalValue.object([.init("bonus", .text(bonus))])
        return try #require(
            Language.learning[Learners.name].make(Choice(.object([.init("ucbvi", settings)]))) as? UCBVI)
    }

    /// Q of all agents' experience by the formulas of the published program: means weighted by visits.
    static func expected(_ state: UCBVI.State, step: Int, next: [Double]) -> [Double] {
        let agents = state.q.shape[0]
        return (0..<states * actions).map { pair in
            var (total, values, moments, squares) = (0.0, 0.0, 0.0, 0.0)
            for agent in 0..<agents {
                let first = (((agent * horizon + step) * states * actions) + pair) * (states + 2)
                let seen = Array(state.experience.elements[first..<first + states + 2])
                guard seen[states] > 0 else { continue }
                let chances = seen[..<states].map { $0 / seen[states] }
                let mean = zip(chances, next).reduce(0) { $0 + $1.0 * $1.1 }
                total += seen[states]
                values += seen[states] * (seen[states + 1] + mean)
                moments += seen[states] * mean
                squares += seen[states] * zip(chances, next).reduce(0) { $0 + $1.0 * $1.1 * $1.1 }
            }
            guard total > 0 else { return Double(horizon) }
            let variance = squares / total - moments * moments / (total * total)
            let bonus =
                total >= 2
                ? Double(horizon) / total + (max(variance, 0) / total).squareRoot() : Double(horizon)
            return min(values / total + bonus, Double(horizon))
        }
    }

    @Test("Agents that plan together have the published program's Q of all their counts", arguments: [1, 2, 5])
    func together(agents: Int) throws {
        let learner = try Self.learner()
        var block = Block(members: Self.members(agents))
        var (state, scratch) = (learner.initial(block), learner.scratch(block))
        let planner = try #require(learner.planner(in: block.members[0].world))
        for round in 1...40 {
            learner.train(&state, &block, Round(round, length: Duration(2, .episodes)), &scratch)
            guard round.isMultiple(of: 5) else { continue }
            var next = [Double](repeating: 0, count: Self.states)
            for step in (0..<Self.horizon).reversed() {
                var mean = [Double](repeating: 0, count: planner.sums)
                var row = mean
                for agent in 0..<agents {
                    learner.sum(state, member: agent, step: step, into: &row)
                    for index in row.indices { mean[index] += row[index] }
                }
                for index in mean.indices { mean[index] /= Double(agents) }
                var plan = [Double](repeating: 0, count: planner.answers)
                planner.plan(mean, Double(agents), &plan)
                let wanted = Self.expected(state, step: step, next: next)
                // A variance of 0 may be 1e-17 by either way of summing, and its root 3e-9.
                #expect(zip(plan, wanted).allSatisfy { abs($0 - $1) < 1e-7 })
                for agent in 0..<agents { learner.take(&state, member: agent, step: step, plan) }
                next = (0..<Self.states).map { place in
                    wanted[place * Self.actions..<(place + 1) * Self.actions].reduce(0, max)
                }
            }
        }
        #expect(state.plannings.elements == [Int](repeating: 8, count: agents))
        let visits = stride(from: Self.states, to: state.experience.elements.count, by: Self.states + 2)
            .reduce(0) { $0 + state.experience.elements[$1] }
        #expect(visits == Double(agents * 80 * Self.horizon), "no count is reset")
    }

    @Test("An agent that nobody plans for plans when something was seen twice as often, and not otherwise")
    func alone() throws {
        let learner = try Self.learner()
        var block = Block(members: Self.members(1))
        block.members[0].isPlannedFor = false
        var (state, scratch) = (learner.initial(block), learner.scratch(block))
        for round in 1...300 {
            let before = state
            learner.train(&state, &block, Round(round, length: Duration(1, .episodes)), &scratch)
            let pairs = Self.horizon * Self.states * Self.actions
            let hasDoubled = (0..<pairs).contains { pair in
                let place = pair * (Self.states + 2) + Self.states
                let (was, now) = (before.experience.elements[place], state.experience.elements[place])
                return now > was && now >= 2 * before.planned.elements[pair]
            }
            #expect(state.plannings.elements[0] - before.plannings.elements[0] == (hasDoubled ? 1 : 0))
            if !hasDoubled { #expect(state.q == before.q && state.policy == before.policy) }
        }
        #expect(state.plannings.elements[0] < 200)
    }

    @Test("The bound with δ is Maurer & Pontil's")
    func bernstein() throws {
        let planner = try #require(try Self.learner("bernstein").planner(in: Self.members(1)[0].world))
        let pairs = Self.states * Self.actions
        var (sums, plan) = ([Double](repeating: 0, count: 4 * pairs), [Double](repeating: 0, count: 2 * pairs))
        // A thousand visits, values of 0 and 1 equally often, rewards of 0.25.
        (sums[0], sums[pairs], sums[2 * pairs], sums[3 * pairs]) = (750, 500, 500, 1000)
        planner.plan(sums, 1, &plan)
        // ln(2 · 4 · 3 · 3/0.05) = 7.27239839…
        let logarithm = 7.272398392
        let bonus = (2 * 0.25 * logarithm / 1000).squareRoot() + 7 * 3 * logarithm / (3 * 999)
        #expect(abs(plan[0] - (0.75 + bonus)) < 1e-8 && plan[pairs] == 1000)
        #expect(plan[1] == 3 && plan[pairs + 1] == 0, "what was never seen is hoped for whole")
    }

    @Test("Backward induction is the best of all policies, and worth what enumeration says")
    func induction() throws {
        let model = try #require(Self.members(1)[0].world.model)
        #expect(model.layers == Self.horizon && model.layerStates == Self.states)
        // By hand: what a policy is worth from every path.
        func worth(_ policy: [Int]) -> Double {
            func from(_ state: Int, _ step: Int) -> Double {
                guard step < Self.horizon else { return 0 }
                let place = state - model.firstState(atStep: step)
                let row = state * model.actions + policy[step * Self.states + place]
                return model.range(state: row / model.actions, action: row % model.actions)
                    .reduce(model.rewards[row]) {
                        $0 + model.probabilities[$1] * from(Int(model.successors[$1]), step + 1)
                    }
            }
            return (0..<Self.states).reduce(0) { $0 + model.start[$1] * from($1, 0) }
        }
        var stream = StreamKey(seed: 1, owner: "test").stream(.draw)
        let best = model.bestReturn(horizon: Self.horizon)
        for _ in 0..<200 {
            let policy = (0..<Self.horizon * Self.states).map { _ in stream.index(below: Self.actions) }
            let value = model.episodicReturn(of: policy, horizon: Self.horizon)
            #expect(abs(value - worth(policy)) < 1e-12)
            #expect(value <= best + 1e-12)
        }
        // Greedy in the last steps by hand is as good as it gets.
        var policy = [Int](repeating: 0, count: Self.horizon * Self.states)
        for place in policy.indices.reversed() {
            policy[place] =
                (0..<Self.actions).max { one, other in
                    func value(_ action: Int) -> Double {
                        var copy = policy
                        copy[place] = action
                        let (step, state) = (place / Self.states, place)
                        func from(_ state: Int, _ step: Int) -> Double {
                            guard step < Self.horizon else { return 0 }
                            let row = state * model.actions + copy[state]
                            return model.range(state: state, action: copy[state]).reduce(model.rewards[row]) {
                                $0 + model.probabilities[$1]
                                    * from(step + 1 < Self.horizon ? Int(model.successors[$1]) : 0, step + 1)
                            }
                        }
                        return from(state, step)
                    }
                    return value(one) < value(other)
                } ?? 0
        }
        #expect(abs(model.episodicReturn(of: policy, horizon: Self.horizon) - best) < 1e-12)
    }

    @Test("Optimistic Q-learning steps as the sources say, visit by visit")
    func steps() throws {
        let learner = try #require(
            Language.learning[Learners.name].make(Choice(.object([.init("ucb_hoeffding", .object([]))])))
                as? UCBHoeffding)
        var block = Block(members: Self.members(1))
        block.members[0].isPlannedFor = false
        var (state, scratch) = (learner.initial(block), learner.scratch(block))
        let pairs = Self.states * Self.actions
        for round in 1...200 {
            let before = state
            learner.train(&state, &block, Round(round, length: Duration(1, .episodes)), &scratch)
            for place in 0..<Self.horizon * pairs where state.visits.elements[place] > before.visits.elements[place] {
                let time = state.visits.elements[place]
                #expect(time == before.visits.elements[place] + 1)
                let rate = Double(Self.horizon + 1) / (Double(Self.horizon) + time)
                let spread =
                    (1 - rate) * (1 - rate) * before.spread.elements[place] + rate * rate
                let ahead = Double(Self.horizon - place / pairs - 1)
                #expect(abs(state.spread.elements[place] - spread) < 1e-15)
                #expect(
                    abs(state.q.elements[place] - state.means.elements[place] - 2 * ahead * spread.squareRoot()) < 1e-12
                )
                // The target is between the reward alone and the reward with all that is hoped for.
                let target = (state.means.elements[place] - (1 - rate) * before.means.elements[place]) / rate
                #expect(target >= -1e-9 && target <= 1 + 2 * ahead * Double(Self.horizon) + 1e-9)
            }
            #expect(state.fresh.elements.allSatisfy { $0 == 0 })
        }
        #expect(state.plannings.elements == [200])
    }

    @Test(
        "Optimistic Q-learning takes sums that no agent has sent, such as lies, without end or trap",
        arguments: [Double.infinity, 1e300, 1e15, -1, .nan])
    func lies(visits: Double) throws {
        let learner = try #require(
            Language.learning[Learners.name].make(Choice(.object([.init("ucb_hoeffding", .object([]))])))
                as? UCBHoeffding)
        var state = learner.initial(Block(members: Self.members(1)))
        var row = [Double](repeating: 0, count: 2 * Self.states * Self.actions)
        row[0] = 1
        row[Self.states * Self.actions] = visits
        let before = state.visits.elements[0]
        learner.take(&state, member: 0, step: 0, row)
        #expect((state.visits.elements[0] > before) == (visits > 0))
        #expect(state.plannings.elements == [1])
        #expect(state.flaw == nil)
    }

    @Test("Visits since the last update are counts")
    func fresh() throws {
        let learner = try #require(
            Language.learning[Learners.name].make(Choice(.object([.init("ucb_hoeffding", .object([]))])))
                as? UCBHoeffding)
        var state = learner.initial(Block(members: Self.members(1)))
        state.fresh.elements[2] = 17
        state.fresh.elements[3] = 2.5
        #expect(state.flaw == nil)
        for odd in [Double.infinity, 1e300, .nan, 0.5, -1] {
            state.fresh.elements[2] = odd
            #expect(state.flaw?.place == "fresh")
        }
    }
}
