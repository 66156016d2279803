import Config
import Diagnostics

extension RolloutStates {
    /// Snapshots are of the training, and there are no more clusters than states.
    func check(_ check: inout SourceCheck) {
        checkSnapshots(&check)
        if let (agent, why) = misfit {
            check.refuse(
                .learnerUnfit, "the adapter of the virtual agent '\(agent)' does not fit its world: \(why.reason)",
                at: check.span(Self.virtualAgents) ?? check.span,
                help: "\(Self.virtualAgents): [{adapter: none}], or \(why.help)")
        }
        guard let clusters, clusters > mostVisited else { return }
        check.refuse(
            .outOfRange, "\(clusters) clusters of states, but the rollouts visit at most \(mostVisited)",
            at: check.span("select.clusters.count") ?? check.span("select") ?? check.span,
            related: check.span("episodes").map { .init($0, "episodes of each snapshot") },
            help: "ask for fewer clusters, or roll out more episodes or snapshots")
    }

    private func checkSnapshots(_ check: inout SourceCheck) {
        let (from, to, length) = (snapshots.from, snapshots.to, training.count)
        guard training.unit == .rounds, from > to || to > length else { return }
        check.refuse(
            .snapshotsOutside, "snapshots from round \(from) to \(to) of a training of \(length) rounds",
            at: check.span("snapshots.\(from > to ? "from" : "to")"),
            related: check.span("train").map { .init($0, "the training") }, help: "1 ≤ from ≤ to ≤ \(length)")
    }
}
