import Archive
import Config
import Determinism

/// What a checkpoint says about itself beside its state: meanings, units and axes of its datasets, and settings with their
/// defaults. None of it is read back: whoever goes on from the file goes by its plan.
///
/// Of agents, of which there may be thousands, the first that has an item tells what it is: the cost is the same for any number.
struct TreeDescription: Sendable {
    /// The edition of the texts, raised whenever one of them changes; files of another edition are compared without them.
    static let edition = 1

    /// The plan with its defaults, in a checkpoint.
    static let plan = "plan_with_defaults"
    /// The attribute of a checkpoint that tells which version of Concord wrote it.
    static let version = "version"
    /// The attribute that tells the edition of a file's description.
    static let editionName = "description_version"
    /// Attributes of a checkpoint that describe it.
    static let attributes = [version, "engine", editionName]

    /// Which edition of its description a file has; nil for none.
    static func edition(of tree: ArchiveTree) -> Int? {
        if case .integer(let number)? = tree.attributes[editionName] { number } else { nil }
    }

    let language: Language
    private let plan: CanonicalValue
    /// Agents of the plan, with the settings of their worlds as the plan has them and complete.
    let settings: [String: Settings]
    /// The defaults of every kind of world in the plan.
    private let defaults: [String: CanonicalValue]

    struct Settings: Sendable {
        let short: String
        let complete: String
    }

    /// The description of a plan's checkpoints.
    ///
    /// - Parameter isWritten: whether files are written, and not only read.
    init(of plan: CanonicalValue, in language: Language, isWritten: Bool = true) {
        self.language = language
        self.plan = plan
        let worlds = (plan["agents"]?.elements ?? []).compactMap { agent in
            agent["environment"]?.members.first.map { (name: agent["name"]?.asText ?? "", world: $0) }
        }
        var defaults: [String: CanonicalValue] = [:]
        var settings: [String: Settings] = [:]
        for (name, world) in worlds {
            guard let fields = language.environments[world.key]?.fields else { continue }
            if isWritten, defaults[world.key] == nil {
                defaults[world.key] = CanonicalValue.object([]).completed(fields)
            }
            let complete = isWritten ? world.value.completed(fields, defaults: defaults[world.key]).json : ""
            settings[name] = Settings(short: world.value.json, complete: complete)
        }
        self.defaults = defaults
        self.settings = settings
    }

    // MARK: Writing

    /// Adds the description to a checkpoint's tree.
    func describe(_ tree: inout ArchiveTree) {
        for note in notes(of: tree) { tree.annotate(note.path, adding: note.attributes) }
        replaceSettings(&tree) { name, kind, text in
            settings[name]?.complete
                ?? Self.parsed(text).flatMap { value in
                    language.environments[kind].map { value.completed($0.fields, defaults: defaults[kind]).json }
                } ?? text
        }
        guard tree["agents"] != nil else { return }
        tree.annotate("agents", StoredItem.about, .text(Self.agentsAbout))
        if let optimizers { tree.annotate("agents", Self.optimizers, optimizers) }
    }

    /// The kinds of optimizers, by the learner's names for what they move: one text where all agents have the same.
    private var optimizers: ArchiveAttribute? {
        let kinds = (plan["agents"]?.elements ?? []).map { agent in
            CanonicalValue.object(
                (agent["optimizers"]?.members ?? []).map { optimizer in
                    .init(optimizer.key, .text(optimizer.value.members.first?.key ?? ""))
                }
            ).json
        }
        guard let first = kinds.first else { return nil }
        return kinds.allSatisfy { $0 == first } ? .text(first) : .texts(kinds)
    }

    private struct Note {
        let path: String
        let attributes: ArchiveAttributes
    }

    /// All attributes that datasets get.
    private func notes(of tree: ArchiveTree) -> [Note] {
        var notes: [Note] = []
        walk(tree, at: "", [StoredItems.root], known: [], into: &notes)
        noteWorlds(tree, into: &notes)
        noteColumns(tree, into: &notes)
        return notes
    }

    /// Notes what is below a group, but for what one of `known` has too.
    private func walk(
        _ tree: ArchiveTree, at path: String, _ places: [StoredItems.Place], known: [ArchiveTree],
        into notes: inout [Note]
    ) {
        // What agents of the same kind have is told once.
        var alike: [ArchiveTree] = []
        for member in tree.members {
            let found = Self.follow(member.name, from: places)
            guard !found.places.isEmpty else { continue }
            let name = path + "/" + member.name
            switch member.node {
            case .group(let group):
                let inner = known.compactMap { $0.group(member.name) } + (found.isRepeated ? alike : [])
                let before = notes.count
                walk(group, at: name, found.places, known: inner, into: &notes)
                if found.isRepeated, notes.count > before { alike.append(group) }
            case .array(let array):
                guard !known.contains(where: { $0.has(member.name) }) else { continue }
                note(found.places, at: name, rank: array.shape.count, into: &notes)
            case .text(let text):
                guard !known.contains(where: { $0.has(member.name) }) else { continue }
                note(found.places, at: name, rank: text.isList ? 1 : 0, into: &notes)
            }
        }
    }

