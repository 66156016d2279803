import Archive
import Diagnostics
import Experiment

/// Prints a commented spec to start from.
struct New: Command {
    static let table = CommandTable(
        "new", "Print a commented starter spec for a method, to begin a study with.",
        details: """
            With --environment or --learner, the study that the method's own one suggests there, with a learner that it is a \
            method of; where they do not go together, nothing is printed but why, and what fits, and the exit code is 2. A file \
            that is there already is left alone, unless --replace is said.
            """,
        examples: [
            "new fedhpd > study.yaml", "new fedhpd --environment acrobot -o study.yaml",
            "new parameter_average --environment pendulum --learner ddpg",
        ],
        operands: [.init("METHOD", .word(of: .method), "The method to study.")],
        options: [
            .value(
                "environment", "E", .word(of: .environment), "The world; the one of the method's own study unless told."
            ),
            .value("learner", "L", .word(of: .learner), "Who learns; as in the method's own study unless told."),
            .value("output", letter: "o", "FILE", .output, "Where to; standard output unless told."), .replace,
        ],
        needs: [.init("replace", ["output"])])

    private let method: String
    private let environment: String?
    private let learner: String?
    private let output: String?
    private let place: Output

    init(_ arguments: ParsedArguments) {
        method = arguments.required("METHOD")
        environment = arguments.value("environment")
        learner = arguments.value("learner")
        output = arguments.value("output")
        place = Output(arguments)
    }

    func run(_ console: Console) throws -> ExitCode {
        let starter: StarterSpec
        do throws(UnfitStarter) {
            starter = try StarterSpec(
                method, environment: environment, learner: learner, in: console.program.language)
        } catch {
            console.complain(error.message, error.help)
            throw SpecMistakes()
        }
        guard let output else {
            console.print(starter.text)
            return .done
        }
        let file = try place.file(output)
        try file.write(Array(starter.text.utf8))
        if file.isRegular { console.say("next: concord check \(VisibleText.line(ShellWord.path(output)))\n") }
        return .done
    }
}
