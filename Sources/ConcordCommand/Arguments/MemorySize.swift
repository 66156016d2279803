import Diagnostics
import Experiment
import Report

/// A number of bytes on a command line: `64G`, `512M`, `1.5T`, `2e9`.
enum MemorySize {
    /// The option of commands that run cells.
    static let option = CommandTable.Option.value(
        "memory", "SIZE", .text,
        "How much memory may be taken, such as 64G, instead of what the machine or its control group has free.")

    /// The bytes that an option asks for; nil where it is not given.
    static func bytes(_ arguments: ParsedArguments, table: CommandTable) throws(UsageError) -> Double? {
        guard let text = arguments.value("memory") else { return nil }
        let units = ["": 1.0, "B": 1, "K": 1e3, "M": 1e6, "G": 1e9, "T": 1e12, "P": 1e15]
        let digits = text.prefix { !$0.isLetter || $0 == "e" || $0 == "E" }
        let unit = text.dropFirst(digits.count).uppercased()
        guard let number = Double(digits), number > 0,
            let factor = units[unit.count == 2 && unit.hasSuffix("B") ? String(unit.prefix(1)) : unit],
            (number * factor).isFinite
        else { throw UsageError("--memory: '\(text)' is no size such as 64G or 512M", table: table) }
        return number * factor
    }
}

/// What commands say of memory.
enum MemoryWords {
    /// `2.1 GB`.
    static func bytes(_ bytes: Double) -> String { NumberText.bytes(bytes) }

    /// A warning where a cell of a study takes more than this machine has.
    static func findings(_ study: Study) -> Findings {
        guard let total = MachineMemory().total else { return Findings() }
        return study.memoryFindings(total: total, words: bytes)
    }
}
