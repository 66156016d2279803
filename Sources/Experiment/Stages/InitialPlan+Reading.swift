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
