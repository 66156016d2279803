import Config
import Determinism
import Learning

/// Worlds of one kind, compared by where one step leads from states and actions that are probed.
struct ProbedSteps {
    /// Distances over all probes and all pairs of agents.
    struct Distance: Equatable {
        var largest = 0.0
        var mean = 0.0
    }

    /// What was found.
    struct Found: Equatable {
        /// Of observations, by component in standard deviations of it over the probes.
        var observations = Distance()
        /// Of rewards.
        var rewards = Distance()
    }

    /// Unlike worlds, each once.
    private let worlds: [any Environment]
    /// How many agents each is the world of.
    private let counts: [Int]

    /// - Parameters:
    ///   - agents: their worlds, all of one kind and equal spaces.
    ///   - most: of more unlike worlds, so many first ones are compared.
    init(_ agents: [Choice], in language: Language, most: Int) {
        var distinct: [Choice] = []
        var counts: [Int] = []
        for world in agents {
            if let known = distinct.firstIndex(of: world) {
                counts[known] += 1
            } else if distinct.count < most {
                distinct.append(world)
                counts.append(1)
            }
        }
        worlds = distinct.map { language.environments.make($0) }
        self.counts = counts
    }

    /// What is found at so many probes, at most, with so many steps from each where steps are random; nil where the worlds can
    /// be in none of the probed states together.
    func distances(probes: Int, samples: Int, _ key: StreamKey) -> Found? {
        guard let first = worlds.first else { return nil }
        return distances(first, probes: probes, samples: samples, key)
    }

    private func distances<World: Environment>(_ first: World, probes: Int, samples: Int, _ key: StreamKey) -> Found? {
        let worlds = worlds.compactMap { $0 as? World }
        guard worlds.count == self.worlds.count else { return nil }
        let pairs = Self.probe(worlds, count: probes, key)
        guard !pairs.isEmpty else { return nil }
        let width = first.spaces.observation.count
        let scales = Self.scales(of: pairs.map { Self.observation($0.state, in: first) }, width: width)
        var (found, observed, rewarded) = (Found(), 0.0, 0.0)
        for (number, pair) in pairs.enumerated() {
            let outcomes = Self.outcomes(of: pair, in: worlds, samples: samples, key, number)
            for (index, one) in outcomes.enumerated() {
                for (other, outcome) in outcomes[..<index].enumerated() {
                    let weight = Double(counts[index] * counts[other])
                    let (observation, reward) = one.distances(from: outcome, width: width, scales)
                    found.observations.largest = max(found.observations.largest, observation)
                    found.rewards.largest = max(found.rewards.largest, reward)
                    observed += weight * observation
                    rewarded += weight * reward
                }
            }
        }
        let agents = counts.reduce(0, +)
        let weight = Double(agents * (agents - 1) / 2 * pairs.count)
        guard weight > 0 else { return found }
        found.observations.mean = observed / weight
        found.rewards.mean = rewarded / weight
        return found
    }

    /// A state and what is done there.
    private struct Pair<State> {
        let state: State
        let index: Int
        let controls: [Float]

        func with<Result>(_ body: (Action) -> Result) -> Result {
            controls.withUnsafeBufferPointer { controls in
                body(
                    controls.baseAddress.flatMap { controls.isEmpty ? nil : Action(control: $0) }
                        ?? Action(index: index))
            }
        }
    }

    /// Steps of agents who do anything in their own worlds, world by world in turn, where all worlds can be.
    private static func probe<World: Environment>(_ worlds: [World], count: Int, _ key: StreamKey) -> [Pair<
        World.State
    >] {
        var streams = worlds.indices.map { key.stream(.sampling, episode: $0) }
        var states = worlds.indices.map { worlds[$0].initial(&streams[$0]) }
        var steps = worlds.map { _ in 0 }
        var pairs: [Pair<World.State>] = []
        for number in 0..<count {
            let index = number % worlds.count
            let world = worlds[index]
            let pair = Pair(
                state: states[index], index: world.spaces.action.anyIndex(&streams[index]),
                controls: world.spaces.action.anyControls(&streams[index]))
            if worlds.allSatisfy({ $0.flaw(of: pair.state) == nil }) { pairs.append(pair) }
            let transition = pair.with { world.step(&states[index], $0, &streams[index]) }
            steps[index] += 1
            if transition.terminated || steps[index] == world.maximumSteps {
                states[index] = world.initial(&streams[index])
                steps[index] = 0
            }
        }
        return pairs
    }

    /// Where steps of one world lead.
    private struct Outcome {
        /// Sample after sample.
        var observations: [Float] = []
        var rewards: [Double] = []

        /// Observations of coupled samples, and sorted rewards.
        func distances(from other: Outcome, width: Int, _ scales: [Double]) -> (observation: Double, reward: Double) {
            let count = rewards.count
            var observed = 0.0
            for sample in 0..<count {
                var squares = 0.0
                for component in 0..<width {
                    let place = sample * width + component
                    let gap = (Double(observations[place]) - Double(other.observations[place])) / scales[component]
                    squares += gap * gap
                }
                observed += squares.squareRoot()
            }
            let rewarded = zip(rewards, other.rewards).reduce(0) { $0 + abs($1.0 - $1.1) }
            return (observed / Double(count), rewarded / Double(count))
        }
    }

    /// By world: one step, or so many where it is random; every world draws the same numbers.
    private static func outcomes<World: Environment>(
        of pair: Pair<World.State>, in worlds: [World], samples: Int, _ key: StreamKey, _ number: Int
    ) -> [Outcome] {
        var outcomes = worlds.map { _ in Outcome() }
        for sample in 0..<samples {
            var isRandom = false
            for (index, world) in worlds.enumerated() {
                var (state, stream) = (pair.state, key.stream(.draw, round: number, episode: sample))
                let transition = pair.with { world.step(&state, $0, &stream) }
                outcomes[index].observations += observation(state, in: world)
                outcomes[index].rewards.append(transition.reward)
                isRandom = isRandom || stream.position > 0
            }
            if sample == 0 && !isRandom { break }
        }
        for index in outcomes.indices { outcomes[index].rewards.sort() }
        return outcomes
    }

    private static func observation<World: Environment>(_ state: World.State, in world: World) -> [Float] {
        var row = [Float](repeating: 0, count: world.spaces.observation.count)
        row.withUnsafeMutableBufferPointer { row in
            if let base = row.baseAddress { world.observe(state, into: base) }
        }
        return row
    }

    /// The standard deviation of each component; 1 where it never changes.
    private static func scales(of rows: [[Float]], width: Int) -> [Double] {
        (0..<width).map { component in
            let deviation = StandardDeviation.of(rows.map { Double($0[component]) })
            return deviation > 0 ? deviation : 1
        }
    }
}

/// The spread of some numbers around their mean.
enum StandardDeviation {
    /// √((1/n) Σ (x − x̄)²); 0 of none.
    static func of(_ numbers: [Double]) -> Double {
        let count = Double(max(numbers.count, 1))
        let mean = numbers.reduce(0, +) / count
        return (numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count).squareRoot()
    }
}

extension ActionSpace {
    /// Any of the actions, all as likely; 0 in a box.
    fileprivate func anyIndex(_ stream: inout RandomStream) -> Int {
        guard case .discrete(let count) = self else { return 0 }
        return stream.index(below: count)
    }

    /// Any controls in the box; none where actions are discrete.
    fileprivate func anyControls(_ stream: inout RandomStream) -> [Float] {
        guard case .box(let low, let high) = self else { return [] }
        return zip(low, high).map { Float(stream.uniform(from: $0, to: $1)) }
    }
}
