import Experiment
import Federation

/// The processes that share a cell.
struct Company {
    let council: RankCouncil
    let launch: Launch

    /// How much of a cell may be had for a byte of this machine.
    var share: Double { Double(launch.size) / Double(launch.sizeHere) }

    /// `4 ranks, 2 of them here`.
    var words: String { "\(launch.size) ranks, \(launch.sizeHere) of them here" }
}
