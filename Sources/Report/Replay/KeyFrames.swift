/// The clock that everything in an animation moves by: moments at equal distances, the last of which is held for a while
/// before all begins again.
struct KeyFrames {
    /// Moments of the episode.
    let moments: Int
    /// Whether moments follow one another faster than the eye tells them apart.
    let areQuick: Bool
    /// How often the last moment is repeated.
    private let held: Int
    /// Seconds from the first moment to the end of the hold.
    private let duration: Double

    /// Seconds for which the last moment is held.
    private static let hold = 1.0

    init(moments: Int, secondsApart seconds: Double) {
        self.moments = moments
        areQuick = seconds < 0.1
        held = max(1, Int((Self.hold / seconds).rounded(.up)))
        duration = Double(moments - 1 + held) * seconds
    }

    /// The attribute with its value at the first moment and, where other moments have others, what animates it: an element
    /// to stand within its own.
    ///
    /// - Parameters:
    ///   - values: by moment.
    ///   - jumps: whether a value stays until the next moment, instead of gliding there.
    func attribute(_ name: String, _ values: [String], jumps: Bool = false) -> (value: String, animation: String) {
        guard values.contains(where: { $0 != values[0] }) else { return (values[0], "") }
        return (values[0], animate(name, values, jumps: jumps))
    }

    /// The same for a value that moves evenly from the first moment to the last.
    func attribute(_ name: String, from start: String, to end: String) -> (value: String, animation: String) {
        guard moments > 1 else { return (start, "") }
        return (start, element(name, " keyTimes=\"0;\(time(moments - 1));1\" values=\"\(start);\(end);\(end)\"/>"))
    }

    private func element(_ name: String, _ rest: String) -> String {
        "<animate attributeName=\"\(name)\" dur=\"\(seconds(duration))s\" repeatCount=\"indefinite\"" + rest
    }

    private func animate(_ name: String, _ values: [String], jumps: Bool) -> String {
        let padded = values + [String](repeating: values[values.count - 1], count: held)
        if jumps {
            // Only changes are written: the first value, and every one unlike that before it.
            let changes = padded.indices.filter { $0 == 0 || padded[$0] != padded[$0 - 1] }
            return element(name, " calcMode=\"discrete\"" + list(of: padded, at: changes))
        }
        // Where a value rests, its first and last moment do.
        let ends = padded.indices.filter {
            $0 == 0 || $0 == padded.count - 1 || padded[$0] != padded[$0 - 1] || padded[$0] != padded[$0 + 1]
        }
        guard ends.count < padded.count / 2 else {
            return element(name, " values=\"\(padded.joined(separator: ";"))\"/>")
        }
        return element(name, list(of: padded, at: ends))
    }

    private func list(of values: [String], at moments: [Int]) -> String {
        " keyTimes=\"\(moments.map(time).joined(separator: ";"))\" values=\""
            + moments.map { values[$0] }.joined(separator: ";") + "\"/>"
    }

    /// A moment's share of the duration: 0 for the first, 1 for the end of the hold.
    private func time(_ moment: Int) -> String {
        NumberText.short(Double(moment) / Double(moments - 1 + held), decimals: 6)
    }

    private func seconds(_ value: Double) -> String { NumberText.short(value, decimals: 3) }
}
