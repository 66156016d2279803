import Archive

extension CellPlan.InitialPlan {
    /// Reads the file and makes sure it is the one the plan was made with; the end of another cell is for whoever knows the store.
    func read() throws(StageError) -> any FirstNumbers {
        do {
            let found = try ArchiveFile(path).files.fingerprint(path, as: .input).hexadecimal
            guard found == content else {
                throw StageError(
                    "\(path) has changed since the plan was made: its SHA-256 is \(found), not \(content)")
            }
        } catch let error as StageError {
            throw error
        } catch {
            throw StageError("\(error)")
        }
        return switch kind {
        case .networks: try InitialNetworks(reading: path, source: agent)
        case .checkpoint, .end: try StoredAgents(reading: path, chosen: agent, parts: parts)
        }
    }
}

extension CellPlan {
    /// Numbers of files that agents begin with, beside what other agents begin with; nil where they begin with nothing else.
    ///
    /// - Parameter others: what agents begin with that name nothing themselves; nil where they draw it.
    func firstNumbers(
        beside others: (any FirstNumbers)?
    ) throws(StageError) -> (any FirstNumbers)? {
        guard !ownInitials.isEmpty else { return others }
        var numbers = FirstNumbersByAgent()
        if let others { numbers.add(others, by: takers { $0 == nil }) }
        var read: [InitialPlan] = []
        for own in ownInitials.map(\.initial) where !read.contains(own) {
            read.append(own)
            numbers.add(try own.read(), by: takers { $0 == own })
        }
        return numbers
    }

    /// Which agents' own words about their beginning are such.
    private func takers(_ isSuch: (InitialPlan?) -> Bool) -> [Bool] {
        var own: [InitialPlan?] = Array(repeating: nil, count: agents.count)
        for one in ownInitials { own[one.agent] = one.initial }
        return own.map(isSuch)
    }
}