    /// Where a name leads, and whether it is one of many that are alike.
    private static func follow(
        _ name: String, from places: [StoredItems.Place]
    ) -> (places: [StoredItems.Place], isRepeated: Bool) {
        // A second cohort of a learner is `td_2`; of axes there is a group for each replica.
        let plain = Self.plain(name)
        var found = places.compactMap { $0[name] ?? (plain == name ? nil : $0[plain]) }
        var isRepeated = false
        for other in places.flatMap(\.others) {
            found.append(other.place)
            isRepeated = isRepeated || StoredItems.repeated.contains(other.placeholder)
        }
        return (found.isEmpty && Int(name) != nil ? places : found, isRepeated)
    }

    /// A name without the number that tells a second one from the first.
    private static func plain(_ name: String) -> String {
        let digits = name.utf8.reversed().prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }.count
        guard digits > 0, let mark = name.utf8.dropLast(digits).last, mark == UInt8(ascii: "_") else { return name }
        return String(name.dropLast(digits + 1))
    }

    private func note(_ places: [StoredItems.Place], at path: String, rank: Int, into notes: inout [Note]) {
        guard let item = places.lazy.compactMap(\.item).first(where: { $0.axes.count == rank }) else { return }
        note(item.about, item.units, item.axes, at: path, into: &notes)
    }

    private func note(_ about: String, _ units: String?, _ axes: [String], at path: String, into notes: inout [Note]) {
        var attributes: ArchiveAttributes = [StoredItem.about: .text(about)]
        if let units { attributes[StoredItem.units] = .text(units) }
        if !axes.isEmpty { attributes[StoredItem.labels] = .texts(axes) }
        notes.append(Note(path: path, attributes: attributes))
    }

    /// Constants of worlds have a meaning and a `unit` of their own already.
    private func noteWorlds(_ tree: ArchiveTree, into notes: inout [Note]) {
        for set in tree.group("worlds")?.members ?? [] {
            guard case .group(let constants) = set.node else { continue }
            for constant in constants.members {
                guard case .array(let array) = constant.node else { continue }
                let axes = array.shape.count == 2 ? ["replicas", "worlds"] : ["worlds"]
                notes.append(
                    Note(
                        path: "/worlds/\(set.name)/\(constant.name)",
                        attributes: [
                            StoredItem.units: array.attributes["unit"] ?? .text("1"), StoredItem.labels: .texts(axes),
                        ]))
            }
        }
    }

    /// Columns of the record, by the measures of the plan.
    private func noteColumns(_ tree: ArchiveTree, into notes: inout [Note]) {
        let written = plan["measure"] ?? RecordSpec.measure.defaultValue
        let measures: [(name: String, kind: String)] = (written?.elements ?? []).compactMap { measure in
            guard let outer = measure.members.first else { return nil }
            if language.measures[outer.key] != nil { return (outer.key, outer.key) }
            return outer.value.members.first.map { (outer.key, $0.key) }
        }
        for column in tree.group("metrics")?.members ?? [] {
            guard case .array(let array) = column.node, array.shape.count == 2 else { continue }
            let measure = measures.filter { column.name.hasPrefix($0.name) }.max { $0.name.count < $1.name.count }
            let summary = measure.flatMap { language.measures[$0.kind]?.summary } ?? "a measure"
            note(
                "\(summary), by row of the record: NaN where nothing was measured", nil, ["rows", "values"],
                at: "/metrics/\(column.name)", into: &notes)
        }
    }

    // MARK: Settings of worlds

    /// Puts other texts in the place of the settings of agents' worlds; agents without a name are those of replicas.
    func replaceSettings(
        _ tree: inout ArchiveTree, _ text: (_ name: String, _ kind: String, _ old: String) -> String
    ) {
        for agent in tree.group("agents")?.members ?? [] {
            guard case .group(let own) = agent.node, case .text(let kind)? = own.attributes["environment"] else {
                continue
            }
            let path = "agents/" + agent.name
            if case .text(let old)? = own.attributes[Self.settings] {
                tree.annotate(path, Self.settings, .text(text(agent.name, kind, old)))
            }
            if case .text(let old)? = own[Self.settings], old.isList {
                // Every replica has drawn its own.
                var new = ArchiveText(old.values.map { text("", kind, $0) })
                new.attributes = old.attributes
                tree.insert(.text(new), at: "\(path)/\(Self.settings)")
            }
        }
    }

    static func parsed(_ text: String) -> CanonicalValue? {
        do throws(CanonicalValue.ParsingError) { return try CanonicalValue(parsing: text) } catch { return nil }
    }

    static let settings = "environment_settings"
    static let optimizers = "optimizers"
    private static let agentsAbout =
        "a group for each agent; items of one name mean the same: the first agent that has one tells its meaning, unit and axes"
}

extension ArchiveTree {
    /// The group of a name; nil where there is none.
    func group(_ name: String) -> ArchiveTree? {
        if case .group(let group)? = self[name] { group } else { nil }
    }

    /// Whether a dataset of this name is here.
    fileprivate func has(_ name: String) -> Bool {
        switch self[name] {
        case .array, .text: true
        case .group, nil: false
        }
    }
}
