import Diagnostics
import Experiment

/// Compiles a spec for a command that needs it to be right, saying what is wrong on standard error.
///
/// - Throws: `SpecMistakes` where it cannot run.
func compile(_ spec: String, _ console: Console) throws(SpecMistakes) -> Study {
    var findings = Findings()
    let study = Study.compile(spec, in: console.program.language, into: &findings)
    if !findings.isEmpty { console.say(findings) }
    guard let study else { throw SpecMistakes() }
    return study
}

/// A spec has mistakes, and they have been shown.
struct SpecMistakes: Error {}
