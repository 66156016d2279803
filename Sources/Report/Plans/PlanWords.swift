internal import Config
public import Determinism
internal import Diagnostics
public import Experiment

/// What differs between plans, for people.
public enum PlanWords {
    /// One line per value that differs, agents of which the same differs together:
    /// `agents a1, a7: optimizers.policy.adam.learning_rate: 0.001 (default) → 0.002`.
    public static func differences(from old: CanonicalValue, to new: CellPlan) -> String {
        lines(PlanDifference.values(from: old, to: new.canonical, in: new.language))
            .map { "  \(VisibleText.line($0))\n" }.joined()
    }

    /// The same, with the places where both sides are written.
    static func lines(
        _ values: [PlanDifference.Value], _ old: ((String) -> Origin)? = nil, _ new: ((String) -> Origin)? = nil
    ) -> [String] {
        var lines: [(place: Place, words: String, origins: [String], entries: [String])] = []
        var known: [Key: Int] = [:]
        for value in values {
            let origins = (old.map { $0(value.path) }, new.map { $0(value.path) })
            let (place, entry) = Place.at(value.path)
            let key = Key(place: place, words: words(value, origins))
            let line = known[key] ?? lines.count
            if line == lines.count {
                known[key] = line
                lines.append((place, key.words, [], []))
            }
            if let entry { lines[line].entries.append(entry) }
            let origin = self.origins(value, origins)
            if let origin, !lines[line].origins.contains(origin) { lines[line].origins.append(origin) }
        }
        return lines.map { line in
            let entries = line.entries.isEmpty ? "" : " " + list(line.entries, of: line.place.nouns)
            let more = line.origins.count > 2 ? " and \(line.origins.count - 1) more places" : ""
            let origins = line.origins.prefix(more.isEmpty ? 2 : 1).joined(separator: "; ") + more
            // `agents` of several, `agent` of one.
            let noun = line.entries.count == 1 && line.place.list == "agents" ? "agent" : line.place.list
            return [noun + entries, line.place.rest].filter { !$0.isEmpty }.joined(separator: ": ")
                + ": \(line.words)" + (origins.isEmpty ? "" : " (\(origins))")
        }
    }

    /// `nofed, d5 × seeds 1, 2; d10 × seed 3`: cells by their arms, those of equal seeds together.
    static func cells(_ identifiers: [String]) -> String {
        var arms: [(name: String, seeds: [String])] = []
        var places: [String: Int] = [:]
        for identifier in identifiers {
            let cut = identifier.lastIndex(of: "/") ?? identifier.endIndex
            let name = String(identifier[..<cut])
            let place = places[name] ?? arms.count
            if place == arms.count {
                places[name] = place
                arms.append((name, []))
            }
            arms[place].seeds.append(String(identifier[cut...].dropFirst("/seed-".count)))
        }
        var groups: [(arms: [String], seeds: [String])] = []
        var known: [[String]: Int] = [:]
        for arm in arms {
            if let place = known[arm.seeds] {
                groups[place].arms.append(arm.name)
            } else {
                known[arm.seeds] = groups.count
                groups.append(([arm.name], arm.seeds))
            }
        }
        return groups.map { group in
            "\(list(group.arms, of: "arms")) × seed\(group.seeds.count == 1 ? "" : "s") \(list(group.seeds, of: "seeds"))"
        }.joined(separator: "; ")
    }

    /// Up to eight names, and of more how many there are.
    static func list(_ names: [String], of nouns: String) -> String {
        names.count <= 8
            ? names.joined(separator: ", ")
            : "\(names.prefix(6).joined(separator: ", ")), … (\(NumberText.grouped(names.count)) \(nouns))"
    }

    /// Where a value comes from, for programs; null where nothing tells, or there is none.
    static func place(_ held: PlanDifference.Held, _ path: String, _ origin: ((String) -> Origin)?) -> CanonicalValue {
        switch held {
        case .nothing: .null
        case .standard: .text(Origin.byDefault.description)
        case .written: origin.map { .text($0(path).description) } ?? .null
        }
    }

    /// A place in the plans of several entries of a list alike: agents, or worlds of a set.
    private struct Place: Hashable {
        let list: String
        let nouns: String
        let rest: String

        /// The place of a path, and the entry's name; a place in no list has all of the path.
        static func at(_ path: String) -> (Place, entry: String?) {
            let parts = path.split(separator: ".", maxSplits: 4).map(String.init)
            if parts.count >= 2, parts[0] == "agents" {
                return (Place(list: "agents", nouns: "agents", rest: rest(parts, 2)), parts[1])
            }
            if parts.count >= 4, parts[0] == "worlds", parts[2] == "list" {
                return (Place(list: "worlds \(parts[1])", nouns: "worlds", rest: rest(parts, 4)), parts[3])
            }
            return (Place(list: "", nouns: "", rest: path), nil)
        }

        private static func rest(_ parts: [String], _ count: Int) -> String {
            parts.dropFirst(count).joined(separator: ".")
        }
    }

    private struct Key: Hashable {
        let place: Place
        let words: String
    }

    /// `before → after`; of numbers that were drawn from other ranges, the ranges.
    private static func words(_ value: PlanDifference.Value, _ origins: (Origin?, Origin?)) -> String {
        let ranges = (range(value.before, origins.0), range(value.after, origins.1))
        guard let one = ranges.0 ?? nil, let other = ranges.1 ?? nil else {
            let before = ranges.0.map { "drawn from \($0)" } ?? words(value.before)
            let after = ranges.1.map { "drawn from \($0)" } ?? words(value.after)
            return "\(before) → \(after)"
        }
        return one == other
            ? "\(words(value.before)) → \(words(value.after)), drawn from \(one)"
            : "drawn from \(one) → drawn from \(other)"
    }

    /// The range as it is written that a number was drawn from.
    private static func range(_ held: PlanDifference.Held, _ origin: Origin?) -> String? {
        guard case .written = held, let origin, origin.layer == .drawn, let span = origin.span else { return nil }
        return cut(span.text.split(whereSeparator: \.isWhitespace).joined(separator: " "))
    }

    private static func words(_ held: PlanDifference.Held) -> String {
        switch held {
        case .nothing: "–"
        case .written(let value): cut(value.flow)
        case .standard(let value): "\(cut(value.flow)) (default)"
        }
    }

    /// What is no number and longer than anybody reads there ends early.
    private static func cut(_ text: String) -> String {
        text.count <= longest ? text : text.prefix(longest - 1) + "…"
    }

    private static let longest = 64

    /// Where both are written.
    private static func origins(_ value: PlanDifference.Value, _ origins: (Origin?, Origin?)) -> String? {
        func place(_ held: PlanDifference.Held, _ origin: Origin?) -> String? {
            guard case .written = held, let origin, origin.layer != .byDefault else { return nil }
            guard origin.layer == .drawn, let span = origin.span else { return origin.description }
            return span.description
        }
        let places = [place(value.before, origins.0), place(value.after, origins.1)].compactMap(\.self)
        guard let first = places.first else { return nil }
        return places.count == 2 && places[0] != places[1] ? "\(first) → \(places[1])" : places[places.count - 1]
    }
}
