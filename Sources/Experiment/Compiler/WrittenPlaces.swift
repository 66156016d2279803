import Config
import Diagnostics

/// Where a spec's tree has what no field of a plan tells the place of.
struct WrittenPlaces: Sendable {
    /// The measures by their names.
    let measures: [String: SourceSpan]
    /// The public states, and the networks and the optimizer that all agents have.
    let publicStates, network, optimizer: SourceSpan?
    /// Whether other agents go on from what these learn.
    let hasSecondStage: Bool

    init(_ tree: Node) {
        func key(_ name: String) -> SourceSpan? { tree.entries.first { $0.key == name }?.keySpan }
        (publicStates, network, optimizer) = (key("public_states"), key("network"), key("optimizer"))
        hasSecondStage = tree["adaptation"] != nil
        let named = (tree["measure"]?.elements ?? []).compactMap { node in
            node.entries.first.flatMap { entry in (entry.keySpan ?? node.span).map { (entry.key, $0) } }
        }
        measures = Dictionary(named, uniquingKeysWith: { first, _ in first })
    }
}
