import Config
import Determinism
import Testing

@testable import Learning

@Suite("Finite worlds: what settings draw, and that what is played is the model")
struct FiniteEnvironmentTests {
    private func garnet(_ members: (String, CanonicalValue)...) throws -> FiniteModel {
        try #require(Garnet(Settings(Garnet.component.fields, .object(sorting: members))).model)
    }

    private func random(_ members: (String, CanonicalValue)...) throws -> FiniteModel {
        try #require(RandomMDP(Settings(RandomMDP.component.fields, .object(sorting: members))).model)
    }

    @Test("Every world with a model plays it: steps have its rewards, and their frequencies are its probabilities")
    func frequencies() throws {
        let worlds: [any Environment] = [
            RandomMDP(Settings(RandomMDP.component.fields, .object([]))),
            WindyCliff(Settings(WindyCliff.component.fields, .object(sorting: [("rows", .integer(2))]))),
            Garnet(
                Settings(
                    Garnet.component.fields,
                    .object(sorting: [("observation", .text("state")), ("states", .integer(6))])
                )),
        ]
        for environment in worlds {
            let model = try #require(environment.model)
            let shape = NetworkShape(
                inputs: model.states, hidden: [], activation: .identity, outputs: model.actions)
            let actor = Actor(
                Network(zeros: shape), .uniform, activations: Activations(shape, capacity: 1), keepsActivations: false)
            let tape = Tape(environment.spaces)
            var world = environment.world(.training(StreamKey(seed: 4, owner: "agent/a")))
            _ = world.roll(actor, until: .steps(40_000), onto: tape)
            func state(_ step: Int) -> Int? {
                let row = UnsafeBufferPointer(start: tape.observations + step * model.states, count: model.states)
                #expect(row.reduce(0, +) == 1)
                return row.firstIndex(of: 1)
            }
            var visits = [Int](repeating: 0, count: model.states * model.actions)
            var counts = [Int](repeating: 0, count: model.successors.count)
            for step in 0..<tape.count - 1 where tape.ends[step] == .none {
                let (from, to) = (try #require(state(step)), try #require(state(step + 1)))
                let row = from * model.actions + Int(tape.actions[step])
                #expect(tape.rewards[step] == model.rewards[row])
                visits[row] += 1
                let place = model.range(state: from, action: Int(tape.actions[step])).first {
                    model.successors[$0] == Int32(to)
                }
                counts[try #require(place)] += 1
            }
            #expect(visits.contains { $0 > 50 })
            for row in visits.indices where visits[row] > 50 {
                for place in Int(model.starts[row])..<Int(model.starts[row + 1]) {
                    let p = model.probabilities[place]
                    let deviation = (Double(visits[row]) * p * (1 - p)).squareRoot()
                    // Five standard deviations of a binomial count, a step more for the skewed ones.
                    #expect(abs(Double(counts[place]) - Double(visits[row]) * p) <= 5 * deviation + 1)
                }
            }
        }
    }

    @Test("A Garnet's rows have `branching` successors of nearly equal weight, its features sum to one")
    func garnet() throws {
        let model = try garnet(("seed", .integer(42)), ("branching", .integer(3)))
        for row in 0..<60 { #expect(model.starts[row + 1] - model.starts[row] == 3) }
        // Weights between 1 and 1.02, three to a row.
        #expect(model.probabilities.allSatisfy { $0 >= 1 / 3.04 && $0 <= 1.02 / 3.02 })
        #expect(Set(model.probabilities).count > 100)
        for state in 0..<30 {
            let row = model.features[(state * 8)..<(state * 8 + 8)]
            #expect(abs(row.reduce(0, +) - 1) < 1e-15 && row.allSatisfy { $0 > 0 })
            #expect(
                model.rewards[2 * state] == model.rewards[2 * state + 1] && (0..<1).contains(model.rewards[2 * state]))
        }
        let few = try garnet(("states", .integer(2)), ("branching", .integer(9)))
        #expect(few.successors == [0, 1, 0, 1, 0, 1, 0, 1])
    }

    @Test("Garnets of one seed share all but jitter, kernel number and sign")
    func copies() throws {
        let first = try garnet(("kernels", .integer(2)))
        let other = try garnet(("kernels", .integer(2)), ("instance", .integer(7)), ("kernel", .integer(2)))
        #expect(first.successors == other.successors && first.probabilities != other.probabilities)
        #expect(first.features == other.features && first.rewards == other.rewards)
        #expect(ModelHeterogeneity([first, other]).kernels < 0.01)
        let odd = try garnet(("kernels", .integer(2)), ("kernel", .integer(1)), ("reward_sign", .integer(-1)))
        #expect(odd.successors != first.successors && odd.features == first.features)
        #expect(odd.rewards == first.rewards.map { -$0 })
        let same = try garnet(("kernel", .integer(1)))
        #expect(same == (try garnet()))
        let noisy = try garnet(("reward_jitter", .number(0.02)), ("instance", .integer(7)))
        let gains = zip(noisy.rewards, first.rewards).map { $0 - $1 }
        #expect(gains.allSatisfy { (0..<0.02 + 1e-15).contains($0) } && Set(gains).count > 20)
        #expect(try garnet(("seed", .integer(1))).features != first.features)
    }

    @Test("Random processes of one seed share rewards; instances have kernels of their own")
    func instances() throws {
        let (one, two) = (try random(), try random(("instance", .integer(1))))
        #expect(one.rewards == two.rewards && one.successors != two.successors)
        #expect(try random(("seed", .integer(1))).rewards != one.rewards)
        // Without heterogeneity all are the center; halfway, the mean of center and own kernel.
        let center = try random(("heterogeneity", .number(0)))
        #expect(center == (try random(("heterogeneity", .number(0)), ("instance", .integer(9)))))
        let half = try random(("heterogeneity", .number(0.5)), ("instance", .integer(1)))
        let policy = (0..<25).map { $0 % 5 == 2 ? 1.0 : 0 }
        let mean = zip(center.chain(under: policy), two.chain(under: policy)).map { ($0 + $1) / 2 }
        #expect(zip(half.chain(under: policy), mean).allSatisfy { abs($0 - $1) < 1e-15 })
        #expect(
            abs(ModelHeterogeneity([center, half]).kernels * 2 - ModelHeterogeneity([center, two]).kernels) < 1e-15)
    }

    @Test("Supports have the density asked for, and complementary ones do not meet the center's")
    func supports() throws {
        let wide = try random(("states", .integer(60)), ("actions", .integer(20)), ("support", .number(0.3)))
        // 72 000 draws with p = 0.3: 21 600 ± 123; five standard deviations.
        #expect(abs(wide.successors.count - 21_600) < 615)
        let members: [(String, CanonicalValue)] = [("supports", .text("complementary")), ("support", .number(0.5))]
        let center = try random(members[0], members[1], ("heterogeneity", .number(0)))
        let own = try random(members[0], members[1], ("instance", .integer(3)))
        for row in 0..<25 {
            let one = Set(center.successors[Int(center.starts[row])..<Int(center.starts[row + 1])])
            let other = Set(own.successors[Int(own.starts[row])..<Int(own.starts[row + 1])])
            #expect(one.union(other).count == 5 && one.isDisjoint(with: other) && !one.isEmpty && !other.isEmpty)
        }
        #expect(abs(ModelHeterogeneity([center, own]).kernels - 1) < 1e-15)
    }

    @Test("Rows of every finite world in the catalogue are distributions", arguments: EnvironmentLaws.kinds)
    func distributions(kind: String) throws {
        let environment = try EnvironmentLaws.environment(kind)
        #expect((environment.model != nil) == (environment is any FiniteEnvironment))
        guard let model = environment.model else { return }
        for state in 0..<model.states {
            for action in 0..<model.actions {
                let range = model.range(state: state, action: action)
                #expect(abs(model.probabilities[range].reduce(0, +) - 1) < 1e-14)
                #expect(model.probabilities[range].allSatisfy { $0 > 0 })
                #expect(zip(model.successors[range], model.successors[range].dropFirst()).allSatisfy { $0 < $1 })
            }
        }
        #expect(abs(model.start.reduce(0, +) - 1) < 1e-14)
    }
}
