import Determinism

/// One agent's walk in a round, beside those of others.
struct SarsaWalk {
    let walker: SarsaWalker
    /// θ, ξ and where φ² is added, as ``SarsaWalker`` has them.
    let weights: UnsafeMutablePointer<Double>
    let pull: UnsafePointer<Double>?
    let visits: UnsafeMutablePointer<Double>?
    let rate: Double
    var place: SarsaWalker.Place
    var stream: RandomStream

    /// How many agents walk beside one another: each waits for its own last step, and there are others to go on with.
    static let together = 4

    /// Walks so many steps, all agents step by step beside one another.
    static func walk(_ walks: UnsafeMutableBufferPointer<SarsaWalk>, steps: Int) {
        var left = steps
        while left > 0 {
            let count = min(left, SarsaWalker.stepsAtOnce)
            for index in walks.indices { walks[index].walker.draw(count, from: &walks[index].stream) }
            for step in 0..<count {
                for index in walks.indices { walks[index].step(step) }
            }
            left -= count
        }
    }

    @inline(__always)
    private mutating func step(_ step: Int) {
        walker.step(step, weights, from: &place, rate: rate, pull: pull, visits: visits)
    }
}
