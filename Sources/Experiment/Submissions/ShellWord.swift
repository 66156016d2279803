/// A text as one word of a shell's script: whatever is in it, it is data.
public enum ShellWord {
    /// The text between single quotes, each of its own written outside them.
    public static func quoted(_ text: String) -> String {
        "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
}
