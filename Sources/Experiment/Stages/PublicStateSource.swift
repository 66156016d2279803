public import Config
import Determinism
import Learning
import Numerics

/// Where the public states S_p come from: the recipe of a stage.
///
/// Recipes are content-addressed: equal recipes give equal states, made once and shared by cells, arms and studies.
public protocol PublicStateSource: Configurable {
    /// Makes the states.
    ///
    /// - Parameters:
    ///   - environment: the nominal world whose observations they are.
    ///   - round: how much training a round is, for sources that train.
    ///   - workers: threads to use; the result does not depend on them.
    /// - Throws: ``StageError`` where the recipe cannot be followed.
    func states(in environment: any Environment, round: Duration, _ workers: Int) throws(StageError) -> PublicStates
    /// How many states it will make, and whether that is exact or the most there can be.
    var count: (count: Int, isExact: Bool) { get }
    /// Says what of the recipe cannot be followed, or does not fit what agents observe.
    func check(_ check: inout SourceCheck)
}

extension PublicStateSource {
    /// Most recipes fit wherever their keys are legal.
    public func check(_ check: inout SourceCheck) {}
}
