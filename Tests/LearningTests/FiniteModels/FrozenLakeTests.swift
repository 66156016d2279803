import Config
import Determinism
import TestSupport
import Testing

@testable import Learning

@Suite("Frozen lakes and corridors: worlds in which episodes end")
struct FrozenLakeTests {
    private func lake(_ members: [(String, CanonicalValue)]) -> FrozenLake {
        FrozenLake(Settings(FrozenLake.component.fields, .object(sorting: members)))
    }

    @Test("Transitions, rewards, ends, starts and lengths are those of Gymnasium's tables", arguments: 0..<6)
    func tables(index: Int) throws {
        let facts = try Fixture.json("frozen-lake")
        let cases = try #require(facts["cases"]?.elements)
        let found = try #require(cases.indices.contains(index) ? cases[index] : nil)
        let settings = ["size", "map", "slippery", "success_rate"].compactMap { key in found[key].map { (key, $0) } }
        let world = lake(settings)
        let model = try #require(world.model)
        #expect(model.start == found["start"]?.elements.compactMap(\.asNumber))
        #expect(world.maximumSteps == facts["maximum_steps"]?["4x4"]?.asInteger)
        // What the table tells apart by the turn of a slip, and the model by where it leads.
        var chances = [Double](repeating: 0, count: model.states * model.actions * model.states)
        var rewards = chances
        var ends: [Bool?] = Array(repeating: nil, count: chances.count)
        for row in found["P"]?.elements ?? [] {
            let numbers = row.elements.compactMap(\.asNumber)
            let place = (Int(numbers[0]) * model.actions + Int(numbers[1])) * model.states + Int(numbers[3])
            chances[place] += numbers[2]
            rewards[place] = numbers[4]
            ends[place] = row.elements[5].asBoolean
        }
        var compared = 0
        for state in 0..<model.states {
            for action in 0..<model.actions {
                let first = (state * model.actions + action) * model.states
                var mean = 0.0
                for place in model.range(state: state, action: action) {
                    let cell = first + Int(model.successors[place])
                    #expect(chances[cell] == model.probabilities[place])
                    #expect(rewards[cell] == model.outcomeRewards[place])
                    #expect(ends[cell] == model.terminals[Int(model.successors[place])])
                    mean += chances[cell] * rewards[cell]
                    chances[cell] = 0
                    compared += 1
                }
                #expect(model.rewards[state * model.actions + action] == mean)
            }
        }
        // Outcomes that Gymnasium lists with probability 0, where nothing slips, are none of the model's.
        #expect(compared > 2 * model.states && chances.allSatisfy { $0 == 0 })
    }

    @Test("An episode ends where the model's does, with the reward of what was reached")
    func ends() throws {
        let world = lake([("map", .list([.text("SG"), .text("FH")])), ("slippery", .boolean(true))])
        var stream = StreamKey(seed: 1, owner: "agent/a").stream(.environment)
        var seen: Set<[Int]> = []
        for _ in 0..<500 {
            var state = world.initial(&stream)
            #expect(state.index == 0 && world.flaw(of: state) == nil)
            let transition = world.step(&state, Action(index: 2), &stream)
            seen.insert([state.index, Int(transition.reward), transition.terminated ? 1 : 0])
            #expect((world.flaw(of: state) == nil) == !transition.terminated)
        }
        // To the right the goal; slips lead down to the ice, or up, where the edge stops.
        #expect(seen == [[1, 1, 1], [2, 0, 0], [0, 0, 0]])
    }

    @Test("A corridor is left on the right for its sign, on the left for its negative, and is cut after ten steps")
    func corridor() throws {
        for sign in [1, -1] {
            let world = Corridor(
                Settings(Corridor.component.fields, .object(sorting: [("reward_sign", .integer(sign))])))
            var stream = StreamKey(seed: 1, owner: "agent/a").stream(.environment)
            for action in 0...1 {
                var state = world.initial(&stream)
                #expect(state.index == 5 && world.maximumSteps == 10)
                for step in 1...5 {
                    let transition = world.step(&state, Action(index: action), &stream)
                    #expect(transition.terminated == (step == 5))
                    #expect(transition.reward == (step == 5 ? Double(action == 1 ? sign : -sign) : 0))
                }
                #expect(state.index == (action == 1 ? 10 : 0))
            }
        }
    }
}
