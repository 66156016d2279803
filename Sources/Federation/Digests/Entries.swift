/// Entries to learn: states and distributions, row by row.
struct Entries: Sendable {
    var states: [Float]
    var policies: [Float]
    let count: Int
}
