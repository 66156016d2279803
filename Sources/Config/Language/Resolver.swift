public import Determinism
public import Diagnostics

/// Turns values in normal form into canonical values: defaults filled in, then what equals a default left out.
///
/// A default that is itself a choice lies under what is written there, field by field, as everywhere.
public struct Resolver {
    /// Keys that were not written but must be.
    public private(set) var findings = Findings()
    /// Where every value that is not a field's default comes from, by dotted path.
    public private(set) var provenance = Provenance()

    /// Whether some number with an order is a copy of another.
    private var metCopies = false

    /// A resolver that has found nothing yet.
    public init() {}

    /// The canonical object for a table; nil where something in it was refused or is missing.
    ///
    /// `owner` is what the mapping is, for messages; `place` is where to point for what is missing (the mapping itself
    /// where nil); `path` is put before every path of the provenance.
    public mutating func resolve(
        _ node: Node, _ fields: [Field], of owner: String, at place: SourceSpan? = nil, path: String = ""
    ) -> CanonicalValue? {
        let values = table(node, fields, under: nil, owner: owner, at: place ?? node.span, path: path)
        // What copies are is known once everything is.
        guard metCopies, let values else { return values }
        for pair in values.orderedPairs(fields, path: path) where pair.hasCopies {
            if let violation = pair.violation(in: (values, fields)) {
                findings.add(provenance.diagnostic(violation, of: pair))
            }
        }
        return values
    }

    private mutating func table(
        _ node: Node, _ fields: [Field], under: CanonicalValue?, owner: String, at place: SourceSpan?, path: String
    ) -> CanonicalValue? {
        if node.isInvalid { return nil }
        var members: [(String, CanonicalValue)] = []
        var isWhole = true
        for field in fields where field.alias == nil && field.unavailable == nil {
            let inner = path.isEmpty ? field.key : "\(path).\(field.key)"
            let outer = under?[field.key]
            let standard = field.defaultValue
            guard let written = node[field.key] else {
                if let outer {
                    let value = Self.canonical(outer, field.type)
                    if value != standard.map({ Self.canonical($0, field.type) }) { members.append((field.key, value)) }
                } else if field.presence == .required {
                    isWhole = false
                    findings.add(Self.missing(field, owner, at: place))
                }
                continue
            }
            guard let value = value(written, field.type, under: outer ?? standard, called: field.key, path: inner)
            else {
                isWhole = false
                continue
            }
            if !field.omits(value, under: outer) { members.append((field.key, value)) }
        }
        checkOrders(fields, members, in: node, path: path)
        checkCompany(fields, under, in: node)
        for field in fields { isWhole = checkProduct(field, fields, members, in: node) && isWhole }
        return isWhole ? .object(sorting: members) : nil
    }

    /// What numbers make together, whatever is drawn, is within bounds. Where it is not there are no values, so that nobody
    /// makes it to look at it.
    private mutating func checkProduct(
        _ field: Field, _ fields: [Field], _ members: [(String, CanonicalValue)], in node: Node
    ) -> Bool {
        guard let product = field.product else { return true }
        let keys = [field.key] + product.keys
        let factors = keys.compactMap { key -> Double? in
            let standard = fields.first { $0.key == key }?.defaultValue?.asNumber
            let value = members.first { $0.0 == key }?.1
            guard let range = value.flatMap({ DrawnRange($0) }) else { return value?.asNumber ?? standard }
            return range.extremes(nominal: standard).max()
        }
        // Numbers that were refused are told of already.
        guard factors.count == keys.count, !keys.contains(where: { node[$0]?.isInvalid == true }) else { return true }
        let found = factors.reduce(1, *)
        guard found > Double(product.limit) else { return true }
        let written = keys.lazy.compactMap { key in node[key]?.span }.first
        let names = keys.map { "'\($0)'" }.joined(separator: " × ")
        let number = Int(exactly: found).map(String.init) ?? "\(found)"
        findings.add(
            .outOfRange, "\(names) is \(number), but at most \(product.limit)", at: written ?? node.span,
            help: "make one of them smaller")
        return false
    }

    /// Numbers whose order has a meaning have it, whatever is drawn; those refused for another reason are passed over.
    private mutating func checkOrders(
        _ fields: [Field], _ members: [(String, CanonicalValue)], in node: Node, path: String
    ) {
        for field in fields {
            guard let key = field.ceiling?.key else { continue }
            let values = members.filter { $0.0 == field.key || $0.0 == key }
            guard ![field.key, key].contains(where: { key in node[key]?.isInvalid == true }),
                let pair = OrderedPair(field, among: fields, of: .object(sorting: values), at: path)
            else { continue }
            metCopies = metCopies || pair.hasCopies
            // Numbers that go by an agent's position are compared when it is known.
            guard !(pair.dependsOnPositionAlone && pair.isOpen), let violation = pair.violation() else { continue }
            findings.add(provenance.diagnostic(violation, of: pair))
        }
    }

