/// A learner whose agents can be asked for action distributions, and fitted to some.
public protocol Answering: Learner {
    /// Answers a question of the federation about member `index`: one row.
    func answer(
        _ query: Query, by state: State, member index: Int, _ block: Block, into row: Rows, _ scratch: inout Scratch)
    /// Has member `index` take one optimizer step toward targets of the federation.
    func fit(
        _ state: inout State, member index: Int, _ block: Block, to target: Target, _ round: Round,
        _ scratch: inout Scratch)
}
