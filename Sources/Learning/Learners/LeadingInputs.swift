import Numerics

/// Room for what a network takes in front of observations: numbers of the agent's own, before each of many. Scratch, never saved.
///
/// Nobody has one whose networks take the observation alone.
final class LeadingInputs {
    /// Numbers in front.
    let count: Int
    /// Numbers behind them.
    private let observed: Int
    /// The numbers in front where they are constant; none where the agent trains its own.
    private let constant: [Float]
    /// `[own, observation]`, row by row.
    private let rows: UnsafeMutablePointer<Float>
    /// The same, for the step that is acted at.
    private let acted: UnsafeMutablePointer<Float>
    /// The gradient of a network's inputs, row by row; nil where the numbers in front are constant.
    let slopes: UnsafeMutablePointer<Float>?
    private var gradient: Network?

    /// Room for what a design asks for; nil where that is nothing.
    ///
    /// - Parameters:
    ///   - capacity: rows at a time.
    ///   - inputs: numbers that the network takes at all.
    init?(_ member: Member, _ role: NetworkRole, capacity: Int) {
        let design = member.inputs(of: role)
        guard design.width > 0 else { return nil }
        (count, observed) = (design.width, member.world.spaces.observation.count)
        let width = member.shape(of: role).inputs
        constant =
            if case .oneHot(let size) = design { (0..<size).map { $0 == member.place ? 1 : 0 } } else { [] }
        rows = .allocate(capacity: capacity * (count + observed))
        acted = .allocate(capacity: count + observed)
        guard constant.isEmpty else {
            slopes = nil
            return
        }
        slopes = .allocate(capacity: capacity * width)
        gradient = Network(zeros: NetworkShape(inputs: 0, hidden: [], activations: [], outputs: count))
    }

    deinit {
        rows.deallocate()
        acted.deallocate()
        slopes?.deallocate()
    }

    /// Floats of one agent's room.
    static func floats(_ member: Member, _ role: NetworkRole, capacity: Int) -> Int {
        let (design, observed) = (member.inputs(of: role), member.world.spaces.observation.count)
        let joined = (capacity + 1) * (design.width + observed)
        return switch design {
        case .observation: 0
        case .embedding: joined + capacity * member.shape(of: role).inputs + design.width
        case .oneHot: joined + design.width
        }
    }

    /// Writes the numbers in front.
    func write(_ own: Network?, to row: UnsafeMutablePointer<Float>) {
        for index in constant.indices { row[index] = constant[index] }
        guard let own else { return }
        row.update(from: own.parameters.pointer, count: count)
    }

    /// Observations behind the numbers in front, valid until the next ones are joined.
    func joined(_ own: Network?, _ observations: UnsafePointer<Float>, rows number: Int) -> UnsafePointer<Float> {
        let width = count + observed
        for row in 0..<number {
            let start = rows + row * width
            write(own, to: start)
            (start + count).update(from: observations + row * observed, count: observed)
        }
        return UnsafePointer(rows)
    }

    /// What an actor is to join its observations to.
    func acting(_ own: Network?) -> Actor.Lead {
        write(own, to: acted)
        return Actor.Lead(row: acted, count: count, observed: observed)
    }

    /// One optimizer step of an embedding down the ``slopes`` of so many rows.
    ///
    /// - Parameter width: numbers of a row of slopes.
    func descend(
        _ own: inout Network?, _ state: inout OptimizerState?, _ optimizer: (any Optimizer)?, rows number: Int,
        width: Int,
        roundsCompleted: Int
    ) {
        // Taken out and put back, so that they are changed in place.
        guard let optimizer, let slopes, var numbers = own.take(), var moments = state.take(),
            var slope = gradient.take()
        else { return }
        let sums = slope.parameters.mutablePointer
        for index in 0..<count {
            var sum: Float = 0
            for row in 0..<number { sum += slopes[row * width + index] }
            sums[index] = sum
        }
        optimizer.step(&numbers, gradient: slope, state: &moments, rate: optimizer.rate(after: roundsCompleted))
        (own, state, gradient) = (numbers, moments, slope)
    }
}
