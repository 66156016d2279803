/// Where this program comes from.
public enum Provenance {
    /// The version of Concord, whatever program it is part of.
    public static let version = "0.1.0"
    /// The year of that version.
    public static let year = 2026

    /// The commit its source was a clone at when it was last compiled, in 40 hexadecimal digits, with `+` behind them where files
    /// had been changed since; nil where the source was no clone.
    @inline(never)
    public static func commit() -> String? { builtCommit.isEmpty ? nil : builtCommit }
}
