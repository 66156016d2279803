internal import Determinism
internal import Diagnostics

extension Normalizer {
    /// A typed leaf: the field decides how the text is read (YAML 1.2 core rules).
    mutating func leaf(_ node: Node, as type: FieldType, called key: String) -> Node {
        let origin = placed(node.origin)
        func accept(_ value: CanonicalValue) -> Node { Node(.value(value), origin: origin) }
        if case .value(let value) = node.content, let typed = Self.retype(value, as: type) { return accept(typed) }
        guard let scalar = node.scalar else { return refuse(node, type.wanted, of: key) }
        switch type {
        case .boolean:
            if let flag = scalar.boolean { return accept(.boolean(flag)) }
            let meant = ["yes": "true", "on": "true", "y": "true", "no": "false", "off": "false", "n": "false"]
            let help =
                meant[scalar.text.lowercased()].map { "write \($0)" } ?? ForeignCharacter.words(in: scalar.text)
                ?? "write true or false"
            return refuse(node, type.wanted, of: key, help: help)
        case .integer(let range):
            if scalar.vanishes { return outside(node, key, FieldType.text(range), help: Self.vanishing) }
            guard let number = scalar.number else {
                return refuse(node, type.wanted, of: key, help: scalar.numberHelp(for: type))
            }
            guard let integer = number.asInteger else {
                let real = number.asNumber ?? .nan
                guard real.isFinite else { return outside(node, key, FieldType.text(range), help: Self.notFinite) }
                guard real == real.rounded() else {
                    return refuse(node, type.wanted, of: key, help: "a fraction cannot stand here")
                }
                return outside(node, key, FieldType.text(range), help: "no count has more than 19 digits")
            }
            guard range.contains(integer) else { return outside(node, key, FieldType.text(range)) }
            return accept(.integer(integer))
        case .number(let interval):
            if scalar.vanishes { return outside(node, key, interval.description, help: Self.vanishing) }
            guard let number = scalar.number?.asNumber else {
                return refuse(node, type.wanted, of: key, help: scalar.numberHelp(for: type))
            }
            guard number.isFinite else { return outside(node, key, interval.description, help: Self.notFinite) }
            guard interval.contains(number) else {
                return outside(node, key, interval.description, help: interval.helpBeyondFloat(number))
            }
            return accept(.number(number))
        case .word(let words):
            guard !scalar.isNull else { return refuse(node, type.wanted, of: key) }
            let names = words.map(\.name)
            guard names.contains(scalar.text) else {
                findings.add(
                    .unknownWord, "'\(key)' has no word '\(VisibleText.beginning(of: scalar.text))'", at: node.span,
                    help: Suggestion.help(for: scalar.text, among: names, noun: "one of"))
                return Node(.invalid, origin: origin)
            }
            return accept(.text(scalar.text))
        case .name:
            guard !scalar.isNull else { return refuse(node, type.wanted, of: key) }
            if let problem = Self.problem(ofName: scalar.text) {
                findings.add(problem(node.span))
                return Node(.invalid, origin: origin)
            }
            return accept(.text(scalar.text))
        default:
            guard !scalar.isNull else { return refuse(node, type.wanted, of: key) }
            return accept(.text(scalar.text))
        }
    }

    /// Why a text is not a name; nil where it is one.
    static func problem(ofName name: String) -> ((SourceSpan?) -> Diagnostic)? {
        func isLetter(_ byte: UInt8) -> Bool { (65...90) ~= byte || (97...122) ~= byte }
        let bytes = Array(name.utf8)
        let hasItsLetters =
            bytes.first.map(isLetter) ?? false
            && bytes.allSatisfy {
                isLetter($0) || (48...57) ~= $0 || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-")
            }
        guard !hasItsLetters || bytes.count > 64 else { return nil }
        let words = VisibleText.beginning(of: name)
        return { span in
            Diagnostic(
                .badName,
                hasItsLetters
                    ? "'\(words)' is too long for a name: it has \(bytes.count) letters" : "'\(words)' is not a name",
                at: span,
                help: "a letter, then up to 63 letters, digits, '_' or '-'"
                    + (ForeignCharacter.words(in: name).map { "; \($0)" } ?? ""))
        }
    }

