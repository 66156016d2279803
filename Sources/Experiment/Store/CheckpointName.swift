import Archive

/// The file names of a run directory's checkpoints: `round-000500.h5`.
enum CheckpointName {
    /// The name of the checkpoint after `round` rounds.
    static func name(round: Int) -> String {
        let digits = String(round)
        return "round-" + String(repeating: "0", count: max(0, 6 - digits.count)) + digits + ".h5"
    }

    /// The round in a checkpoint's name; nil for any other name.
    static func round(of name: String) -> Int? {
        guard name.hasPrefix("round-"), name.hasSuffix(".h5") else { return nil }
        let digits = name.dropFirst(6).dropLast(3)
        guard digits.count >= 6, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int(digits)
    }
}
