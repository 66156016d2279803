/// A plain value whose synthesized coding is its place in a checkpoint.
///
/// A checkpoint's fingerprint says that its bytes are those that were written, not who wrote them: a file may come from a
/// stranger. So every such type says once, here, which of its values a run can have left; whoever decodes one asks before
/// it is used, and hot loops need not ask again. What no value can know of itself, such as how many states its world has,
/// is asked of the learner, the environment or the exchange it belongs to.
public protocol Persistent: Codable, Sendable {
    /// What no run can have left there; nil where nothing is wrong. Its parts have been asked already.
    var flaw: Flaw? { get }
}

/// What in a value no run can have left there: where, and why not.
public struct Flaw: Error, Hashable, Sendable {
    /// The path of the item below the value, by names on disk; empty for the value itself.
    public let place: String
    /// What is wrong, in words that stand after "cannot decode:".
    public let reason: String

    /// A flaw of the item at a path, and why it is one.
    public init(at place: String, _ reason: String) {
        self.place = place
        self.reason = reason
    }

    /// The same flaw, seen from the value that holds this one under a name.
    public func under(_ name: String) -> Flaw { Flaw(at: place.isEmpty ? name : "\(name)/\(place)", reason) }

    /// The largest count that is ever believed: programs that read checkpoints keep it exactly, and no sum of what a run adds
    /// to it overflows.
    public static let most = 1 << 53

    /// The flaw of a count; nil where it is one.
    public static func count(_ place: String, _ count: Int) -> Flaw? {
        range(place, count, 0...most, "a count is at least 0 and at most 2⁵³")
    }

    /// The flaw of a whole number that has to be in a range; nil where it is.
    public static func range(
        _ place: String, _ number: Int, _ range: ClosedRange<Int>, _ why: @autoclosure () -> String
    ) -> Flaw? {
        range.contains(number) ? nil : Flaw(at: place, "it is \(number): \(why())")
    }

    /// A flaw unless something holds.
    public static func unless(_ holds: Bool, _ place: String, _ reason: @autoclosure () -> String) -> Flaw? {
        holds ? nil : Flaw(at: place, reason())
    }

    /// The flaw of numbers of which a condition has to hold, told of the first one of which it does not.
    public static func each<Number>(
        _ place: String, _ numbers: [Number], _ why: @autoclosure () -> String, _ holds: (Number) -> Bool
    ) -> Flaw? {
        numbers.firstIndex { !holds($0) }.map { Flaw(at: place, "entry \($0) is \(numbers[$0]): \(why())") }
    }

    /// The flaw of rows that are to be distributions: probabilities that sum to one, within what rounding does. Rows of
    /// networks that diverged hold what is no number, and are none.
    public static func distributions(
        _ place: String, _ numbers: [some BinaryFloatingPoint], width: Int
    ) -> Flaw? {
        guard width > 0 else { return nil }
        for start in stride(from: 0, to: numbers.count - width + 1, by: width) {
            var sum = 0.0
            var isNegative = false
            for number in numbers[start..<start + width] {
                sum += Double(number)
                if Double(number) < -1e-6 { isNegative = true }
            }
            if isNegative || sum.isInfinite || abs(sum - 1) > 1e-3 {
                return Flaw(at: place, "row \(start / width) is no distribution: it sums to \(sum)")
            }
        }
        return nil
    }
}

extension Persistent {
    /// The value that a decoder stands at, after it was asked for flaws. Items that are not its own may stand beside its
    /// properties.
    public static func restored(from decoder: any Decoder) throws -> Self {
        let value = try Self(from: decoder)
        if let flaw = value.flaw { throw flaw }
        return value
    }
}
