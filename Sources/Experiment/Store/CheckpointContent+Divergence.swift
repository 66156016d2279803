import Archive

extension CheckpointContent {
    /// The agents of which a number that was learned is not finite: what they remember of their worlds, and where these stand,
    /// says nothing of them.
    var divergedAgents: [String] {
        var found: [String] = []
        if case .group(let agents)? = state["agents"] {
            for agent in agents.members {
                if case .group(let own) = agent.node, own.hasUnsound { found.append(agent.name) }
            }
        }
        guard case .group(let cohorts)? = state["cohorts"] else { return found }
        for cohort in cohorts.members {
            guard case .group(let stack) = cohort.node, case .text(let names)? = stack["agents"] else { continue }
            let rows = stack.unsoundRows(of: names.values.count)
            found += names.values.indices.filter(rows.contains).map { names.values[$0] }
        }
        return found
    }
}

extension ArchiveTree {
    private static let remembered = ["replay", "environment_state"]

    private func visitLearned(_ body: (ArchiveArray) -> Void) {
        for member in members where !Self.remembered.contains(member.name) {
            switch member.node {
            case .group(let group): group.visitLearned(body)
            case .array(let array) where array.kind == .float32 || array.kind == .float64: body(array)
            case .array, .text: break
            }
        }
    }

    /// Whether any number below is infinite or not a number.
    fileprivate var hasUnsound: Bool {
        var isFound = false
        visitLearned { array in isFound = isFound || !array.numbers.allSatisfy(\.isFinite) }
        return isFound
    }

    /// Which rows of the arrays below, `[agent, …]`, hold such a number; all where an array has other rows.
    fileprivate func unsoundRows(of count: Int) -> Set<Int> {
        var found: Set<Int> = []
        visitLearned { array in
            let numbers = array.numbers
            let width = array.shape.first == count && count > 0 ? numbers.count / count : 0
            for index in numbers.indices where !numbers[index].isFinite {
                if width > 0 { found.insert(index / width) } else { found.formUnion(0..<count) }
            }
        }
        return found
    }
}
