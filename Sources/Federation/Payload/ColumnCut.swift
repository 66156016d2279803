/// Some columns of rows whose others are elsewhere: what is summed over columns is summed with those who have them.
///
/// Everybody who has some looks at the same rows in the same way, and comes to the same sums in the same order.
struct ColumnCut {
    /// The places of real columns among those that are here.
    let places: [Range<Int>]
    /// Gives everybody the numbers that all have, one's own among them, in the order of the columns.
    let gather: ([Double]) -> [Double]
}
