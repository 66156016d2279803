import Config
import Determinism
import Diagnostics

extension UniformStates {
    /// There is a box of some width for every component that agents observe, and for no other.
    func check(_ check: inout SourceCheck) {
        let (ranges, names) = (ranges.members, check.spaces.observation)
        let place = check.span("ranges") ?? check.span
        var meant: [String] = []
        for range in ranges where !names.contains(range.key) {
            if let name = Suggestion.nearest(to: range.key, among: names) { meant.append(name) }
            check.refuse(
                .publicStatesWidth, "the observation has no component '\(range.key)'",
                at: check.span("ranges.\(range.key)") ?? place,
                help: Suggestion.help(for: range.key, among: names, noun: "its components"))
        }
        let lacking = names.filter { name in !meant.contains(name) && !ranges.contains { $0.key == name } }
        if !lacking.isEmpty {
            check.refuse(
                .publicStatesWidth, "no range for \(lacking.joined(separator: ", "))", at: place,
                help: "one [low, high] for every component of the observation")
        }
        if !ranges.isEmpty,
            ranges.allSatisfy({ Set($0.value.elements.compactMap(\.asNumber).map { Float($0) }).count == 1 })
        {
            check.refuse(
                .unfitStates, "every range has no width, so all public states are one and the same", at: place,
                help: "give at least one component a low and a high end that differ")
        }
        for range in ranges {
            let ends = range.value.elements.compactMap(\.asNumber)
            if let end = ends.first(where: { !Float($0).isFinite }) {
                check.refuse(
                    .unfitStates, "'\(range.key)' goes to \(end), beyond the largest Float32",
                    at: check.span("ranges.\(range.key)") ?? place,
                    help: "states are Float32: at most \(Float.greatestFiniteMagnitude)")
            }
            guard ends.count == 2, ends[0] > ends[1] else { continue }
            check.refuse(
                .malformedRange, "'\(range.key)' goes from \(ends[0]) to \(ends[1])",
                at: check.span("ranges.\(range.key)") ?? place, help: "the lower number stands first")
        }
    }
}