    /// Nothing is written that says nothing: without what it belongs to, or beside what says the same.
    private mutating func checkCompany(_ fields: [Field], _ under: CanonicalValue?, in node: Node) {
        for field in fields {
            // What holds anyway may be said.
            guard let written = node.entries.first(where: { $0.key == field.key }), !written.value.isInvalid,
                under?[field.key].map({ $0 != written.value.value }) ?? true
            else { continue }
            if let key = field.precondition, node[key] == nil, under?[key] == nil {
                findings.add(
                    .missingKey, "'\(field.key)' says nothing without '\(key)'", at: written.keySpan,
                    help: "write '\(key)' beside it, or delete '\(field.key)'")
            }
            guard let key = field.rival else { continue }
            if let other = node.entries.first(where: { $0.key == key }), !other.value.isInvalid {
                findings.add(
                    .writtenTwice, "'\(field.key)' says nothing beside '\(key)'", at: written.keySpan,
                    related: other.keySpan.map { .init($0, "what holds") }, help: "keep one of the two")
            } else if let value = under?[key] {
                findings.add(
                    .writtenTwice, "'\(field.key)' says nothing beside '\(key)', which is \(value.flow) here",
                    at: written.keySpan, help: "delete '\(field.key)', and write '\(key)'")
            }
        }
    }

    private mutating func value(
        _ node: Node, _ type: FieldType, under: CanonicalValue?, called key: String, path: String,
        isListed: Bool = false
    ) -> CanonicalValue? {
        switch node.content {
        case .invalid: return nil
        case .value(let value):
            provenance.record(node.origin, at: path)
            return value
        case .scalar: preconditionFailure("'\(path)' was not brought into normal form")
        case .sequence(let elements):
            provenance.record(node.origin, at: path)
            let element =
                switch type {
                case .list(let element, _), .oneOrMany(let element): element
                default: FieldType.anything
                }
            let values = elements.enumerated().map { index, node in
                let address = node.address(in: element) ?? String(index)
                return value(
                    node, element, under: nil, called: key, path: "\(path).\(address)", isListed: true)
            }
            return values.contains { $0 == nil } ? nil : .list(values.compactMap { $0 })
        case .mapping(let entries):
            return mapping(node, entries, type, under: under, called: key, path: path, isListed: isListed)
        }
    }

    private mutating func mapping(
        _ node: Node, _ entries: [Entry], _ type: FieldType, under: CanonicalValue?, called key: String, path: String,
        isListed: Bool
    ) -> CanonicalValue? {
        switch type {
        case .table(let fields):
            if let span = node.span { provenance.record(table: span, at: path) }
            return table(node, fields, under: under, owner: key, at: node.span, path: path)
        case .choice(let choices), .namedChoice(let choices):
            guard let entry = entries.first else { return nil }
            // In a list, the path so far ends with the entry's name or kind, as in dotted paths.
            let inner = isListed ? path : "\(path).\(entry.key)"
            guard let component = choices[entry.key] else {
                // A named choice keeps its name around it.
                let value = value(entry.value, .choice(choices), under: nil, called: entry.key, path: inner)
                return value.map { .object([.init(entry.key, $0)]) }
            }
            provenance.record(node.origin.moved(to: entry.keySpan), at: path)
            let settings = table(
                entry.value, component.fields, under: under?[entry.key], owner: component.kind,
                at: entry.keySpan ?? node.span, path: inner)
            return settings.map { .object([.init(component.kind, $0)]) }
        case .named(let element):
            provenance.record(node.origin, at: path)
            var members: [(String, CanonicalValue)] = []
            for entry in entries {
                guard
                    let value = value(
                        entry.value, element, under: under?[entry.key], called: entry.key, path: "\(path).\(entry.key)")
                else { return nil }
                members.append((entry.key, value))
            }
            for member in under?.members ?? [] where node[member.key] == nil {
                members.append((member.key, member.value))
            }
            return .object(sorting: members)
        default:
            // A duration, whose unit is its only key.
            provenance.record(node.origin, at: path)
            let members = entries.compactMap { entry in entry.value.value.map { (entry.key, $0) } }
            return members.count == entries.count ? .object(sorting: members) : nil
        }
    }

    /// A default as `resolve` would give it back: numbers typed by their fields, inner defaults left out.
    public static func canonical(_ value: CanonicalValue, _ type: FieldType) -> CanonicalValue {
        var normalizer = Normalizer(layer: .byDefault)
        var resolver = Resolver()
        let node = normalizer.value(Node(value, origin: .byDefault), as: type, called: "default")
        guard let result = resolver.value(node, type, under: nil, called: "default", path: ""),
            !normalizer.findings.hasErrors
        else {
            preconditionFailure("the default \(value.json) is not legal where it stands")
        }
        return result
    }

    // MARK: Messages

    private static func missing(_ field: Field, _ owner: String, at place: SourceSpan?) -> Diagnostic {
        Diagnostic(
            .missingKey, "\(owner) needs the key '\(field.key)'", at: place,
            help: "\(field.key): \(field.type.wanted); \(field.summary)")
    }
}

extension Field {
    /// Whether the canonical form omits a value, which is in canonical form itself: the field's default, where no default around
    /// says otherwise.
    ///
    /// Whatever changes a resolved value asks again, so that what is left out means the same to whoever reads it.
    ///
    /// - Parameter outer: what holds here where nothing is written, as part of a default around; nil where none says anything.
    public func omits(_ value: CanonicalValue, under outer: CanonicalValue?) -> Bool {
        func isEqual(_ other: CanonicalValue) -> Bool {
            guard let number = value.asNumber else { return value == Resolver.canonical(other, type) }
            return number == other.asNumber
        }
        guard let standard = defaultValue, isEqual(standard) else { return false }
        return outer.map(isEqual) ?? true
    }
}

extension Origin {
    /// The same origin, pointing at the key that names the kind.
    fileprivate func moved(to span: SourceSpan?) -> Origin { Origin(layer, span: span ?? self.span, alias: alias) }
}
