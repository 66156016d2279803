import Config
import Diagnostics
import Experiment
import Testing

@testable import ConcordCommand

/// What a program of another name says: its commands are its own.
@Suite("Programs by their names")
struct ProgramNameLaws {
    static let harbor = Program("harbor", version: "1.0.0")

    /// What is left of the word; keys of specs and names of formats are no commands.
    private static func left(_ text: String) -> [String] {
        harbor.named(text).matches(of: #/\bconcord\b(?!:)[^\n]*/#).map { String($0.0) }
    }

    @Test("explanations of every kind")
    func explanations() {
        let vocabulary = Vocabulary(harbor.language.spec)
        for choices in vocabulary.choices {
            for component in choices.components {
                let text = Explanation.text(of: component, noun: choices.noun, in: vocabulary)
                #expect(Self.left(text) == [], "\(component.kind)")
            }
        }
        let fields = vocabulary.fields.filter { $0.path != "concord" }
        for (path, field) in fields { #expect(Self.left(Explanation.text(of: field, at: path)) == []) }
    }

    private var harbor: Program { Self.harbor }

    @Test("explanations of every code", arguments: DiagnosticCode.allCases)
    func codes(_ code: DiagnosticCode) { #expect(Self.left(code.explanation) == []) }

    @Test("help of every command and of all, and completions of every shell")
    func help() {
        let screen = HelpScreen(program: "harbor", width: 100, paint: Paint(isColored: false))
        for command in Commands.all { #expect(Self.left(screen.command(harbor.table(of: command))) == []) }
        #expect(Self.left(screen.program(harbor.tableGroups, summary: "harbor")) == [])
    }

    @Test("a starter of every method", arguments: harbor.language.methods.components.map(\.kind))
    func starters(_ method: String) throws {
        let text = try #require(StarterSpec(method, in: harbor.language)).text
        #expect(Self.left(text) == [] && text.contains("harbor explain") == false)
        #expect(harbor.named(text).contains("`harbor explain \(method)`"))
    }

    @Test(
        "commands alone are named anew",
        arguments: [
            ("`concord plan` has it", "`harbor plan` has it"),
            ("source <(concord completions bash)", "source <(harbor completions bash)"),
            ("concord: 1", "concord: 1"), (#""concord verify""#, #""concord verify""#),
            ("concord archive 1", "concord archive 1"), ("beside/concord plan", "beside/concord plan"),
            ("concord verify, then concord run it", "harbor verify, then harbor run it"), ("", ""),
        ])
    func named(_ text: String, _ expected: String) {
        #expect(harbor.named(text) == expected)
        #expect(Program("concord", version: "1").named(text) == text)
    }
}
