internal import Determinism
internal import Diagnostics

extension Normalizer {
    /// A range in place of a number, checked; nil where the value is no range and is to be read as usual.
    mutating func range(_ node: Node, _ field: Field) -> Node? {
        guard let entry = node.entries.first, node.entries.count == 1, DrawnRange.words.contains(entry.key) else {
            return nil
        }
        let interval: Interval
        switch field.type {
        case .number(let allowed): interval = allowed
        case .integer(let allowed): interval = Interval(Double(allowed.lowerBound), Double(allowed.upperBound))
        default: return nil
        }
        let invalid = Node(.invalid, origin: placed(node.origin))
        guard field.mayBeDrawn else {
            findings.add(
                .rangeNotAllowed, "'\(field.key)' takes a number, not a range", at: node.span,
                help: "write one number; arms and sweeps try several")
            return invalid
        }
        guard let range = parse(entry) else {
            findings.add(
                .malformedRange,
                "'\(entry.key)' wants \(Self.operands(entry.key))", at: entry.value.span,
                help: entry.value.elements.contains { $0.scalar?.vanishes ?? false }
                    ? Self.vanishing : Self.ordered(entry) ?? "as in {\(Self.example(entry.key))}")
            return invalid
        }
        let nominal = field.defaultValue?.asNumber
        if case .relative = range, nominal == nil {
            findings.add(
                .rangeWithoutNominal, "'\(field.key)' has no default for 'relative' to multiply", at: entry.keySpan,
                help: "use {uniform: [low, high]}")
            return invalid
        }
        for extreme in range.extremes(nominal: nominal) {
            let isWhole = if case .integer = field.type { extreme == extreme.rounded() } else { true }
            guard interval.contains(extreme), isWhole else {
                let allowed =
                    if case .integer(let range) = field.type {
                        "a whole number, \(FieldType.text(range))"
                    } else {
                        interval.description
                    }
                findings.add(
                    .rangeReachesIllegal, "'\(field.key)' can become \(Float(extreme)) but must be \(allowed)",
                    at: entry.value.span, help: "narrow the range")
                return invalid
            }
        }
        return Node(.value(range.canonical), origin: placed(node.origin))
    }

    /// What to write for what is no number, where a range may stand; nil where there is nothing to say of ranges.
    func rangeHelp(_ node: Node, _ field: Field) -> String? {
        guard field.mayBeDrawn else { return nil }
        switch field.type {
        case .number, .integer: break
        default: return nil
        }
        let shape = "or a range: {uniform: [low, high]}"
        switch node.content {
        case .scalar(let scalar):
            return scalar.number == nil && !scalar.vanishes && scalar.numberHelp(for: field.type) == nil ? shape : nil
        case .mapping(let entries):
            let nearest = entries.first.flatMap { Suggestion.nearest(to: $0.key, among: DrawnRange.words) }
            return nearest.map { "did you mean '\($0)'?" } ?? shape
        case .sequence(let elements):
            let ends = elements.compactMap(\.scalar).filter { $0.number.map(field.type.holds) ?? false }
                .sorted { ($0.number?.asNumber ?? 0) < ($1.number?.asNumber ?? 0) }
            guard ends.count == 2, elements.count == 2 else { return shape }
            return "a range is {uniform: [\(ends[0].text), \(ends[1].text)]}"
        case .value, .invalid: return nil
        }
    }

    private func parse(_ entry: Entry) -> DrawnRange? {
        let value: CanonicalValue
        if entry.key == "same_as" {
            guard let scalar = entry.value.scalar, !scalar.isNull, scalar.number == nil else { return nil }
            value = .text(scalar.text)
        } else if case .sequence(let elements) = entry.value.content {
            let numbers = elements.compactMap { $0.scalar?.number ?? $0.value }
            guard numbers.count == elements.count, numbers.allSatisfy({ $0.asNumber?.isFinite == true }) else {
                return nil
            }
            value = .list(numbers)
        } else {
            value = entry.value.value ?? .null
        }
        guard let range = DrawnRange(.object([.init(entry.key, value)])) else { return nil }
        switch range {
        case .uniform(let low, let high), .relative(let low, let high): return low <= high ? range : nil
        case .normal(_, let deviation, let low, let high): return deviation >= 0 && low <= high ? range : nil
        default: return range
        }
    }

    /// The same range the right way round, where two numbers are the wrong way round and nothing else is amiss.
    private static func ordered(_ entry: Entry) -> String? {
        guard ["uniform", "relative"].contains(entry.key), case .sequence(let elements) = entry.value.content else {
            return nil
        }
        let texts = elements.compactMap { $0.scalar?.number == nil ? nil : $0.scalar?.text }
        guard texts.count == 2, elements.count == 2 else { return nil }
        return "{\(entry.key): [\(texts[1]), \(texts[0])]}"
    }

    /// What stands after a range's word.
    private static func operands(_ word: String) -> String {
        switch word {
        case "values": "a list of numbers"
        case "same_as": "the path of another number"
        case "normal": "mean, deviation, and the lowest and highest number"
        default: "two numbers, the lower one first"
        }
    }

    private static func example(_ word: String) -> String {
        switch word {
        case "relative": "relative: [-0.5, 0.5]"
        case "normal": "normal: [0.5, 0.1, 0.25, 0.75]"
        case "values": "values: [0.25, 0.5, 0.75]"
        case "same_as": "same_as: environment.cartpole.pole_mass"
        default: "\(word): [0.25, 0.75]"
        }
    }
}
