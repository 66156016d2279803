import Config
import Determinism
import Diagnostics
import Learning

// What the agents of a second stage are made from.
extension VariantCompiler {
    /// Whose numbers new agents begin with, and which agent they are like.
    struct Beginning {
        /// In the words of `initial.agent`; nil for their own.
        let agent: String?
        /// The agent they are like, by name; the first one where nil.
        let like: String?
    }

    mutating func beginning(_ start: Node?, among parent: ResolvedVariant) -> Beginning? {
        guard let from = start?["from"] else { return Beginning(agent: InitialSpec.mean, like: nil) }
        guard let choice = from.entries.first, !from.isInvalid else { return nil }
        switch choice.key {
        case AdaptationSpec.own.kind: return Beginning(agent: nil, like: nil)
        case AdaptationSpec.agent.kind:
            guard let node = choice.value["name"] else {
                findings.add(
                    .missingKey, "'agent' needs the key 'name'", at: choice.keySpan,
                    help: "start: {from: {agent: \(parent.agents.first?.name ?? "a1")}}")
                return nil
            }
            guard let name = node.value?.asText else { return nil }
            guard parent.agents.contains(where: { $0.name == name }), name != InitialSpec.mean else {
                let names = parent.agents.map(\.name)
                findings.add(
                    .adaptationUnfit, "no agent is called '\(name)'", at: node.span,
                    related: tree["agents"]?.span.map { .init($0, "the agents") },
                    help: Suggestion.help(for: name, among: names, noun: "there are"))
                return nil
            }
            return Beginning(agent: name, like: name)
        default: return Beginning(agent: InitialSpec.mean, like: nil)
        }
    }

    /// The sets that new agents learn in, each with its place among all.
    mutating func adaptedSets(
        _ stage: Node, of parent: ResolvedVariant
    ) -> [(place: Int, set: ResolvedWorldSet, written: Node)]? {
        guard let list = stage["worlds"] else {
            findings.add(.missingKey, "'adaptation' needs the key 'worlds'", at: stage.span, help: "worlds: [held_out]")
            return nil
        }
        var sets: [(place: Int, set: ResolvedWorldSet, written: Node)] = []
        var unknown = Findings()
        for node in list.elements {
            guard let name = node.value?.asText else { return nil }
            guard let place = parent.worlds.firstIndex(where: { $0.name == name }) else {
                unknown.add(
                    .unknownWorlds, "no set of worlds is called '\(name)'", at: node.span,
                    related: tree["worlds"]?.span.map { .init($0, "the sets") },
                    help: Suggestion.help(for: name, among: parent.worlds.map(\.name), noun: "there are"))
                continue
            }
            sets.append((place, parent.worlds[place], node))
        }
        findings.add(unknown.joined(.advice, others: "of the list"))
        return list.isInvalid || !unknown.isEmpty ? nil : sets
    }

    /// The entry of `agents` that new ones are like, with a member's own in it.
    func template(_ beginning: Beginning) -> (entry: Node, member: Node?, prototype: Int)? {
        var prototype = 0
        for entry in tree["agents"]?.elements ?? [] where !entry.isInvalid {
            guard let name = entry["name"]?.value?.asText else { continue }
            let count = entry["count"]?.value?.asInteger
            let names = count.map { (1...$0).map { "\(name)\($0)" } } ?? [name]
            var common: Int?
            for agent in names {
                let own = entry["members"]?[agent]
                let index = own == nil ? common ?? prototype : prototype
                if own != nil || common == nil { prototype += 1 }
                if own == nil { common = index }
                if beginning.like == nil || beginning.like == agent { return (entry, own, index) }
            }
        }
        return nil
    }

    /// What new agents have from the agent they are like.
    static let inheritedByNew = ["learner", "network", "networks", "optimizer", "optimizers", Adapter.name]

    /// One entry for every set that is drawn, and for every world that is listed.
    func newAgents(
        _ sets: [(place: Int, set: ResolvedWorldSet, written: Node)], _ stage: Node,
        _ template: (entry: Node, member: Node?, prototype: Int), _ learned: Set<String>, _ train: Node?
    ) -> (entries: [Node], places: [(set: Int, world: Int)]) {
        var body: [String: Node] = [:]
        let keys = Self.inheritedByNew
        // What methods ask of the learner holds for new agents, too, though they exchange nothing.
        let below = methodLevel(
            for: [tree, template.entry] + (template.member.map { [$0] } ?? []), owner: "new agents")
        for level in [below, tree, template.entry, template.member, stage].compactMap(\.self) {
            for key in keys {
                guard let type = fieldType(of: key), let value = level[key] else { continue }
                body[key] = value.laid(over: body[key], as: type)
                // What is said of all networks holds for each, where it is said later.
                let each = key + "s"
                guard keys.contains(each), let single = body[each], !single.isInvalid else { continue }
                let laid = single.entries.map {
                    Entry($0.key, keySpan: $0.keySpan, value.laid(over: $0.value, as: type))
                }
                body[each] = Node(.mapping(laid), origin: single.origin)
            }
        }
        // What other agents' learners have is nobody's here.
        let known = learned.union((stage["optimizers"]?.entries ?? []).map(\.key))
        for key in ["networks", "optimizers"] {
            guard let each = body[key], !each.isInvalid else { continue }
            body[key] = Node(.mapping(each.entries.filter { known.contains($0.key) }), origin: each.origin)
        }
        var entries: [Node] = []
        var places: [(set: Int, world: Int)] = []
        for (place, set, written) in sets {
            let origin = written.origin
            func entry(_ name: String, _ count: Int?, _ environment: Node?) -> Node {
                var members = [Entry("name", keySpan: origin.span, Node(.value(.text(name)), origin: origin))]
                if let count {
                    members.append(Entry("count", keySpan: origin.span, Node(.value(.integer(count)), origin: origin)))
                }
                for key in keys { if let node = body[key] { members.append(Entry(key, keySpan: node.span, node)) } }
                if let train { members.append(Entry(AgentSpec.train.key, keySpan: train.span, train)) }
                if let environment { members.append(Entry("environment", keySpan: environment.span, environment)) }
                return Node(.mapping(members), origin: origin)
            }
            places += (0..<set.count).map { (place, $0) }
            let source = tree["worlds"]?[set.name]
            guard let list = source?["list"] else {
                entries.append(entry(set.name, set.count, source?["environment"]))
                continue
            }
            for (index, world) in list.elements.enumerated() {
                entries.append(entry("\(set.name)\(index + 1)", nil, world))
            }
        }
        return (entries, places)
    }

    /// New agents have names of their own: names are identities of streams.
    mutating func checkNames(
        of sets: [(place: Int, set: ResolvedWorldSet, written: Node)], among parent: ResolvedVariant
    ) {
        let known = Set(parent.agents.map(\.name))
        for (_, set, written) in sets {
            guard let name = (1...set.count).lazy.map({ "\(set.name)\($0)" }).first(where: known.contains) else {
                continue
            }
            findings.add(
                .duplicateAgent, "a new agent is to be called '\(name)', as an agent of the cell is", at: written.span,
                related: tree["agents"]?.span.map { .init($0, "the agents") },
                help: "give the set of worlds another name")
        }
    }

    func fieldType(of key: String) -> FieldType? { language.spec.first { $0.key == key }?.type }
}
