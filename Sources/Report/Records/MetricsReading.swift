internal import Archive
internal import Determinism
internal import Experiment

/// Reads `metrics.jsonl`.
enum MetricsReading {
    /// The whole rows of a run's record; a last row without its line feed is still being written, and left out.
    static func rows(of directory: RunDirectory) throws(ArchiveError) -> [CanonicalValue] {
        let path = directory.path + "/metrics.jsonl"
        guard try directory.files.length(path) != nil else { return [] }
        let lines = try directory.files.read(path).split(separator: 0x0A, omittingEmptySubsequences: false).dropLast()
        var rows: [CanonicalValue] = []
        rows.reserveCapacity(lines.count)
        for (index, line) in lines.enumerated() {
            do throws(CanonicalValue.ParsingError) {
                rows.append(try CanonicalValue(parsing: String(decoding: line, as: UTF8.self)))
            } catch {
                throw fault(directory, line: index + 1, "\(error)")
            }
        }
        return rows
    }

    /// A row that is not what it should be.
    static func fault(_ directory: RunDirectory, line: Int, _ words: String) -> ArchiveError {
        ArchiveError("\(directory.path)/metrics.jsonl:\(line)", "read", .mismatch(words))
    }
}
