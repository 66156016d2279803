import Archive
import Federation

/// Numbers from elsewhere that agents begin with, in place of those they drew.
protocol FirstNumbers: Sendable {
    /// Gives every agent what is its.
    ///
    /// - Throws: ``StageError`` where there is nothing for it, or nothing of its shape.
    func adopt(into population: inout Population, _ cell: CellPlan) throws(StageError)
}

extension CellPlan.InitialPlan {
    /// Reads the file and makes sure it is the one the plan was made with.
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
        case .checkpoint: try StoredAgents(reading: path, chosen: agent, parts: parts)
        }
    }
}
