import Config
import Determinism
import TestSupport
import Testing

@testable import Federation
@testable import Learning

/// Federations of agents in given finite worlds, as a cell has them.
struct TabularFederation {
    var population: Population
    var exchanges: [Exchange]
    var ledger = Ledger()
    private var number = 0
    private let length: Duration

    init(
        _ models: [FiniteModel], learner: String, _ settings: CanonicalValue, rate: Double, method: String,
        length: Duration, seed: UInt64 = 1
    ) throws {
        let learners = models.map { _ in
            Language.federation[Learners.name].make(Choice(.object([.init(learner, settings)])))
        }
        let optimizer = Language.federation[Optimizers.name].make(
            Choice(.object([.init("sgd", .object([.init("learning_rate", .number(rate))]))])))
        let members = models.indices.map { index in
            Member(
                name: "a\(index)", key: StreamKey(seed: seed, owner: "agent/a\(index)"),
                world: KnownWorld(model: models[index]), designs: [:],
                optimizers: Dictionary(uniqueKeysWithValues: learners[0].optimized.map { ($0, optimizer) }))
        }
        population = Population(learners, members)
        let product = Language.federation[Methods.name].make(Choice(.object([.init(method, .object([]))])))
        exchanges = [Exchange(try #require(product), period: 1, among: population)]
        self.length = length
    }

    /// Puts every agent's part into a state.
    mutating func set(_ row: [Double]) { set([[Double]](repeating: row, count: population.count)) }

    mutating func set(_ rows: [[Double]]) {
        var flat = rows.flatMap(\.self)
        let part = population.parts(of: 0)[0]
        flat.withUnsafeMutableBytes { bytes in
            guard let base = bytes.baseAddress else { return }
            population.write(
                part, to: population.participants(Array(0..<population.count)),
                from: PartRows(part, base, count: rows.count))
        }
    }

    /// Trains a round without the exchange.
    mutating func train() {
        number += 1
        population.train(Round(number, length: length), among: &exchanges, 2)
    }

    /// Lets an exchange fire, the first one unless told.
    mutating func exchange(_ index: Int = 0) {
        exchanges[index].run(&population, &ledger, publicStates: nil, Round(number, length: length), 1)
    }

    /// The agents' rows of their only part.
    var rows: [[Double]] { population.onlyRows }

    /// What the exchange's digest adds to local updates, by agent; nothing where it adds nothing.
    var pulls: [[Double]] {
        guard let rows = exchanges[0].pulls(agents: population.count), let doubles = rows.doubles else { return [] }
        return (0..<population.count).map { agent in (0..<doubles.width).map { doubles.row(agent)[$0] } }
    }

    static func agree(_ one: [Double], _ other: [Double], within tolerance: Double = 1e-12) -> Bool {
        let scale = max(other.map(abs).max() ?? 1, 1e-300)
        return one.count == other.count && zip(one, other).allSatisfy { abs($0 - $1) <= tolerance * scale }
    }
}

/// A world that is nothing but its model.
private struct KnownWorld: World {
    let model: FiniteModel?
    let spaces = Spaces(observation: ["state"], action: .discrete(count: 1))
    let maximumSteps = 1
    let hasBegun = false

    mutating func roll(_ actor: Actor, until limit: Limit, onto tape: Tape) -> Score { Score() }
    func fresh(_ streams: WorldStreams) -> any World { self }
    func encode<Key: CodingKey>(into container: inout KeyedEncodingContainer<Key>, forKey key: Key) throws {}
    mutating func restore<Key: CodingKey>(from container: KeyedDecodingContainer<Key>, forKey key: Key) throws {}
}

extension Population {
    /// The agents' rows of their only part, of Float64.
    var onlyRows: [[Double]] {
        let part = parts(of: 0)[0]
        var flat = [Double](repeating: 0, count: count * part.width)
        flat.withUnsafeMutableBytes { bytes in
            guard let base = bytes.baseAddress else { return }
            read(part, from: Array(0..<count), into: PartRows(part, base, count: count))
        }
        return (0..<count).map { Array(flat[($0 * part.width)..<(($0 + 1) * part.width)]) }
    }
}
