import Config
import Determinism
import Diagnostics
import Federation
import Learning

extension VariantCompiler {
    /// An exchange's axes fit one another, and find in the agents what they need.
    mutating func checkNeeds(
        _ composition: Composition, at path: String, _ teams: [Team], _ shared: CanonicalValue
    ) {
        let span = provenance[path].span
        guard checkForms(composition, at: path) else { return }
        let needs = composition.needs
        if needs.contains(.publicStates) {
            checkStatesExist(for: composition.name, at: span)
            checkSlices(composition, at: path, shared)
        }
        if needs.contains(.equalActionSpaces) { checkSpaces(composition, at: span, teams) }
        checkLearners(composition, at: span, teams)
        if needs.contains(.equalParts) { checkParts(composition, at: path, teams) }
        checkMisfits(composition, at: path, teams)
    }

    /// No part of the public states is empty.
    private mutating func checkSlices(_ composition: Composition, at path: String, _ shared: CanonicalValue) {
        guard let parts = composition.digest.parts, let source = shared["public_states"].map(Choice.init)
        else { return }
        let located = CellPlan.located(source, beside: files.directory)
        let (count, isExact) = language.publicStateSources.make(located).count
        // What cannot be counted yet is held against its parts when it is there.
        guard count > 0, parts.count > count else { return }
        let digest = type(of: composition.digest).component.kind
        findings.add(
            .outOfRange,
            "'\(parts.key)' of '\(composition.name)' is \(parts.count), but there are "
                + "\(isExact ? "" : "at most ")\(count) public states",
            at: provenance["\(path).digest.\(digest).\(parts.key)"].span ?? provenance[path].span,
            related: (provenance["public_states.\(source.kind)"].span ?? provenance["public_states"].span).map {
                .init($0, "the public states")
            }, help: "\(parts.key): \(min(count, 2)), or more states")
    }

    /// Upload and digest can work with what agents observe.
    private mutating func checkMisfits(_ composition: Composition, at path: String, _ teams: [Team]) {
        for team in teams {
            guard let spaces = team.spaces else { continue }
            let found = [
                ("upload.\(type(of: composition.upload).component.kind)", composition.upload.misfit(in: spaces)),
                (
                    "digest.\(type(of: composition.digest).component.kind)",
                    composition.digest.misfit(with: composition.upload, in: spaces)
                ),
            ]
            for case (let axis, let misfit?) in found {
                let meant = misfit.unknown.flatMap { Suggestion.nearest(to: $0, among: misfit.candidates) }
                findings.add(
                    .misfit, "'\(composition.name)' cannot work with '\(team.name)': \(misfit.message)",
                    at: provenance["\(path).\(axis).\(misfit.path)"].span ?? provenance[path].span,
                    related: team.provenance["environment"].span.map { .init($0, "its world") },
                    help: meant.map { "did you mean '\($0)'?" } ?? misfit.help)
                return
            }
        }
    }

    /// Upload, aggregate and digest are of one form; says so of the first pair that is not.
    private mutating func checkForms(_ composition: Composition, at path: String) -> Bool {
        let form = composition.upload.form
        func span(_ axis: String) -> SourceSpan? { provenance["\(path).\(axis)"].span ?? provenance[path].span }
        func kind(_ part: any Configurable) -> String { type(of: part).component.kind }
        let axes = [
            ("aggregate", kind(composition.aggregator), type(of: composition.aggregator).forms),
            ("digest", kind(composition.digest), type(of: composition.digest).forms),
        ]
        for (axis, kind, forms) in axes where !forms.contains(form) {
            let takes = forms.map(\.words).joined(separator: " or ")
            findings.add(
                .unfitAxes,
                "'\(composition.name)' uploads \(form.words), but its \(axis) '\(kind)' takes \(takes)",
                at: span(axis), related: span("upload").map { .init($0, "the upload") },
                help: "choose an upload, aggregate and digest of one form")
            return false
        }
        return true
    }

    private mutating func checkSpaces(_ composition: Composition, at span: SourceSpan?, _ teams: [Team]) {
        guard let first = teams.first(where: { $0.spaces != nil }) else { return }
        for team in teams {
            guard let spaces = team.spaces, let other = first.spaces,
                let difference = Self.difference(spaces, other)
            else { continue }
            findings.add(
                .unequalSpaces, "'\(composition.name)' needs equal spaces, but '\(team.name)' \(difference)",
                at: team.provenance["environment"].span ?? span,
                related: first.provenance["environment"].span.map { .init($0, "the world of '\(first.name)'") },
                help: "give all agents environments with the same observations and actions")
            return
        }
    }

    /// Learners do what the exchange asks of them.
    private mutating func checkLearners(_ composition: Composition, at span: SourceSpan?, _ teams: [Team]) {
        for team in teams {
            guard let learner = team.learner else { continue }
            let kind = type(of: learner).component.kind
            let asked: [(Needs, Bool, String)] = [
                (.tapes, learner is any TapeShowing, "does not show what it visits"),
                (.actionDistributions, learner is any Answering, "has no action distributions"),
                (.pulls, learner is any Pulled, "takes no control variates into its updates"),
                (
                    .equalParts, team.member.map { !learner.parts(of: $0).isEmpty } ?? true,
                    "has no parameters to upload"
                ),
            ]
            guard let lack = asked.first(where: { composition.needs.contains($0.0) && !$0.1 }) else { continue }
            findings.add(
                .learnerTakesNoPart,
                "'\(composition.name)' cannot work with '\(team.name)': \(kind) \(lack.2)", at: span,
                related: team.provenance["learner"].span.map { .init($0, "its learner") },
                help: "choose another method or another learner")
            return
        }
    }

    /// Participants have the parts that travel, in equal shapes.
    private mutating func checkParts(_ composition: Composition, at path: String, _ teams: [Team]) {
        let known = teams.compactMap { team in
            team.learner.flatMap { learner in team.member.map { (team, learner.parts(of: $0)) } }
        }
        let written = provenance["\(path).upload"].span ?? provenance[path].span
        for (team, parts) in known {
            for name in composition.upload.named ?? [] where !parts.contains(where: { $0.name == name }) {
                findings.add(
                    .unknownPart, "'\(team.name)' has no part called '\(name)' to upload", at: written,
                    related: team.provenance["learner"].span.map { .init($0, "its learner") },
                    help: Suggestion.help(for: name, among: parts.map(\.name), noun: "its parts"))
                return
            }
        }
        guard let (first, model) = known.first else { return }
        for (team, parts) in known.dropFirst() {
            let (one, other) = (composition.upload.chosen(of: model), composition.upload.chosen(of: parts))
            guard one != other else { continue }
            let pair = zip(one, other).first { $0 != $1 }
            let difference =
                pair.map { "'\($0.0.name)' is \($0.0.shape) in '\(first.name)' and \($0.1.shape) in '\(team.name)'" }
                ?? "'\(first.name)' has \(one.count) parts and '\(team.name)' \(other.count)"
            let key = pair.map { "networks.\($0.0.name).hidden" } ?? "learner"
            findings.add(
                .unequalParts, "'\(composition.name)' averages parameters, but \(difference)",
                at: provenance[path].span,
                related: (team.provenance[key].span ?? team.provenance["name"].span).map {
                    .init($0, "'\(team.name)'")
                },
                help: "give all agents one architecture, or share action_distributions (fedhpd) or proxy memories (frd)"
            )
            return
        }
    }
}
