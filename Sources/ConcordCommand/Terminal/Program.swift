public import Config
public import Experiment
internal import Provenance

/// A program of all of Concord's commands, for specs of one language.
///
/// What a package of one's own makes of it is a whole `main`:
///
///     let language = try Language.standard.adding(environments: [Harbor.self])
///     Program("harbor", version: "1.0.0", language: language).main()
public struct Program: Sendable {
    /// What it is called: in usage, errors and completions.
    public let name: String
    /// The version that `--version` prints.
    public let version: String
    /// What specs may say.
    public let language: Language

    /// The version of Concord, whatever program it is part of.
    public static let library = Provenance.version
    /// The year of that version.
    public static let libraryYear = Provenance.year

    /// A program.
    public init(_ name: String, version: String, language: Language = .standard) {
        self.name = name
        self.version = version
        self.language = language
    }
}
