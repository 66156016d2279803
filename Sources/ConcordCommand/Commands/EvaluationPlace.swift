import Experiment

/// Where agents of a checkpoint are to act, as a word on the command line.
enum EvaluationPlace {
    /// What a word means: the plan's own places, or a set of another spec.
    static func find(_ word: String, _ evaluator: Evaluator, _ console: Console) throws -> Evaluator.Place {
        if let own = evaluator.places.first(where: { $0.name == word }) { return own }
        guard let colon = word.lastIndex(of: ":") else {
            let known = evaluator.places.map(\.name)
            throw CommandFailure(
                "the plan has no worlds called '\(word)'\(suggestion(for: word, among: known)); there are "
                    + "\(known.joined(separator: ", ")), and sets of other specs as FILE.yaml:SET")
        }
        let study = try compile(String(word[..<colon]), console)
        let name = String(word[word.index(after: colon)...])
        let plan = evaluator.plan
        guard let sets = study.worlds(name, arm: plan.arm, seed: plan.seed, replicas: plan.replicas) else {
            let known = study.worldSets
            throw CommandFailure(
                "\(word[..<colon]) has no set of worlds '\(name)'\(suggestion(for: name, among: known))"
                    + (known.isEmpty ? "" : "; its sets: \(known.joined(separator: ", "))"))
        }
        return Evaluator.Place(word, sets)
    }
}
