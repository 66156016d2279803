import ConcordCommand

/// Concord itself: all commands, for the language it comes with.
@main
enum Main {
    static func main() { Program("concord", version: Program.library).main() }
}
