import Numerics

/// Where every state and action of a finite world leads, as walks look it up: memory of its own, which its owner gives back.
struct Successions {
    private let starts: UnsafeMutablePointer<Int32>
    private let successors: UnsafeMutablePointer<Int32>
    /// How likely a successor or an earlier one of its row is; more than any draw from the last that can be drawn. As many as are
    /// looked at together follow the last row.
    private let sums: UnsafeMutablePointer<Double>
    /// The most successors of a row.
    private let most: Int

    init(_ model: FiniteModel) {
        starts = .room(model.starts)
        successors = .room(model.successors)
        let rows = 0..<model.states * model.actions
        let sums = rows.flatMap { row in
            CumulatedChances.sums(of: model.probabilities[Int(model.starts[row])..<Int(model.starts[row + 1])])
        }
        self.sums = .room(sums + [Double](repeating: 2, count: Self.padding))
        most = rows.map { Int(model.starts[$0 + 1] - model.starts[$0]) }.max() ?? 1
    }

    func deallocate() {
        starts.deallocate()
        successors.deallocate()
        sums.deallocate()
    }

    private static var padding: Int { CumulatedChances.few }

    /// The bytes that they take beside the model.
    static func bytes(of model: FiniteModel) -> Double {
        8 * Double(model.probabilities.count + padding) + 4 * Double(model.starts.count + model.successors.count)
    }

    /// The state that a uniform number chooses after a state and action.
    @inline(__always)
    func state(after row: Int, by draw: Double) -> Int {
        let first = Int(starts[row])
        return Int(successors[first &+ CumulatedChances.position(of: draw, in: sums + first, most: most)])
    }
}
