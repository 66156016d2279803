import Archive
import Determinism
import Federation
import Learning

/// The agents of a checkpoint, as others begin with what they learned: networks and tables alone, no optimizer's moments and no
/// memories.
///
/// Whoever wrote the file, its bytes are those of its fingerprint, and that is all there is to rely on: every item is looked at.
struct StoredAgents: FirstNumbers {
    private let tree: ArchiveTree
    private let path: String
    /// The agent whose numbers every agent gets, or `mean`; nil for the one of the same name.
    private let chosen: String?
    /// Which parts are given; nil for all that the agents have.
    let parts: [String]?
    /// The agents, in their order.
    private let names: [String]
    /// How many independent copies of its agents it holds; nil where they are one.
    let replicas: Int?
    /// By the name of an agent that is a row of tables, `a1@2` in the second of several replicas: the tables' group, and its row.
    private var rows: [String: (group: String, index: Int, count: Int)] = [:]

    /// Reads a checkpoint.
    init(reading path: String, chosen: String?, parts: [String]?) throws(StageError) {
        do throws(ArchiveError) {
            let (header, tree) = try ArchiveFile(path).read()
            guard header["kind"] == "checkpoint" else {
                throw ArchiveError(path, "start from it", .mismatch("it is no checkpoint of a run"))
            }
            self.tree = tree
        } catch {
            throw StageError("\(error)")
        }
        (self.path, self.chosen, self.parts) = (path, chosen, parts)
        guard case .group(let agents)? = tree["agents"], case .texts(let names)? = agents.attributes["names"],
            !names.isEmpty, Set(names).count == names.count
        else { throw StageError("\(path) does not name its agents") }
        self.names = names
        if case .group(let cohorts)? = tree["cohorts"] {
            for cohort in cohorts.members {
                let group = "cohorts/\(cohort.name)"
                guard case .text(let members)? = tree["\(group)/agents"] else {
                    throw StageError("\(path): /\(group) does not name its agents")
                }
                for (index, name) in members.values.enumerated() {
                    rows[name] = (group, index, members.values.count)
                }
            }
        }
        replicas = try Self.replicas(of: names, rows.keys.sorted(), path)
        for replica in 1...(replicas ?? 1) {
            guard let missing = names.first(where: { !has(title(of: $0, in: replica)) }) else { continue }
            throw StageError("\(path) has nothing of its agent '\(title(of: missing, in: replica))'")
        }
    }

    /// How many replicas rows are of; nil where every row is an agent's.
    private static func replicas(
        of names: [String], _ rows: [String], _ path: String
    ) throws(StageError) -> Int? {
        let known = Set(names)
        var most: Int?
        for row in rows where !known.contains(row) {
            let parts = row.split(separator: "@", omittingEmptySubsequences: false)
            guard parts.count == 2, known.contains(String(parts[0])), let number = Int(parts[1]), number > 0,
                number <= rows.count, String(number) == parts[1]
            else { throw StageError("\(path) has a row '\(row)', which is no agent and of none of its replicas") }
            most = max(most ?? 0, number)
        }
        return most
    }

    /// What an agent is called in a replica, counted from 1.
    private func title(of name: String, in replica: Int) -> String { replicas == nil ? name : "\(name)@\(replica)" }

    private func has(_ title: String) -> Bool {
        rows[title] != nil || (replicas == nil && tree["agents/\(title)"] != nil)
    }

    /// Why a cell of so many replicas cannot begin so; nil where each has its own, or all have the same.
    func unfit(replicas count: Int) -> String? {
        guard let replicas, replicas != count else { return nil }
        return "\(path) holds \(replicas) replicas, and the cell \(count == 1 ? "is one" : "has \(count)"): "
            + "which one agents are to begin as is left open"
    }

    func adopt(into population: inout Population, _ cell: CellPlan, by isTaker: [Bool]) throws(StageError) {
        if let reason = unfit(replicas: cell.replicas) { throw StageError(reason) }
        // Of a mean there is one for all agents that are alike, in each replica.
        var made: [(part: Part, numbers: Numbers)] = []
        var last = 1
        for index in 0..<population.count
        where population.isHere(index) && isTaker[index % cell.agents.count] {
            let agent = cell.agents[index % cell.agents.count]
            let replica = index / cell.agents.count + 1
            if replica != last, replicas != nil { made = [] }
            last = replica
            for part in try given(of: population.leadingParts(of: index), to: agent.name) {
                let known = chosen == nil ? nil : made.first { $0.part == part }?.numbers
                let numbers: Numbers =
                    if let known { known } else { try self.numbers(of: part, for: agent.name, in: replica) }
                if known == nil, chosen != nil { made.append((part, numbers)) }
                switch numbers {
                case .network(let network): population.adopt(network, as: part.name, agent: index)
                case .table(let table): population.adopt(table, as: part.name, agent: index)
                }
            }
        }
    }

