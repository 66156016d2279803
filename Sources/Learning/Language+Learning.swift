public import Config

extension Language {
    /// Worlds, learners, and what those are made of.
    public static let learning = Language.certain { () throws(DuplicateKind) in
        try Language()
            .adding(Catalogue(Environments.name, Environments.all))
            .adding(Catalogue(Learners.name, Learners.all))
            .adding(Catalogue(Optimizers.name, Optimizers.all))
            .adding(Catalogue(Decays.name, Decays.all))
    }

    /// The worlds that agents can act in.
    public var environments: Catalogue<any Environment> { self[Environments.name] }
    /// The ways in which agents can learn.
    public var learners: Catalogue<any Learner> { self[Learners.name] }
    /// The ways from a gradient to new parameters.
    public var optimizers: Catalogue<any Optimizer> { self[Optimizers.name] }
}
