/// A learner that can count how often it visits what the numbers of one of its parts stand for, while it trains.
public protocol VisitCounting: PartHolding {
    /// The part's name, Float64 throughout; nil where it visits nothing. Members find where to add in ``Member/visits``.
    var counted: String? { get }
}

extension Learner {
    /// The part whose visits are counted; nil where none are.
    public var countedPart: String? { (self as? any VisitCounting)?.counted }
}
