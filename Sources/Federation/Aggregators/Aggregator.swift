public import Config
public import Learning

/// How the server makes one result of many rows: one axis of an exchange.
public protocol Aggregator: Configurable {
    /// Whether the result is linear in the rows, as a secure sum needs.
    var isLinear: Bool { get }
    /// Combines `rows` under `weights` (one per row, summing to 1) into the single row of `result`.
    func combine(_ rows: Rows, weights: [Float], into result: Rows)
}
