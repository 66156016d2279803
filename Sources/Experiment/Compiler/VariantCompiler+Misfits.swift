import Config
import Determinism
import Diagnostics
import Learning

// What of a file, of agents, or of what is written beside the file does not go with the others.
extension VariantCompiler {
    /// What some agents begin with, and where that is written.
    struct Beginnings {
        let initial: CanonicalValue
        let provenance: Provenance
        /// Whether it is said of single agents, and not of all.
        let isOwn: Bool

        init(_ initial: CanonicalValue, _ provenance: Provenance, isOwn: Bool) {
            (self.initial, self.provenance, self.isOwn) = (initial, provenance, isOwn)
        }

        func span(_ path: String) -> SourceSpan? { provenance[path].span }
    }

    /// Where a file is named that does not fit, and whom: an entry of `agents`, by where its name is, or a prototype without a place.
    /// Of what is written beside the file, that alone: it is wrong whoever begins so.
    struct Misfit: Hashable {
        let file: SourceSpan?
        let entry: SourceSpan?
        let prototype: Int?

        init(of written: SourceSpan) { (file, entry, prototype) = (written, nil, nil) }

        init(_ file: SourceSpan?, _ team: Team, _ prototype: Int) {
            (self.file, entry) = (file, team.provenance["name"].span)
            self.prototype = entry == nil ? prototype : nil
        }
    }

    /// Says of a file that does not fit an agent what of it, of the agent, or of what is written beside the file does not.
    mutating func refuse(
        _ error: StageError, _ agent: String, _ team: Team, _ key: String, _ place: Beginnings, at span: SourceSpan?,
        _ told: inout Set<Misfit>
    ) {
        let isFile = key == InitialSpec.file
        let help =
            isFile
            ? "name a file with these networks, or change the agents' `network`"
            : "name a checkpoint of such agents, or change these"
        let owner = team.provenance["name"].span.map { Diagnostic.Related($0, "agent '\(agent)'") }
        switch error.concern {
        case .initial(let path)?:
            let written = place.span("initial.\(path)") ?? span
            if let written, !told.insert(Misfit(of: written)).inserted { return }
            findings.add(
                .initialUnfit, error.description, at: written, related: owner,
                help: path == "agent"
                    ? "name one that the file has\(isFile ? "" : ", or `\(InitialSpec.mean)`")"
                    : "name parts that all who begin so have, or delete 'parts'")
        case .part(let name)?:
            findings.add(
                .initialUnfit, error.description, at: span,
                related: team.place(of: name).map { .init($0, "'\(name)' of agent '\(agent)'") } ?? owner, help: help)
        case nil: findings.add(.initialUnfit, error.description, at: span, related: owner, help: help)
        }
    }
}

extension VariantCompiler.Team {
    /// Where the shape of one of the learner's parts is written: a network's, or that of what stands in front of it; of anything else,
    /// where the learner is.
    func place(of part: String) -> SourceSpan? {
        let designs = (values["networks"]?.members ?? []).map(\.key)
        let learner = learner
        let paths = designs.flatMap { network -> [String] in
            if network == part { return ["hidden", "activation"].map { "networks.\(network).\($0)" } }
            return learner?.embedding(of: network) == part ? ["networks.\(network).inputs"] : []
        }
        return paths.lazy.compactMap { self.provenance[$0].span }.first ?? provenance["learner"].span
            ?? provenance["name"].span
    }
}
