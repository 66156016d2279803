import Config
import Determinism
import Federation
import Learning

// Starters of a method with another world than its own.
extension StarterSpec {
    /// Starters of a method with another world, or with one of its other learners, as the methods' own studies suggest them: its
    /// own, moved there, with its learner's settings where another one takes them; then others' grounds in that world, others
    /// moved there, and those with a learner that no study has. All are of its learners. Not all can run.
    static func candidates(
        _ method: Method, environment: String?, learner: String?, in language: Language
    ) -> [StarterSpec] {
        guard environment != nil || learner != nil else {
            return StarterSpec(method.kind, in: language).map { [$0] } ?? []
        }
        let others = language.methods.components.compactMap { language.methods.method($0.kind)?.starter }
        func fits(_ ground: Starter) -> Bool {
            method.isMethod(of: ground.learnerKind) && learner ?? ground.learnerKind == ground.learnerKind
        }
        func moved(_ ground: Starter) -> Starter { environment.map(ground.moved) ?? ground }
        let own = [learner.flatMap(method.starter.taught), method.starter].compactMap(\.self)
        let fitting = others.filter(fits)
        var chosen = own.filter(fits).map(moved)
        chosen += fitting.filter { $0.environmentKind == environment } + fitting.map(moved)
        if let learner, fitting.isEmpty, method.isMethod(of: learner) {
            chosen += ([method.starter] + others).map { ground in
                var ground = moved(ground)
                ground.learner = learner
                ground.adapter = nil
                return ground
            }
        }
        var texts: Set<String> = []
        return chosen.flatMap { ground in
            var ground = ground
            (ground.agents, ground.publicStates) = (method.starter.agents, method.starter.publicStates)
            let alone = StarterSpec(method, on: ground, in: language)
            var beside = alone
            beside.rivals = rivals(of: method, among: ground.learnerKind, in: language)
            return [beside, alone]
        }.filter { texts.insert($0.text).inserted }
    }

    /// The same, with what a method's question needs of worlds and is not here: worlds of the agents' own, in the order in which they
    /// are to be tried, and an adapter. Itself comes last.
    func asking(what method: Method, in language: Language) -> [StarterSpec] {
        let lacksAdapter = method.starter.adapter != nil && starter.adapter == nil
        let adapter = lacksAdapter ? self.adapter : starter.adapter
        let isAlike = method.starter.hasUnlikeWorlds && !starter.hasUnlikeWorlds
        let worlds = isAlike ? Self.unlikeWorlds(starter.environmentKind, in: language) : []
        return (worlds + [starter.environment]).map { with(environment: $0, adapter: adapter) } + [self]
    }

    /// Values of `environment` by which agents have unlike worlds of a kind: those of starters, then numbers of its own.
    private static func unlikeWorlds(_ kind: String, in language: Language) -> [String] {
        let starters = language.methods.components.compactMap { language.methods.method($0.kind)?.starter }
        let known = starters.filter { $0.environmentKind == kind && $0.hasUnlikeWorlds }.map(\.environment)
        guard let component = language.environments[kind] else { return known }
        if component.field("instance") != nil {
            // Of a common kernel every agent has its own share.
            let share = component.field("contamination") == nil ? "" : "contamination: 0.2, "
            return known + ["{\(kind): {\(share)instance: {uniform: [0, 1000000000]}}}"]
        }
        let numbers = component.fields.filter { field in
            field.mayBeDrawn && !field.isDrawnAlike && field.defaultValue?.asNumber ?? 0 > 0
        }
        guard let key = numbers.first?.key else { return known }
        return known + ["[-0.3, 0.3]", "[-0.3, 0]"].map { "{\(kind): {\(key): {relative: \($0)}}}" }
    }

    /// An adapter that leaves what is observed as it is, and lets networks act within ±1 where the world's ends are as far from 0.
    private var adapter: String {
        let spaces = example.spaces
        let observed = CanonicalValue.list(spaces.observation.map { _ in .integer(1) })
        guard case .box(let low, let high) = spaces.action, low == high.map(-) else {
            return "{linear: {observation: {scale: \(observed.flow)}}}"
        }
        let acted = CanonicalValue.list(high.map { .number($0) })
        return "{linear: {observation: {scale: \(observed.flow)}, action: {scale: \(acted.flow)}}}"
    }
}