    /// A duration: `{unit: count}`.
    mutating func duration(_ node: Node, atMost most: Int, called key: String) -> Node {
        // A round is not so many rounds.
        let units = Duration.Unit.allCases.map(\.rawValue).filter { $0 != key + "s" }
        let shape = "a length of time such as {\(units[0]): 5}"
        guard case .mapping(let entries) = node.content, let entry = entries.first, entries.count == 1 else {
            let type = FieldType.integer(1...most)
            if let scalar = node.scalar, let count = scalar.number, type.holds(count) {
                return refuse(
                    node, shape, of: key,
                    help:
                        "\(key): {\(units[0]): \(scalar.text)}, or another unit: \(units.dropFirst().joined(separator: ", "))"
                )
            }
            let unit = node.scalar?.counted(in: units, as: type).map { "a unit is a key: \($0)" }
            return refuse(
                node, shape, of: key, help: unit ?? "one of the units \(units.joined(separator: ", ")) and a count")
        }
        guard Duration.Unit(rawValue: entry.key) != nil else {
            findings.add(
                .unknownWord, "'\(VisibleText.beginning(of: entry.key))' is no unit of time", at: entry.keySpan,
                help: Suggestion.help(for: entry.key, among: units, noun: "units"))
            return Node(.invalid, origin: placed(node.origin))
        }
        let count = leaf(entry.value, as: .integer(1...most), called: entry.key)
        if count.isInvalid { return count }
        return Node(.mapping([Entry(entry.key, keySpan: entry.keySpan, count)]), origin: placed(node.origin))
    }

    /// What to write for `1000 steps` where the mapping has a key `steps`; nil for anything else.
    func unitHelp(_ node: Node, _ fields: [Field]) -> String? {
        guard let scalar = node.scalar else { return nil }
        let units = fields.lazy.filter { Duration.Unit(rawValue: $0.key) != nil }
        return units.compactMap { scalar.counted(in: [$0.key], as: $0.type) }.first.map { "a unit is a key: \($0)" }
    }

    private static let notFinite = "it is not finite, or larger than any number here can be"

    /// What to say of a number that is not 0 and would be read as 0.
    static let vanishing = "it is nearer to 0 than any number here can be: write 0 where that is meant"

    private mutating func outside(_ node: Node, _ key: String, _ allowed: String, help: String? = nil) -> Node {
        findings.add(
            .outOfRange, "'\(key)' must be \(allowed), found \(node.nature)", at: node.span,
            related: node.origin.alias.map { .init($0, "used here") }, help: help)
        return Node(.invalid, origin: node.origin)
    }

    /// A value already typed, under another type: defaults are written as integers where numbers are wanted.
    private static func retype(_ value: CanonicalValue, as type: FieldType) -> CanonicalValue? {
        switch type {
        case .number: value.asNumber.map { .number($0) }
        case .integer: value.asInteger.map { .integer($0) }
        default: value
        }
    }
}

extension Node {
    /// The text, where no field has claimed it.
    var scalar: Scalar? {
        if case .scalar(let scalar) = content { scalar } else { nil }
    }
}

extension Interval {
    /// What to say of a number that only the least or the largest there is keeps out; nil for others.
    func helpBeyondFloat(_ number: Double) -> String? {
        if abs(number) > Self.largest { return "numbers here are Float32, at most \(Float.greatestFiniteMagnitude)" }
        guard low == Self.least, number > 0, number < low else { return nil }
        return "numbers here are Float32, and \(number) is 0 there"
    }
}

extension FieldType {
    /// What values of this type are called in messages.
    var wanted: String {
        switch self {
        case .boolean: "true or false"
        case .integer(let range): "a whole number" + (range == Int.min...Int.max ? "" : ", \(Self.text(range))")
        case .number(let interval): interval == .single ? "a number" : "a number, \(interval.description)"
        case .text: "text"
        case .name: "a name"
        case .word(let words): "one of the words \(words.map(\.name).joined(separator: ", "))"
        case .path: "the path of a file"
        case .duration: "a length of time"
        case .list(let element, _): "a list of \(element.wanted)"
        case .oneOrMany(let element): "\(element.wanted), or a list of them"
        case .table: "a mapping"
        case .choice(let choices), .namedChoice(let choices): "a choice of \(choices.noun)"
        case .named: "a mapping from names"
        case .edits: "a mapping from dotted paths"
        case .anything: "a value"
        }
    }

    /// Whether a number can be a value of this type.
    func holds(_ number: CanonicalValue) -> Bool {
        switch self {
        case .integer(let range): number.asInteger.map { range.contains($0) } ?? false
        case .number(let interval): number.asNumber.map { $0.isFinite && interval.contains($0) } ?? false
        default: false
        }
    }

    static func text(_ range: ClosedRange<Int>) -> String {
        switch (range.lowerBound, range.upperBound) {
        case (Int.min, Int.max): "a whole number"
        case (let low, Int.max): "at least \(low)"
        case (Int.min, let high): "at most \(high)"
        case (let low, let high) where low == high: "\(low)"
        case (let low, let high): "from \(low) to \(high)"
        }
    }
}
