import Config
import Determinism
import Diagnostics
import Learning

// What agents that learn in one way, and are trained together, need of one another.
extension VariantCompiler {
    /// Agents of one learner with equal settings: rows of one state where their learner has it so.
    private struct Alike {
        let learner: any Learner
        var teams: [Team] = []
        var models: [FiniteModel] = []
    }

    /// Every learner can work with the worlds of all agents that learn so, and agents that exchange have worlds of one size.
    mutating func checkBlocks(_ teams: [Team], _ shared: CanonicalValue) {
        var places: [String: Int] = [:]
        var blocks: [Alike] = []
        for team in teams {
            guard let choice = team.values.nominal(language.agent)["learner"], let learner = team.learner else {
                continue
            }
            let place = places[choice.json, default: blocks.count]
            if place == blocks.count {
                places[choice.json] = place
                blocks.append(Alike(learner: learner))
            }
            blocks[place].teams.append(team)
            if let model = team.model { blocks[place].models.append(model) }
        }
        if refuseUnequalHorizons(teams.filter { $0.learner is any Episodic }) || refusePartialKnowledge(blocks) {
            return
        }
        for block in blocks {
            guard let learner = block.learner as? any Modelled, block.models.count == block.teams.count else {
                continue
            }
            if let refusal = learner.refusal(of: block.models) { return refuse(block, refusal, of: learner) }
            if refuseMisled(block.teams, learner, shared) { return }
        }
        // What is exchanged goes by state.
        let models = blocks.flatMap(\.models)
        guard let first = blocks.first, first.learner is any Modelled, models.count == teams.count,
            shared["federation"]?.elements.isEmpty == false, let unequal = models.unfitSizes
        else { return }
        let members = blocks.flatMap(\.teams)
        let other = models.indices.first { [models[0], models[$0]].unfitSizes != nil } ?? 0
        refuse(first.learner, unequal, members[0], members[other])
    }

    /// Says of some agents' worlds which of them their learner cannot learn in: one alone, or one beside the first.
    private mutating func refuse(_ block: Alike, _ refusal: Unfit, of learner: any Modelled) {
        let models = block.models
        if models.unfitSizes == nil, let one = models.indices.first(where: { learner.refusal(of: [models[$0]]) != nil })
        {
            return refuse(learner, refusal, block.teams[one], block.teams[one])
        }
        let other = models.indices.first { learner.refusal(of: [models[0], models[$0]]) != nil } ?? 0
        refuse(learner, refusal, block.teams[0], block.teams[other])
    }

    /// - Parameter other: whose world does not go with the first one's; itself where that is wrong alone.
    private mutating func refuse(_ learner: any Learner, _ refusal: Unfit, _ team: Team, _ other: Team) {
        let kind = type(of: learner).component.kind
        let setting = team.provenance[refusal.remedy.map { "learner.\(kind).\($0.key)" } ?? "learner"]
        let world = team.provenance["environment"].span
        let isOther = other.provenance["environment"].span != world
        var reason = refusal.reason
        var help = refusal.help.isEmpty ? "change the worlds, or choose another learner" : refusal.help
        if let remedy = refusal.remedy {
            if case .method(let method) = setting.layer {
                let value = team.values["learner"]?[kind]?[remedy.key].map { ": \($0.flow)" } ?? ""
                reason += "; '\(method)' requires \(remedy.key)\(value)"
                help += ", or another method"
            } else {
                help = "learner: {\(kind): {\(remedy.key): \(remedy.word)}}, or \(help)"
            }
        }
        findings.add(
            .learnerUnfit, "\(kind) cannot learn here: \(reason)",
            at: isOther ? other.provenance["environment"].span : setting.span,
            related: world.map { .init($0, "the world of '\(team.name)'") }, help: help)
    }

    /// Who is told of all agents' worlds is told of those of agents that learn in its own way: there are no others.
    ///
    /// - Returns: whether there are.
    private mutating func refusePartialKnowledge(_ blocks: [Alike]) -> Bool {
        guard let index = blocks.firstIndex(where: { !$0.learner.knownFromOracle.isEmpty }), blocks.count > 1,
            let known = blocks[index].learner.knownFromOracle.first
        else { return false }
        let (team, other) = (blocks[index].teams[0], blocks[index == 0 ? 1 : 0].teams[0])
        findings.add(
            .learnerUnfit, "'\(team.name)' knows of all agents (\(known)), and '\(other.name)' learns in another way",
            at: team.provenance["learner"].span,
            related: other.provenance["learner"].span.map { .init($0, "the learner of '\(other.name)'") },
            help: "give all agents one learner with equal settings, or one that knows its own world alone")
        return true
    }

    /// The learner can work with what its worlds become for agents that are misled.
    ///
    /// - Returns: whether it cannot.
    private mutating func refuseMisled(_ teams: [Team], _ learner: any Modelled, _ shared: CanonicalValue) -> Bool {
        let worlds = teams.compactMap { $0.nominalEnvironment.map { language.environments.make(Choice($0)) } }
        for composition in language.compositions(of: (shared["federation"]?.elements ?? []).map { Choice($0) }) {
            let models = worlds.flatMap { composition.misled($0) }.compactMap(\.model)
            guard !models.isEmpty, let refusal = learner.refusal(of: models) else { continue }
            findings.add(
                .learnerUnfit,
                "\(type(of: learner).component.kind) cannot learn from what liars are shown: \(refusal.reason)",
                at: provenance["federation.\(composition.name).faults"].span,
                related: teams[0].provenance["learner"].span.map { .init($0, "the learner of '\(teams[0].name)'") },
                help: "attack: action_flip, or another learner")
            return true
        }
        return false
    }

    /// Agents that plan over a horizon have the same one.
    ///
    /// - Returns: whether they have not.
    private mutating func refuseUnequalHorizons(_ teams: [Team]) -> Bool {
        let horizons = teams.map { $0.nominalEnvironment.map { language.environments.make(Choice($0)).maximumSteps } }
        guard let learner = teams.first?.learner, let first = horizons[0],
            let other = horizons.firstIndex(where: { $0 != nil && $0 != first }), let unlike = horizons[other]
        else { return false }
        findings.add(
            .learnerUnfit,
            "\(type(of: learner).component.kind) cannot learn here: episodes of \(first) steps, and of \(unlike)",
            at: teams[other].provenance["environment"].span,
            related: teams[0].provenance["environment"].span.map { .init($0, "the world of '\(teams[0].name)'") },
            help: "give all worlds one horizon")
        return true
    }
}
