import Experiment

/// Prints a commented spec to start from.
struct New: Command {
    static let table = CommandTable(
        "new", "Print a commented starter spec for a method: concord new fedhpd > my.yaml",
        operands: [.init("METHOD", .method, "The method to study.")])

    private let method: String

    init(_ arguments: ParsedArguments) {
        method = arguments.required("METHOD")
    }

    func run(_ console: Console) throws -> ExitCode {
        guard let starter = StarterSpec(method, in: console.program.language) else {
            throw CommandFailure("there is no starter for '\(method)'")
        }
        console.print(starter.text)
        return .done
    }
}
