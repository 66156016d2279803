/// A text as one word of a shell's script: whatever is in it, it is data.
public enum ShellWord {
    /// The text between single quotes, each of its own written outside them.
    public static func quoted(_ text: String) -> String {
        "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }

    /// The text as it is where a shell reads it so, else between quotes.
    public static func bare(_ text: String) -> String {
        let isPlain =
            !text.isEmpty
            && text.unicodeScalars.allSatisfy { scalar in
                switch scalar {
                case "a"..."z", "A"..."Z", "0"..."9", "/", ".", "_", "-", ",", "=", "+", ":", "@", "%": true
                default: false
                }
            }
        // What has a `=` is plain as any word but a command's first.
        return isPlain ? text : quoted(text)
    }

    /// A path as an operand of a command: none of its options, whatever it begins with.
    public static func path(_ path: String) -> String { bare(path.hasPrefix("-") ? "./" + path : path) }
}