    /// What is learned of a part.
    enum Numbers {
        case network(Network)
        case table([Double])
    }

    /// Those of an agent's parts that are given.
    ///
    /// - Throws: ``StageError`` where it has none, or not one that is asked for.
    func given(of all: [Part], to agent: String) throws(StageError) -> [Part] {
        guard !all.isEmpty else {
            throw StageError("\(path): agent '\(agent)' has no networks or tables that could begin as another's")
        }
        guard let parts else { return all }
        if let unknown = parts.firstIndex(where: { name in !all.contains { $0.name == name } }) {
            throw StageError(
                "agent '\(agent)' has no part '\(parts[unknown])' that could begin as another's, but "
                    + all.map(\.name).joined(separator: ", "), of: .initial("parts.\(unknown)"))
        }
        return all.filter { parts.contains($0.name) }
    }

    /// What an agent begins with.
    ///
    /// A mean is summed up in Float64 in the agents' order, and rounded once.
    ///
    /// - Parameter replica: which one the agent is of, from 1; it begins as the same one's agents.
    /// - Throws: ``StageError`` where the checkpoint has no such agent or part, one of another shape, or numbers that are none.
    func numbers(of part: Part, for agent: String, in replica: Int) throws(StageError) -> Numbers {
        guard chosen == InitialSpec.mean else { return try stored(part, of: chosen ?? agent, for: agent, in: replica) }
        var sums = [Double](repeating: 0, count: part.numbers)
        var first: Numbers?
        for name in names {
            let numbers = try stored(part, of: name, for: agent, in: replica)
            first = first ?? numbers
            switch numbers {
            case .network(let network):
                for (index, number) in network.flatParameters.enumerated() { sums[index] += Double(number) }
            case .table(let table): for (index, number) in table.enumerated() { sums[index] += number }
            }
        }
        let means = sums.map { $0 / Double(names.count) }
        // Sums of what is finite may be none.
        if let index = means.firstIndex(where: { !$0.isFinite }) {
            throw StageError(
                "\(path): the mean of '\(part.name)' over its agents is beyond Float64 (number \(index + 1))")
        }
        guard case .network(let network)? = first else { return .table(means) }
        return .network(Network(network.shape, parameters: means.map { Float($0) }))
    }

    /// A part of one agent of the checkpoint.
    private func stored(
        _ part: Part, of name: String, for agent: String, in replica: Int
    ) throws(StageError) -> Numbers {
        guard names.contains(name) else {
            throw StageError(
                "\(path) has no agent '\(name)', but \(names.prefix(8).joined(separator: ", "))"
                    + (names.count > 8 ? ", …" : ""), of: chosen.map { _ in .initial("agent") })
        }
        let row = rows[title(of: name, in: replica)]
        let item = "\(row?.group ?? "agents/\(name)")/\(part.name)"
        guard let node = tree[item] else {
            throw StageError("\(path): there is no /\(item), which '\(agent)' is to begin with", of: .part(part.name))
        }
        let numbers: Numbers
        switch node {
        case .group where part.precision == .single && row == nil:
            let network: Network
            do throws(ArchiveError) { network = try node.decode(Network.self, at: "/" + item) } catch {
                throw StageError("\(path): \(error)")
            }
            guard network.shape.summary == part.shape else { throw misfit(item, network.shape.summary, part, agent) }
            numbers = .network(network)
        case .array(let array) where part.precision == .double && array.kind == .float64:
            let width = array.count / max(1, row?.count ?? 1)
            guard row == nil || array.shape.first == row?.count, width == part.numbers,
                part.perRow == nil || array.shape.last == part.perRow
            else { throw misfit(item, "\(array.shape.map(String.init).joined(separator: " × ")) numbers", part, agent) }
            let start = width * (row?.index ?? 0)
            let bytes = Array(array.bytes[start * 8..<(start + width) * 8])
            numbers = .table(ArchiveArray(kind: .float64, shape: [width], bytes: bytes).numbers)
        default: throw misfit(item, node.summary, part, agent)
        }
        guard numbers.areFinite else {
            throw StageError(
                "\(path): /\(item) of '\(name)' has numbers that are not finite: nothing can begin with them")
        }
        return numbers
    }

    private func misfit(_ item: String, _ found: String, _ part: Part, _ agent: String) -> StageError {
        StageError(
            "\(path): /\(item) is \(found), and '\(part.name)' of agent '\(agent)' is \(part.shape)",
            of: .part(part.name))
    }
}

extension StoredAgents.Numbers {
    /// Whether every number is one.
    fileprivate var areFinite: Bool {
        switch self {
        case .network(let network): network.flatParameters.allSatisfy(\.isFinite)
        case .table(let table): table.allSatisfy(\.isFinite)
        }
    }
}
