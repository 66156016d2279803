import Config
import Determinism
import Learning
import Numerics

/// A learner that is only asked what it is and what it refuses: nobody trains it.
protocol UntrainedLearner: Acting where State == NothingLearned, Scratch == Void {}

/// What a learner knows that is never trained.
struct NothingLearned: Persistent {
    var flaw: Flaw? { nil }
}

extension UntrainedLearner {
    static var roundUnits: [Duration.Unit] { [.episodes] }
    var networks: [NetworkRole] { [] }

    func refusal(of spaces: Spaces) -> Unfit? { nil }
    func initial(_ block: Block) -> NothingLearned { NothingLearned() }
    func scratch(_ block: Block) {}
    func footprint(of member: Member, answering states: Int) -> Footprint { Footprint() }
    func train(_ state: inout NothingLearned, _ block: inout Block, _ round: Round, _ scratch: inout Void) {}
    func actor(_ state: NothingLearned, member index: Int, _ rule: Actor.Rule, _ scratch: inout Void) -> Actor {
        preconditionFailure("this learner is never trained, and does not act")
    }
    func sweep(_ state: NothingLearned, member index: Int, with sweep: inout StateSweep) {}
}

/// A learner that can only choose between two actions: the catalogue has none that refuses a world.
struct PairChooser: UntrainedLearner {
    static let component = Component("pairs", "Chooses between two actions.", fields: [])

    init(_ settings: Settings) {}

    func refusal(of spaces: Spaces) -> Unfit? {
        spaces.action == .discrete(count: 2) ? nil : .here("it chooses between two actions")
    }
}
